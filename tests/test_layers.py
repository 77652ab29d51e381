import subprocess
import sys
from pathlib import Path

from django.conf import settings


def test_layers_know_only_those_below():
    program = Path(sys.executable).with_name("lint-imports")

    result = subprocess.run(
        [program, "--no-cache"], cwd=settings.ROOT, capture_output=True, text=True, check=False
    )

    assert result.returncode == 0, result.stdout
