import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsroom.embedded import server
from tests.folders import var_folder


@pytest.fixture
def empty() -> Iterator[Path]:
    """A ``var`` folder before the first start."""
    with var_folder() as path:
        yield path


@pytest.fixture(scope="session")
def prepared() -> Iterator[Path]:
    with var_folder() as path:
        server.ensure_running(path)
        server.stop(path)
        yield path


@pytest.fixture
def root(prepared: Path, empty: Path) -> Path:
    """A ``var`` folder whose server has run before."""
    subprocess.run(["/bin/cp", "-a", prepared / "postgres", empty], check=True)
    return empty
