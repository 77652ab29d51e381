"""The tour in the README does what it shows."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import requests
from django.conf import settings

from tests.folders import var_folder
from tests.serving import Server, serving

ADDRESS = "http://127.0.0.1:8000"
TOUR = "## A tour in five minutes"
LEFT_OUT = "…"
# A story is published in the browser before this part of the tour.
AFTER_PUBLISHING = "See it arrive"


class Step(NamedTuple):
    heading: str
    commands: str
    shown: str


def steps() -> list[Step]:
    readme = Path(settings.ROOT, "README.md").read_text(encoding="utf-8")
    tour = readme.partition(f"\n{TOUR}\n")[2].partition("\n## ")[0]
    found = []
    for part in tour.split("\n### ")[1:]:
        blocks = re.findall(r"^```\w+\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)
        assert len(blocks) == 2, "A part of the tour is a block of commands and one of output."
        found.append(Step(part.partition("\n")[0], *blocks))
    return found


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with var_folder() as folder, serving(folder, demo=True) as server:
        yield server


@pytest.mark.parametrize("step", steps(), ids=lambda step: step.heading)
def test_readme_tour_shows_what_happens(server, tmp_path, step):
    if step.heading == AFTER_PUBLISHING:
        publish_in_the_admin(server)

    output = run(step.commands, server, tmp_path)

    assert re.fullmatch(pattern(step.shown), output, re.DOTALL), output


def run(commands: str, server: Server, folder: Path) -> str:
    var = f"{server.environment['NEWSROOM_VAR']}/"
    done = subprocess.run(
        ["sh", "-eu", "-c", commands.replace(ADDRESS, server.address).replace("var/", var)],
        cwd=folder,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert done.stderr == ""
    return done.stdout.replace(server.address, ADDRESS)


def pattern(shown: str) -> str:
    """Turn an output into a regular expression: what was left out may be anything."""
    return r"\s*.*?\s*".join(re.escape(part.strip()) for part in shown.split(LEFT_OUT)) + r"\s*"


def publish_in_the_admin(server: Server) -> None:
    """Do what the README says in words: log in, open the story, press the button."""
    user, password = Path(server.environment["NEWSROOM_VAR"], "demo-login").read_text().split()
    browser = requests.Session()
    login = f"{server.address}/admin/login/?next=/admin/articles/article/"
    browser.get(login, timeout=10)
    stories = submit(browser, login, username=user, password=password).text
    [address] = re.findall(r'<a href="([^"]+)">The clock to 2 September', stories)
    story = browser.get(server.address + address, timeout=10).text
    assert "Publish revision 2</button>" in story
    publish = server.address + address.replace("/change/", "/publish/")
    assert "Published version 1" in submit(browser, publish, based_on="2").text


def submit(browser: requests.Session, address: str, **values: str) -> requests.Response:
    token = browser.cookies["csrftoken"]
    response = browser.post(
        address, {**values, "csrfmiddlewaretoken": token}, headers={"Referer": address}, timeout=10
    )
    assert response.status_code == 200, response.text
    return response
