"""What the code imports is what the lock files install."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
OURS = {"articles", "newsroom", "taxonomy", "tests"}
PRODUCT = ("articles", "newsroom", "taxonomy")
HEADING = "# Needed by the above."


def locked(*files: str) -> set[str]:
    lines = "\n".join((ROOT / file).read_text() for file in files)
    return set(re.findall(r"^([a-z0-9-]+)", lines, re.MULTILINE))


def modules(place: Path) -> list[Path]:
    return [place] if place.suffix == ".py" else list(place.rglob("*.py"))


def imported(folders: tuple[str, ...]) -> set[str]:
    """Give the names of the distributions that the modules in the folders import."""
    names = set()
    for path in (path for folder in folders for path in modules(ROOT / folder)):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module)
    roots = {name.partition(".")[0] for name in names} - OURS - set(sys.stdlib_module_names)
    distributions = packages_distributions()
    named = [distributions.get(module, [module])[0] for module in roots]
    return {name.lower().replace("_", "-") for name in named}


def test_product_imports_what_is_locked_for_production():
    assert imported(PRODUCT) - locked("requirements.txt") == set()


def test_tests_import_what_is_locked_for_tests():
    # The judges make surroundings of their own.
    names = {path.name for path in (ROOT / "tests").iterdir()} - {"judges"}

    needed = imported(tuple(f"tests/{name}" for name in names))

    assert needed - locked("requirements.txt", "tests/requirements.txt") == set()


@pytest.mark.parametrize("file", ["requirements.txt", "tests/requirements.txt"])
def test_every_direct_requirement_has_a_reason(file):
    paragraphs = (ROOT / file).read_text().partition(HEADING)[0].strip().split("\n\n")[1:]
    pattern = re.compile(r"# .+[.]\n[a-z0-9-]+(\[.+\])?==")

    assert [text for text in paragraphs if not pattern.match(text)] == []


@pytest.mark.parametrize("file", ["requirements.txt", "tests/requirements.txt"])
def test_lock_files_name_no_place(file):
    text = (ROOT / file).read_text()

    assert re.findall(r"^-.*|://.*|file:.*", text, re.MULTILINE) == []
