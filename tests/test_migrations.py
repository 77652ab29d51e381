"""Migrations are complete, lead from nothing to the present and back, and lock nothing for long."""

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = (
    *("changes", "images", "taxonomy", "articles", "partners"),
    *("purging", "webhooks", "worker"),
)
# Fields of limited length and integers of 32 bits are Django's way; columns that count without end
# are checked by eye. An index that was left half made must be noticed, so none is made only if it
# does not exist. The rest concerns tables that nobody uses yet.
EXCLUDED = (
    "prefer-text-field,prefer-bigint-over-int,prefer-robust-stmts,"
    "require-lock-timeout,require-statement-timeout"
)


def test_no_migration_is_missing(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_migration_can_be_undone_and_done_again(committed):
    for app in reversed(OURS):
        call_command("migrate", app, "zero", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename ~ %s",
            [f"^({'|'.join(OURS)})_"],
        )
        assert cursor.fetchall() == []
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE proname ~ '^(changes|taxonomy|articles)_'"
        )
        assert cursor.fetchall() == []

    call_command("migrate", verbosity=0)

    call_command("load_regions", stdout=StringIO())


def later_migrations() -> list[tuple[str, str]]:
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return sorted(key for key in known if key[0] in OURS and not key[1].startswith("0001"))


@pytest.mark.parametrize(("app", "name"), later_migrations())
def test_migration_is_safe_for_the_release_still_running(
    app, name, tmp_path, django_db_setup, django_db_blocker
):
    statements = StringIO()
    # Not in a transaction, in which no index can be made concurrently.
    with django_db_blocker.unblock():
        call_command("sqlmigrate", app, name, stdout=statements, no_color=True)
    file = tmp_path / "migration.sql"
    file.write_text(statements.getvalue())

    squawk = Path(sys.executable).with_name("squawk")
    result = subprocess.run(
        [squawk, f"--exclude={EXCLUDED}", "--pg-version=15", file],
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stdout
