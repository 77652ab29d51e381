"""The recipes in docs/cookbook.md do what they show."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings

from tests.flows.test_readme import ADDRESS, pattern
from tests.judges.tools import ENVIRONMENT, FOLDER, run

COOKBOOK = Path(settings.ROOT, "docs", "cookbook.md")


class Recipe(NamedTuple):
    heading: str
    language: str
    code: str
    shown: str


def recipes(*languages: str) -> list[Recipe]:
    """Give the code in some languages that an output follows."""
    found = []
    for part in COOKBOOK.read_text(encoding="utf-8").split("\n## ")[1:]:
        blocks = re.findall(r"^```(\w+)\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)
        for (language, code), (kind, shown) in zip(blocks, blocks[1:], strict=False):
            if language in languages and kind == "text":
                found.append(Recipe(part.partition("\n")[0], language, code, shown))
    return found


def shared_function() -> str:
    start = COOKBOOK.read_text(encoding="utf-8").partition("\n## ")[0]
    [function] = re.findall(r"^```js\n(.*?)^```$", start, re.MULTILINE | re.DOTALL)
    return function


@pytest.fixture(scope="module")
def outputs(server) -> dict[str, str]:
    """What each recipe in JavaScript wrote, all of them in one browser."""
    scripts = {
        recipe.heading: (shared_function() + recipe.code).replace(ADDRESS, server)
        for recipe in recipes("js")
    }
    chromium = str(shutil.which("chromium", path=ENVIRONMENT["PATH"]))
    done = run("node", "cookbook.js", chromium, given=json.dumps(list(scripts.values())))
    return dict(zip(scripts, json.loads(done), strict=True))


@pytest.mark.parametrize("recipe", recipes("js"), ids=lambda recipe: recipe.heading)
def test_recipe_writes_what_it_shows(outputs, recipe):
    written = outputs[recipe.heading]

    assert re.fullmatch(pattern(recipe.shown), written, re.DOTALL), written


@pytest.mark.parametrize("recipe", recipes("sh"), ids=lambda recipe: recipe.heading)
def test_commands_print_what_they_show(server, tmp_path, recipe):
    done = subprocess.run(
        ["sh", "-eu", "-c", recipe.code.replace(ADDRESS, server)],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        text=True,
    )

    assert re.fullmatch(pattern(recipe.shown), done.stdout, re.DOTALL), done.stdout
    assert list(tmp_path.iterdir()) == []


def test_typed_client_reads_what_it_shows(server, schema):
    [recipe] = recipes("ts")
    FOLDER.joinpath("recipe.ts").write_text(recipe.code.replace(ADDRESS, server))
    run("openapi-typescript", schema, "--output=newsroom.ts")

    run("tsc", "--project", "recipe.json")

    assert run("node", "compiled/recipe.js") == recipe.shown
