"""A copy of the test database in which commits are real."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

SUFFIX = "clone"


@contextmanager
def cloned_database() -> Iterator[str]:
    """Let every thread work in a copy of the test database, which is dropped at the end.

    Gives its name. Nothing may be connected to it any more at the end but this thread and its
    pool. Not for tests with the fixture ``db``, whose transaction it would break off.
    """
    assert not connection.in_atomic_block, "The fixtures db and committed exclude each other."
    creation, parameters = connection.creation, connection.settings_dict
    original = parameters["NAME"]
    creation.clone_test_db(SUFFIX, verbosity=0)
    parameters["NAME"] = creation.get_test_db_clone_settings(SUFFIX)["NAME"]
    try:
        yield parameters["NAME"]
    finally:
        connection.close()
        connection.close_pool()
        parameters["NAME"] = original
        creation.destroy_test_db(verbosity=0, suffix=SUFFIX)
