import os
import subprocess
import sys
from pathlib import Path

from newsroom.embedded import server

MANAGE = Path(__file__).parents[2] / "manage.py"


def manage(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NEWSROOM_VAR": str(root)}
    environment.pop("DATABASE_URL", None)
    return subprocess.run(
        [sys.executable, MANAGE, *arguments], env=environment, capture_output=True, text=True
    )


def test_command_that_needs_the_database_starts_the_server(root: Path) -> None:
    result = manage(root, "dbshell", "--", "--tuples-only", "--command=SELECT current_user")

    assert (result.returncode, result.stdout.strip()) == (0, "newsroom")
    assert server.is_running(root)


def test_command_without_a_server_ends_with_one_sentence(empty: Path) -> None:
    (empty / "postgres").symlink_to("/nowhere")

    result = manage(empty, "showmigrations")

    assert result.returncode == 1
    assert result.stdout == ""
    assert result.stderr == (
        f"EmbeddedPostgresError: {empty}/postgres points to /nowhere, which is gone: "
        "remove that link to begin with an empty database.\n"
    )
