"""Telling a shared cache what to drop: PURGE with the surrogate keys in a header field."""

import http.client
import urllib.request
from collections.abc import Collection, Iterator

TIMEOUT_SECONDS = 2
# Varnish takes fields of 8 KB.
MOST_CHARACTERS = 4_000
# Straight to the cache: no proxy of the environment stands between.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class PurgeFailed(Exception):
    """The cache did not say that it has dropped what it was to drop."""


def purge(address: str, keys: Collection[str]) -> int:
    """Let the cache drop all that stands under the keys, at once. Gives the number of requests.

    Raises ``PurgeFailed``; part of it may have been done then.
    """
    fields = list(_fields(keys))
    for field in fields:
        request = urllib.request.Request(  # noqa: S310 (the scheme has been checked)
            f"{address}/", method="PURGE", headers={"Surrogate-Key": field}
        )
        try:
            with OPENER.open(request, timeout=TIMEOUT_SECONDS) as response:
                status = response.status
        except (OSError, http.client.HTTPException) as error:
            raise PurgeFailed(f"{type(error).__name__}: {error}") from error
        if status != 200:
            raise PurgeFailed(f"The cache answered {status}.")
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
