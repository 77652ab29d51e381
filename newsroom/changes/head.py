"""The head of the change log: reading it, and taking numbers from it."""

import uuid
from datetime import datetime
from typing import NamedTuple

from django.db import connection

CHANNEL = "newsroom_changes"
HISTORY_CHANGED = "The server's history changed."

READ_HEAD = "SELECT seq, taxonomy_seq, at, epoch_id FROM changes_head"

# A promoted replica has a new timeline at once in the name of its WAL file, and a restored or
# copied cluster a new system identifier; together they name one history of one server.
SYSTEM_IDENTIFIER = "(SELECT system_identifier::text FROM pg_control_system())"
TIMELINE = "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)"

SAME_HISTORY = f"""
    EXISTS (
        SELECT FROM changes_epoch
        WHERE id = epoch_id
            AND (system_identifier, timeline) = ({SYSTEM_IDENTIFIER}, {TIMELINE})
    )
"""  # noqa: S608 - constants of this module only.

# The expressions are evaluated again once the row lock is had, so the time is taken after the
# number and never runs backwards.
TAKE_NUMBERS = f"""
    UPDATE changes_head
    SET seq = seq + %(count)s,
        taxonomy_seq = CASE WHEN %(taxonomy)s THEN seq + %(count)s ELSE taxonomy_seq END,
        at = greatest(at, clock_timestamp())
    RETURNING seq, at, {SAME_HISTORY}
"""  # noqa: S608 - constants of this module only.

# Epochs are told apart in time by when they started, also where the promoted server's clock is
# behind that of the one before.
OPEN_EPOCH = f"""
    WITH epoch AS (
        INSERT INTO changes_epoch
            (id, system_identifier, timeline, started_after, started_at, reason)
        SELECT gen_random_uuid(), {SYSTEM_IDENTIFIER}, {TIMELINE}, %(started_after)s,
               greatest(clock_timestamp(), max(started_at) + interval '1 microsecond'), %(reason)s
        FROM changes_epoch
        RETURNING id
    )
    UPDATE changes_head SET epoch_id = (SELECT id FROM epoch)
"""  # noqa: S608 - constants of this module only.


class HeadState(NamedTuple):
    seq: int
    taxonomy_seq: int
    at: datetime
    epoch: uuid.UUID


class Numbers(NamedTuple):
    first: int
    at: datetime


def read_head() -> HeadState:
    """Read the newest change number, on the connection that reads the data afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(READ_HEAD)
        return HeadState(*cursor.fetchone())


def take_numbers(count: int, *, taxonomy: bool) -> Numbers:
    """Take ``count`` consecutive numbers; the row lock is held until COMMIT.

    Opens a new epoch first where the server turns out to have another history than the one that
    the present epoch was opened under.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE_NUMBERS, {"count": count, "taxonomy": taxonomy})
        last, at, same_history = cursor.fetchone()
    first = last - count + 1
    if not same_history:
        _open_epoch_if_history_changed(first - 1)
    return Numbers(first, at)


def verify_epoch() -> bool:
    """Open a new epoch if the server's history is not the head's. True if one was opened.

    Must run inside a transaction.
    """
    return not _same_history() and _open_epoch_if_history_changed(_lock_head())


def declare_epoch(reason: str) -> None:
    """Open a new epoch by hand, after a restore that left the server's identity as it was.

    Must run inside a transaction.
    """
    _open_epoch(_lock_head(), reason)


def _lock_head() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM changes_head FOR UPDATE")
        return int(cursor.fetchone()[0])


def _same_history() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {SAME_HISTORY} FROM changes_head")  # noqa: S608
        return bool(cursor.fetchone()[0])


def _open_epoch_if_history_changed(started_after: int) -> bool:
    # Asked again by a statement that begins after the head is locked: one that had to wait for
    # the lock does not see the epoch that whoever held it may have opened.
    if _same_history():
        return False
    _open_epoch(started_after, HISTORY_CHANGED)
    return True


def _open_epoch(started_after: int, reason: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(OPEN_EPOCH, {"started_after": started_after, "reason": reason})
