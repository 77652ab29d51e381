"""What all tests share: the world's regions in the database, an editor, and a checked client."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection

from taxonomy import snapshot
from taxonomy.loading import load_regions, read_regions_file
from tests.contract import CheckedClient

SEEDED = ("taxonomy", "changes", "contenttypes", "auth.permission", "auth.group")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        load_regions(read_regions_file())


@pytest.fixture(autouse=True)
def _forget_snapshot() -> Iterator[None]:
    """Rolled-back tests give the same change numbers out again, for other changes."""
    snapshot.forget()
    yield
    snapshot.forget()


@pytest.fixture
def editor(db) -> User:
    return User.objects.create_superuser("editor", password="editor")


@pytest.fixture
def api(db) -> CheckedClient:
    """A client of the API that holds every answer against the committed schema."""
    return CheckedClient()


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The database with real commits, for other connections to see; cleaned up afterwards."""
    with django_db_blocker.unblock():
        before = _marks()
        yield
        connection.close()
        _clean(before)
        connection.close()


def _marks() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT max(id) FROM taxonomy_region), (SELECT seq FROM changes_head)"
        )
        region, seq = cursor.fetchone()
    return {"region": region, "seq": seq}


def _clean(before: dict[str, int]) -> None:
    with connection.cursor() as cursor:
        # Triggers that keep what was public, and foreign keys, do not fire in this role.
        cursor.execute("SET session_replication_role = replica")
        for model in apps.get_models(include_auto_created=True):
            label = model._meta.label_lower
            if not label.startswith(SEEDED):
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
        cursor.execute("DELETE FROM taxonomy_actoralias; DELETE FROM taxonomy_actorslug")
        cursor.execute("DELETE FROM taxonomy_actor")
        cursor.execute("DELETE FROM taxonomy_regionslug WHERE region_id > %(region)s", before)
        cursor.execute("DELETE FROM taxonomy_region WHERE id > %(region)s", before)
        cursor.execute("UPDATE taxonomy_region SET released_at = NULL WHERE kind = 'place'")
        cursor.execute("DELETE FROM changes_change WHERE seq > %(seq)s", before)
        cursor.execute("UPDATE changes_head SET seq = %(seq)s, taxonomy_seq = %(seq)s", before)
        cursor.execute("SET session_replication_role = DEFAULT")
