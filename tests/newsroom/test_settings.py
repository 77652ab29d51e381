"""The environment: read in one place, and documented."""

import ast
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.ROOT)
# Modules that touch the environment without reading settings of ours from it.
TOUCHING = {
    "manage.py",  # Names the settings module, as every Django project does.
    "newsroom/wsgi.py",  # The same.
    "newsroom/running/children.py",  # Passes the whole environment on to the processes it starts.
}


def modules() -> list[Path]:
    packages = [ROOT / name for name in ("articles", "newsroom", "taxonomy")]
    return [ROOT / "manage.py", *(path for folder in packages for path in folder.rglob("*.py"))]


def touches_environment(path: Path) -> bool:
    names = {"environ", "environb", "getenv", "getenvb"}
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Attribute(value=ast.Name(id="os"), attr=name) if name in names:
                return True
            case ast.ImportFrom(module="os", names=imported):
                if names.intersection(alias.name for alias in imported):
                    return True
            case ast.ImportFrom(module="environs"):
                return True
            case ast.Import(names=imported):
                if "environs" in [alias.name for alias in imported]:
                    return True
    return False


def variables() -> list[str]:
    """Give the names of the environment variables that the settings read, in order."""
    tree = ast.parse((ROOT / "newsroom" / "settings.py").read_text())
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    reads = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "read"]
    return [ast.literal_eval(call.args[1]) for call in reads]


def test_environment_is_read_by_the_settings_only():
    touching = {str(path.relative_to(ROOT)) for path in modules() if touches_environment(path)}

    assert touching == {"newsroom/settings.py", *TOUCHING}


def test_environment_variables_are_the_documented_ones():
    text = (ROOT / "docs" / "operators.md").read_text()
    table = text.partition("\n## Settings\n")[2].partition("\n## ")[0]

    documented = re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)

    assert sorted(documented) == sorted(variables())


def test_environment_variables_of_ours_have_one_prefix():
    foreign = {name for name in variables() if not name.startswith("NEWSROOM_")}

    assert foreign == {"DATABASE_URL", "PORT", "BIND"}
