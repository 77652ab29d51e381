"""What a partner's page says of its keys: how the copies that they keep stand."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from articles.published.sync.lag import Lag, lags
from newsroom.changes.head import HeadState, read_head
from newsroom.partners.admin.states import state_of
from newsroom.partners.models import ApiKey, Copy, Partner
from newsroom.partners.products import slice_of
from taxonomy.snapshot import snapshot


@dataclass(frozen=True)
class KeyStanding:
    """``copy`` is None before the key has walked, ``lag`` before its first walk has ended."""

    key: ApiKey
    state: str
    head: HeadState
    copy: Copy | None
    lag: Lag | None

    @property
    def changes(self) -> int:
        """Changes of all kinds since, most of which may be of no concern to the partner."""
        return self.head.seq - self.copy.number if self.copy else 0


def standings(partner: Partner, keys: Any) -> list[KeyStanding]:
    """Say how some keys of a partner stand; so many statements, whatever their number."""
    now, head = timezone.now(), read_head()
    found = list(keys.select_related("copy"))
    copies = {key.pk: key.copy for key in found if hasattr(key, "copy")}
    numbers = {copy.number for copy in copies.values() if copy.number}
    behind = lags(numbers, slice_of(partner, snapshot(head)), head)

    def standing(key: ApiKey) -> KeyStanding:
        copy = copies.get(key.pk)
        return KeyStanding(key, state_of(key, now), head, copy, copy and behind.get(copy.number))

    return [standing(key) for key in found]
