"""The head of the change log: reading it, and taking numbers from it."""

import uuid
from datetime import datetime
from typing import NamedTuple

from django.db import connection

CHANNEL = "newsroom_changes"
HISTORY_CHANGED = "The server's history changed."

# A promoted replica has a new timeline at once in the name of its WAL file, and a restored or
# copied cluster a new system identifier; together they name one history of one server.
SERVER_IDENTITY = """
    (SELECT system_identifier::text FROM pg_control_system()),
    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)
"""

KNOWN_IDENTITY = """
    (SELECT system_identifier FROM changes_epoch WHERE id = epoch_id),
    (SELECT timeline FROM changes_epoch WHERE id = epoch_id)
"""

# The expressions are evaluated again once the row lock is had, so the time is taken after the
# number and never runs backwards.
TAKE_NUMBERS = f"""
    UPDATE changes_head
    SET seq = seq + %(count)s,
        taxonomy_seq = CASE WHEN %(taxonomy)s THEN seq + %(count)s ELSE taxonomy_seq END,
        at = greatest(at, clock_timestamp())
    RETURNING seq, at, {KNOWN_IDENTITY}, {SERVER_IDENTITY}
"""  # noqa: S608 - constants of this module only.

OPEN_EPOCH = """
    WITH epoch AS (
        INSERT INTO changes_epoch
            (id, system_identifier, timeline, started_after, started_at, reason)
        VALUES (gen_random_uuid(), %(system_identifier)s, %(timeline)s, %(started_after)s,
                clock_timestamp(), %(reason)s)
        RETURNING id
    )
    UPDATE changes_head SET epoch_id = (SELECT id FROM epoch)
"""


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
        cursor.execute("SELECT seq, taxonomy_seq, at, epoch_id FROM changes_head")
        return HeadState(*cursor.fetchone())


def take_numbers(count: int, *, taxonomy: bool) -> Numbers:
    """Take ``count`` consecutive numbers; the row lock is held until COMMIT.

    Opens a new epoch first where the server turns out to have another history than the one that
    the present epoch was opened under.
    """
    with connection.cursor() as cursor:
        cursor.execute(TAKE_NUMBERS, {"count": count, "taxonomy": taxonomy})
        last, at, *identities = cursor.fetchone()
    first = last - count + 1
    known, actual = identities[:2], identities[2:]
    if known != actual:
        _open_epoch(actual, first - 1, HISTORY_CHANGED)
    return Numbers(first, at)


def verify_epoch() -> bool:
    """Open a new epoch if the server's history is not the head's. True if one was opened.

    Must run inside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seq, {KNOWN_IDENTITY}, {SERVER_IDENTITY} FROM changes_head")  # noqa: S608
        seq, *identities = cursor.fetchone()
        known, actual = identities[:2], identities[2:]
        if known == actual:
            return False
        cursor.execute("SELECT seq FROM changes_head FOR UPDATE")
        [seq] = cursor.fetchone()
    _open_epoch(actual, seq, HISTORY_CHANGED)
    return True


def declare_epoch(reason: str) -> None:
    """Open a new epoch by hand, after a restore that left the server's identity as it was."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT seq, {SERVER_IDENTITY} FROM changes_head FOR UPDATE")  # noqa: S608
        seq, *actual = cursor.fetchone()
    _open_epoch(actual, seq, reason)


def _open_epoch(identity: list[str], started_after: int, reason: str) -> None:
    system_identifier, timeline = identity
    with connection.cursor() as cursor:
        cursor.execute(
            OPEN_EPOCH,
            {
                "system_identifier": system_identifier,
                "timeline": timeline,
                "started_after": started_after,
                "reason": reason,
            },
        )
