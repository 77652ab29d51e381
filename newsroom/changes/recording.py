"""One verb, one transaction; the change number is taken last."""

import random
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction

from newsroom.changes.head import CHANNEL, take_numbers
from newsroom.changes.models import Change

P = ParamSpec("P")
R = TypeVar("R")

ATTEMPTS = 5
RETRIED_STATES = {"40P01", "40001"}  # deadlock_detected, serialization_failure
# Whoever holds the head keeps every other verb waiting, so no statement and no pause inside a
# unit of work may last longer than this.
TIMEOUT_MILLISECONDS = 15_000
BOUND_TIME = """
    SELECT set_config('statement_timeout', %(timeout)s, true),
           set_config('idle_in_transaction_session_timeout', %(timeout)s, true)
"""
TAXONOMY_KINDS = {"region", "actor"}


@dataclass(frozen=True)
class Pending:
    """A change about to be recorded.

    ``write`` is called with the change's number once it is taken; it may only write by key.
    """

    kind: str
    object_id: uuid.UUID
    action: str
    write: Callable[[int], None] | None = None


def unit_of_work(verb: Callable[P, R]) -> Callable[P, R]:
    """Run the verb in a durable transaction of its own, again after a deadlock.

    The verb must read and lock what it needs inside; objects given as arguments may be stale.
    """

    @wraps(verb)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with transaction.atomic(durable=True):
                    _bound_time()
                    return verb(*args, **kwargs)
            except OperationalError as error:
                state = getattr(error.__cause__, "sqlstate", None)
                if state not in RETRIED_STATES or attempt == ATTEMPTS:
                    raise
            time.sleep(random.uniform(0.005, 0.05) * attempt)  # noqa: S311 - jitter only.
        raise AssertionError("unreachable")

    return run


def record(pending: Sequence[Pending], *, by: Any) -> int:
    """Number the changes, in the order given; must be the last write of a unit of work.

    In order: deferred constraints are checked, the numbers are taken, each change's ``write`` is
    called, the change rows are written, listeners are notified (at COMMIT). Returns the last
    number. ``by`` is the acting user, None where the system acts. Raises
    ``TransactionManagementError`` outside a transaction, where a failure would leave a hole.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("Changes are recorded in a unit of work.")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        taxonomy = any(change.kind in TAXONOMY_KINDS for change in pending)
        numbers = take_numbers(len(pending), taxonomy=taxonomy)
        for seq, change in enumerate(pending, numbers.first):
            if change.write:
                change.write(seq)
        Change.objects.bulk_create(
            Change(
                seq=seq,
                kind=change.kind,
                object_id=change.object_id,
                action=change.action,
                at=numbers.at,
                by=by,
            )
            for seq, change in enumerate(pending, numbers.first)
        )
        last = numbers.first + len(pending) - 1
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(last)])
    return last


def _bound_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute(BOUND_TIME, {"timeout": str(TIMEOUT_MILLISECONDS)})
