"""The judges' tools, which .ci/judges has installed."""

import os
import subprocess
from pathlib import Path

from django.conf import settings

# What the tools read lies beside them, copied from this folder.
FOLDER = Path(settings.ROOT, "var", "judges")
PATHS = [FOLDER / "node_modules" / ".bin", FOLDER / "venv" / "bin", os.environ["PATH"]]
ENVIRONMENT = {
    **os.environ,
    "PATH": os.pathsep.join(map(str, PATHS)),
    "REDOCLY_TELEMETRY": "off",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
}


def run(*command: str | Path, given: str | None = None, **surroundings: str) -> str:
    """Run a tool, with a standard input and more variables in its environment.

    Gives what it prints. Asserts that it finds nothing wrong.
    """
    done = subprocess.run(
        [str(part) for part in command],
        cwd=FOLDER,
        input=given,
        env={**surroundings, **ENVIRONMENT},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
