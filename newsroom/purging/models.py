"""How far each shared cache has been purged."""

from typing import Any

from django.conf import settings
from django.db import models

from newsroom.changes.head import HeadState, read_head


class PurgeTarget(models.Model):
    """A shared cache, and the place in the change log up to which it has been purged."""

    address = models.CharField(max_length=200, primary_key=True)
    epoch_id = models.UUIDField(null=True)
    seq = models.BigIntegerField(
        "number",
        null=True,
        help_text="The last change that was purged; empty where all is to be purged.",
    )
    places = models.JSONField(
        default=dict, help_text="What lay in which region, and which tags were merged, then."
    )
    again = models.JSONField(
        default=list, help_text="Keys to purge a second time: pairs of when and which."
    )
    run_at = models.DateTimeField(null=True, help_text="When it was last up to date.")
    purges = models.BigIntegerField(default=0, help_text="Requests that it answered.")
    failures = models.BigIntegerField(default=0)
    last_failure = models.TextField(blank=True)

    class Meta:
        ordering = ["address"]

    def __str__(self) -> str:
        return self.address

    def behind(self, head: HeadState) -> int | None:
        """Give how many changes are still to be purged; None where all is."""
        return head.seq - self.seq if self.seq is not None and self.epoch_id == head.epoch else None


def cache_health() -> dict[str, Any]:
    """Give the most changes that a cache is behind, and how many have lost their place.

    Nothing where no cache is purged.
    """
    if not settings.NEWSROOM_PURGE_URLS:
        return {}
    head = read_head()
    targets = PurgeTarget.objects.filter(address__in=settings.NEWSROOM_PURGE_URLS)
    behind = [target.behind(head) for target in targets]
    known = [count for count in behind if count is not None]
    lost = len(settings.NEWSROOM_PURGE_URLS) - len(known)
    return {"caches": {"behind": max(known, default=0), "lost": lost}}
