"""Whose key is it?"""

import hmac
from datetime import datetime

from django.db.models.functions import Now

from newsroom.partners import last_use
from newsroom.partners.key_text import digest, read_key_text
from newsroom.partners.models import ApiKey

NO_DIGEST = bytes(32)


# Digests of keys that this process has recognised, whatever has become of them since. Whoever has
# one is no stranger who tries out keys, even behind the address of one who does.
_recognised: set[bytes] = set()
MOST_RECOGNISED = 10_000


class Unrecognised(Exception):
    """The key is unknown, has expired or been revoked, or may not be used from this address.

    It ``is_guess`` where that took a statement to find out.
    """

    def __init__(self, *, is_guess: bool) -> None:
        super().__init__()
        self.is_guess = is_guess


def recognise(text: str, *, address: str) -> ApiKey:
    """Give the key, with its partner, and note its use. Raises ``Unrecognised``.

    One statement for whatever has the form of a key, none for the rest. The row is read each
    time, so a key that is revoked anywhere is refused everywhere with the next request. Keys that
    are unknown, expired or revoked take the same path, and nobody is told which it is.
    """
    name = read_key_text(text)
    if name is None:
        raise Unrecognised(is_guess=False)
    key, now = _find(name.id)
    is_same = hmac.compare_digest(digest(text), bytes(key.digest) if key else NO_DIGEST)
    if key is None or now is None or not is_same:
        raise Unrecognised(is_guess=True)
    if not key.is_valid_at(now) or not key.may_be_used_from(address):
        raise Unrecognised(is_guess=True)
    last_use.note(key.pk, now, key.last_used_at)
    if len(_recognised) >= MOST_RECOGNISED:
        _recognised.clear()
    _recognised.add(digest(text))
    return key


def was_recognised(text: str) -> bool:
    """Tell whether this process has recognised the key before; it may have ended since."""
    return digest(text) in _recognised


def holder_of(text: str) -> ApiKey | None:
    """Give the key with this text, be it valid or not; None if there is none."""
    name = read_key_text(text)
    key = _find(name.id)[0] if name else None
    return key if key and hmac.compare_digest(digest(text), bytes(key.digest)) else None


def _find(public_id: str) -> tuple[ApiKey, datetime] | tuple[None, None]:
    """Give the key with this id, with its partner, and the time of the database."""
    rows = ApiKey.objects.select_related("partner").annotate(now=Now())
    key = rows.filter(pk=public_id).first()
    return (key, key.now) if key else (None, None)
