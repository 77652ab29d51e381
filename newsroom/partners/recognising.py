"""Whose key is it?"""

import hmac
from datetime import datetime

from django.db.models.functions import Now

from newsroom.partners import last_use
from newsroom.partners.key_text import digest, read_key_text
from newsroom.partners.models import ApiKey

NO_DIGEST = bytes(32)


class Unrecognised(Exception):
    """The key is unknown, has expired or been revoked, or may not be used from this address."""


def recognise(text: str, *, address: str) -> ApiKey:
    """Give the key, with its partner, and note its use. Raises ``Unrecognised``.

    One statement for whatever has the form of a key, none for the rest. The row is read each
    time, so a key that is revoked anywhere is refused everywhere with the next request. Keys that
    are unknown, expired or revoked take the same path, and nobody is told which it is.
    """
    name = read_key_text(text)
    if name is None:
        raise Unrecognised
    key, now = _find(name.id)
    is_same = hmac.compare_digest(digest(text), bytes(key.digest) if key else NO_DIGEST)
    if key is None or now is None or not is_same:
        raise Unrecognised
    if not key.is_valid_at(now) or not key.may_be_used_from(address):
        raise Unrecognised
    last_use.note(key.pk, now, key.last_used_at)
    return key


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
