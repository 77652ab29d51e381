"""The lint that lets nothing but the one client send requests."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings


@pytest.mark.parametrize(
    "line",
    [
        "import urllib.request",
        "from urllib import request",
        "from http.client import HTTPSConnection",
        "import requests",
        "import httpx",
        "from urllib3 import PoolManager",
        "import aiohttp",
    ],
)
def test_other_clients_are_forbidden(line):
    ruff = Path(sys.executable).with_name("ruff")
    command = [ruff, "check", "--select=TID251", "--stdin-filename=newsroom/feeds/rss.py", "-"]

    result = subprocess.run(
        command, input=f"{line}\n", cwd=settings.ROOT, capture_output=True, text=True, check=False
    )

    assert "TID251" in result.stdout
