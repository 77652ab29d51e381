"""The benchmark runs; how fast anything is, is not asserted."""

import json
import os
import re
import subprocess
import sys

from django.conf import settings

STORIES = 200


def test_bench_loads_checks_measures_and_reports(tmp_path):
    environment = {
        **os.environ,
        "BENCH_FOLDER": str(tmp_path),
        "BENCH_STORIES": str(STORIES),
        "BENCH_ROUNDS": "1",
        "BENCH_SECONDS": "1",
        "BENCH_WORK": "newest,related",
        "BENCH_PUBLISHING": "60",
    }
    try:
        told = subprocess.run(
            [sys.executable, "-m", "tests.bench"],
            cwd=settings.ROOT,
            env=environment,
            capture_output=True,
            text=True,
        )
    finally:
        stop = {**environment, "NEWSROOM_VAR": str(tmp_path / str(STORIES))}
        subprocess.run(
            [sys.executable, "manage.py", "postgres", "stop"], cwd=settings.ROOT, env=stop
        )

    assert told.returncode == 0, told.stderr
    results = json.loads((tmp_path / str(STORIES) / "results.json").read_text())
    samples, related = results["work"].values()
    assert {name.split(", ")[0] for name in samples} >= {"newsroom", "baseline", "floor"}
    assert {name.split(", ")[0] for name in related} == {"newsroom", "cached", "floor"}
    assert all(sample["per_second"] > 0 for kept in samples.values() for sample in kept)
    assert "| newest 20 cards |" in told.stdout
    assert re.search(r"Published meanwhile: [1-9]\d* stories", told.stdout)
