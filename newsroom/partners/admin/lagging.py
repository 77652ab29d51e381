"""Partners whose copies lag, for the front page of the admin."""

import itertools
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince

from articles.published.sync.lag import lags
from newsroom.admin.notices import Notice, notices_from
from newsroom.changes.head import read_head
from newsroom.changes.models import Change
from newsroom.partners.admin.states import CONDITIONS
from newsroom.partners.models import ApiKey, Copy, Partner
from newsroom.partners.products import slice_of
from taxonomy.snapshot import snapshot

LATE = timedelta(hours=1)
# So many copies are looked at, those that are furthest behind.
MOST = 20


@notices_from
def lagging_partners(request: HttpRequest) -> Iterator[Notice]:
    if not request.user.has_perm("partners.view_partner"):
        return
    links = []
    for partner, copies in itertools.groupby(_late_copies(), lambda copy: copy.key.partner):
        if since := _first_missed(partner, list(copies)):
            address = reverse("admin:partners_partner_change", args=[partner.pk])
            links.append((f"{partner} ({timesince(since)})", address))
    if links:
        yield Notice("Partners that have not fetched stories for more than an hour:", links)


def _late_copies() -> list[Copy]:
    """Give the copies that lack any change that is old enough; the keys of most are in use.

    Keys that have been replaced are left out, as their copies go on with the new ones.
    """
    keys = ApiKey.objects.filter(CONDITIONS["valid"], replaced_by=None)
    missed = Change.objects.filter(seq=OuterRef("number") + 1).values("at")
    late = Copy.objects.filter(key__in=keys, number__gt=0).annotate(missed_at=Subquery(missed))
    furthest = late.filter(missed_at__lt=Now() - LATE).order_by("missed_at")
    found = furthest.select_related("key__partner")[:MOST]
    return sorted(found, key=lambda copy: (copy.key.partner.name, copy.number))


def _first_missed(partner: Partner, copies: list[Copy]):
    """Say since when a story of the partner's products is missing, if it has been for too long."""
    head = read_head()
    found = lags({copy.number for copy in copies}, slice_of(partner, snapshot(head)), head)
    moments = [lag.since for lag in found.values() if lag.since]
    first = min(moments, default=None)
    return first if first and first < timezone.now() - LATE else None
