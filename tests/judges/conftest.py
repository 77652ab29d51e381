"""A running newsroom with the demonstration stories, and its schema as it is served."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.folders import var_folder
from tests.judges.tools import FOLDER
from tests.serving import serving

# Google asks for one.
LOGO = "https://www.example.org/logo.png"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a server of its own."""
    with var_folder() as folder, serving(folder, demo=True, NEWSROOM_LOGO_URL=LOGO) as server:
        yield server.address


@pytest.fixture(scope="session")
def schema(server) -> Path:
    path = FOLDER / "schema.json"
    path.write_bytes(requests.get(f"{server}/api/schema/", timeout=10).content)
    return path
