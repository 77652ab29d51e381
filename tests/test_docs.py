"""What the documentation names exists."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.ROOT)
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture(params=PAGES, ids=lambda page: page.name)
def page(request) -> Path:
    return request.param


def test_docs_link_to_what_is_there(page):
    targets = re.findall(r"\]\(([^):]+)\)", page.read_text())

    assert [target for target in targets if not (page.parent / target).exists()] == []


def test_docs_name_commands_that_exist(page):
    text = page.read_text()
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) - set(get_commands()) == set()
    assert set(re.findall(r"`make ([a-z]+)", text)) - set(targets) == set()


def test_docs_name_folders_and_modules_that_exist():
    text = (ROOT / "docs" / "architecture.md").read_text()

    named = re.findall(r"`((?:newsroom|articles|taxonomy|tests)/[\w./]*)`", text)

    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []
