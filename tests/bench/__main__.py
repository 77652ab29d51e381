"""``make bench``: load the archive where it is missing, check the answers, measure, report.

The environment says what to do; docs/performance.md has the list. Each size of the archive has a
server and a folder of its own.
"""

import os
from pathlib import Path

import django

STORIES = int(os.environ.get("BENCH_STORIES", "100000"))
FOLDER = Path(os.environ.get("BENCH_FOLDER") or Path(__file__).parents[2] / "var" / "bench")
VAR = FOLDER / str(STORIES)

VAR.mkdir(parents=True, exist_ok=True)
os.environ["NEWSROOM_VAR"] = str(VAR)
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
os.environ.pop("DATABASE_URL", None)
django.setup()

from tests.bench.command import run  # noqa: E402 - needs the settings of the archive asked for.

if __name__ == "__main__":
    run(STORIES, os.environ)
