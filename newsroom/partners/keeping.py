"""The verbs that change partners and their keys.

None takes a change number: readers see nothing of them. A key that is revoked or rotated is so
for the next request of every server, since each request reads the row of its key.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models.functions import Now

from newsroom.partners.errors import PartnerRefused, refusals
from newsroom.partners.key_text import digest, make_key_text
from newsroom.partners.models import ApiKey, Partner
from newsroom.partners.networks import read_ranges

MOST_OVERLAP = timedelta(days=30)


class IssuedKey(NamedTuple):
    """A new key and its text, which nobody can be told again."""

    key: ApiKey
    text: str


@transaction.atomic
def save_partner(partner: Partner, *, by: Any) -> None:
    """Write a partner. Raises ``PartnerRefused``."""
    partner.name = partner.name.strip()
    with refusals():
        partner.full_clean(validate_constraints=False)
        partner.save()


@transaction.atomic
def issue_key(
    partner: Partner,
    *,
    by: Any,
    name: str,
    scopes: Collection[str],
    environment: str = ApiKey.Environment.LIVE,
    expires_at: datetime | None = None,
    ip_ranges: Sequence[str] = (),
) -> IssuedKey:
    """Make a key that holds from now on. Raises ``PartnerRefused``."""
    try:
        ranges = read_ranges(ip_ranges)
    except ValueError as error:
        raise PartnerRefused({"ip_ranges": [str(error)]}) from error
    public_id, text = make_key_text(environment)
    key = ApiKey(
        id=public_id,
        partner=partner,
        name=name.strip(),
        environment=environment,
        digest=digest(text),
        scopes=sorted(set(scopes)),
        ip_ranges=ranges,
        created_by=by,
        expires_at=expires_at,
    )
    with refusals():
        key.full_clean(validate_unique=False, validate_constraints=False)
        key.save(force_insert=True)
    return IssuedKey(key, text)


@transaction.atomic
def rotate_key(key: ApiKey, *, by: Any, overlap: timedelta) -> IssuedKey:
    """Make a key that replaces another, which goes on for as long as they overlap.

    The new one may do what the old one may, and lives as long as that was to live. Raises
    ``PartnerRefused`` for a key that is replaced already or no longer valid.
    """
    if not timedelta() <= overlap <= MOST_OVERLAP:
        raise PartnerRefused({"overlap": [f"Keys overlap for {MOST_OVERLAP.days} days at most."]})
    old, now = _lock(key)
    if not old.is_valid_at(now):
        raise PartnerRefused("The key is no longer valid; issue a new one.")
    if old.replaced_by_id:
        raise PartnerRefused(f"The key has been replaced already, by {old.replaced_by_id}.")
    issued = issue_key(
        old.partner,
        by=by,
        name=old.name,
        scopes=old.scopes,
        environment=old.environment,
        expires_at=now + (old.expires_at - old.created_at) if old.expires_at else None,
        ip_ranges=old.ip_ranges,
    )
    old.rotated_at = now
    old.replaced_by = issued.key
    old.expires_at = min(now + overlap, old.expires_at or now + overlap)
    old.save(update_fields=["rotated_at", "replaced_by", "expires_at"])
    return issued


@transaction.atomic
def revoke_key(key: ApiKey, *, by: Any, reason: str = "") -> None:
    """End a key at once and for good; one that is revoked already stays as it is.

    ``by`` is None where whoever held the key revoked it.
    """
    held, now = _lock(key)
    if held.revoked_at is None:
        held.revoked_at, held.revoked_by, held.revocation_reason = now, by, reason
        with refusals():
            held.clean_fields()
            held.save(update_fields=["revoked_at", "revoked_by", "revocation_reason"])


def _lock(key: ApiKey) -> tuple[ApiKey, datetime]:
    """Give the row as it is now, locked, and the database's time."""
    rows = ApiKey.objects.select_for_update(of=["self"]).select_related("partner")
    held = rows.annotate(now=Now()).get(pk=key.pk)
    return held, held.now
