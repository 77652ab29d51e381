"""Where things are and what they are called."""

import ast
import subprocess
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.ROOT)
TOP_LEVEL = {
    "CHANGELOG.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "articles",
    "compose.yaml",
    "docs",
    "manage.py",
    "newsroom",
    "pyproject.toml",
    "requirements.txt",
    "taxonomy",
    "tests",
}
# Names that say nothing about what is in a module.
EMPTY_NAMES = {"base", "common", "helpers", "services", "utils"}
DEMANDED_BY_DJANGO = {"newsroom/database/base.py", "newsroom/embedded/backend/base.py"}
MOST_LINES = 300


def files() -> list[Path]:
    """Give all files of the project, committed or about to be."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    paths = [Path(name) for name in listed.split("\0") if name]
    return [path for path in paths if (ROOT / path).is_file()]


def modules() -> list[Path]:
    return [path for path in files() if path.suffix == ".py"]


def product_modules() -> list[Path]:
    """Give what is written by hand and runs in production."""
    return [path for path in modules() if not {"tests", "migrations", ".ci"} & set(path.parts)]


def test_top_level_holds_what_belongs_there():
    entries = {path.parts[0] for path in files()}

    assert {entry for entry in entries if not entry.startswith(".")} == TOP_LEVEL


def test_modules_have_telling_names():
    empty = {str(path) for path in modules() if EMPTY_NAMES & {path.stem, *path.parent.parts}}

    assert empty == DEMANDED_BY_DJANGO


def test_modules_are_short():
    lengths = {str(path): len((ROOT / path).read_text().splitlines()) for path in product_modules()}

    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_imports_stand_at_the_top():
    hidden = []
    for path in modules():
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                inner = (part for statement in node.body for part in ast.walk(statement))
                if any(isinstance(part, ast.Import | ast.ImportFrom) for part in inner):
                    hidden.append(f"{path}: {node.name}")

    assert hidden == []
