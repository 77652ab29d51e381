"""Telling a shared cache what to drop: PURGE with the surrogate keys in a header field."""

from collections.abc import Collection, Iterator

from newsroom.outgoing.client import Client, SendingFailed
from newsroom.outgoing.targets import Reach

TIMEOUT_SECONDS = 2
# Varnish takes fields of 8 KB.
MOST_CHARACTERS = 4_000
# Operators say where their caches are, which is inside as a rule.
REACH = Reach(inside=True)


class PurgeFailed(Exception):
    """The cache did not say that it has dropped what it was to drop."""


def purge(address: str, keys: Collection[str]) -> int:
    """Let the cache drop all that stands under the keys, at once. Gives the number of requests.

    Raises ``PurgeFailed``; part of it may have been done then.
    """
    fields = list(_fields(keys))
    with Client(f"{address}/", reach=REACH, seconds=TIMEOUT_SECONDS) as client:
        for field in fields:
            try:
                answer = client.send("PURGE", headers={"Surrogate-Key": field})
            except SendingFailed as error:
                raise PurgeFailed(str(error)) from error
            if answer.status != 200:
                raise PurgeFailed(f"The cache answered {answer.status}.")
    return len(fields)


def _fields(keys: Collection[str]) -> Iterator[str]:
    field = ""
    for key in sorted(keys):
        if field and len(field) + 1 + len(key) > MOST_CHARACTERS:
            yield field
            field = ""
        field = f"{field} {key}" if field else key
    if field:
        yield field
