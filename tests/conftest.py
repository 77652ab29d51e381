"""What all tests share: the world's regions in the database, an editor, and a checked client."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from articles.published import tag_counts
from newsroom.changes import recording
from newsroom.partners import copies, last_use, usage
from taxonomy import snapshot
from taxonomy.loading import load_regions, read_regions_file
from tests.cloning import cloned_database
from tests.contract import CheckedClient
from tests.flows.storm import database_url


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment, django_db_modify_db_settings, django_db_blocker
) -> Iterator[None]:
    """The test database with the world's regions.

    The plugin's own fixture makes none where no test of the session has its marker, and tests
    would then work in the database of whoever runs them.
    """
    with django_db_blocker.unblock():
        databases = setup_databases(verbosity=0, interactive=False)
        load_regions(read_regions_file())
    yield
    with django_db_blocker.unblock():
        teardown_databases(databases, verbosity=0)


@pytest.fixture(autouse=True)
def _forget_what_is_held() -> Iterator[None]:
    """Rolled-back tests give the same change numbers out again, for other changes."""
    snapshot.forget()
    tag_counts.forget()
    last_use.forget()
    usage.forget()
    copies.forget()
    yield
    snapshot.forget()
    tag_counts.forget()
    last_use.forget()
    usage.forget()
    copies.forget()


@pytest.fixture(autouse=True)
def _unbounded_transaction(request, monkeypatch) -> None:
    """A rolled-back test is one transaction, in which the limits of a verb would go on holding."""
    if "db" in request.fixturenames:
        monkeypatch.setattr(recording, "TIMEOUT_MILLISECONDS", 0)


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    """The folder that picture files are stored in."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def editor(db) -> User:
    return User.objects.create_superuser("editor", password="editor")


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    """A browser in which the editor is logged in to the admin."""
    client.force_login(editor)
    return client


@pytest.fixture
def api(db) -> CheckedClient:
    """A client of the API that holds every answer against the committed schema."""
    return CheckedClient()


@pytest.fixture
def committed(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The database with real commits, for other connections to see; a copy, dropped afterwards.

    Not to be used together with ``db``, nor with ``editor`` and ``api``, which use it.
    """
    with django_db_blocker.unblock(), cloned_database():
        yield


@pytest.fixture
def url(django_db_setup, django_db_blocker) -> Iterator[str]:
    """The address of a copy of the test database; this process works in the copy too."""
    with django_db_blocker.unblock(), cloned_database() as name:
        yield database_url(name)
