"""``make bench``: load the archive where it is missing, check the answers, measure, report.

``BENCH_STORIES`` in the environment says how large the archive is, and ``BENCH_LOAD_ONLY`` that
nothing is to be measured. Each size has a server and a folder of its own under ``var/bench/``.
"""

import os
from pathlib import Path

import django

STORIES = int(os.environ.get("BENCH_STORIES", "100000"))
VAR = Path(__file__).parents[2] / "var" / "bench" / str(STORIES)

VAR.mkdir(parents=True, exist_ok=True)
os.environ["NEWSROOM_VAR"] = str(VAR)
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
os.environ.pop("DATABASE_URL", None)
django.setup()

from tests.bench.command import run  # noqa: E402 - needs the settings of the archive asked for.

if __name__ == "__main__":
    run(STORIES, os.environ)
