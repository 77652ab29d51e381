"""The verb that loads the world's regions, once or again."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from newsroom.changes.recording import Pending, record, unit_of_work
from taxonomy.models import GroupingMember, Region, RegionAlias, RegionSlug

REGIONS_FILE = Path(__file__).parent / "data" / "regions.json"
CODES = ("m49", "alpha2", "alpha3", "subdivision")


@unit_of_work
def load_regions(entries: list[dict[str, Any]]) -> int:
    """Add the regions that are missing; parents must stand before their children.

    A region is there if any region has or had its slug or has one of its codes; what editors have
    changed since stays as it is. All but places are public at once. Returns how many were added.
    """
    _lock_regions()
    present = dict(_present(entries))
    missing = [entry for entry in entries if entry["slug"] not in present]
    now = timezone.now()
    for entry in missing:
        latitude, longitude = entry["centre"] or (None, None)
        present[entry["slug"]] = Region.objects.create(
            slug=entry["slug"],
            name=entry["name"],
            kind=entry["kind"],
            parent=entry["parent"] and present[entry["parent"]],
            latitude=latitude,
            longitude=longitude,
            released_at=None if entry["kind"] == Region.Kind.PLACE else now,
            **{code: entry[code] for code in CODES},
        )
    RegionAlias.objects.bulk_create(
        RegionAlias(region=present[entry["slug"]], text=text)
        for entry in missing
        for text in entry["aliases"]
    )
    GroupingMember.objects.bulk_create(
        GroupingMember(member=present[entry["slug"]], grouping=present[grouping])
        for entry in missing
        for grouping in entry["groupings"]
    )
    added = [present[entry["slug"]] for entry in missing]
    released = [Pending("region", region.uid, "released") for region in added if region.released_at]
    if released:
        record(released, by=None)
    return len(added)


def _lock_regions() -> None:
    """Let nobody else load or move regions until the end; two servers may start at once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('taxonomy_region'))")


def _present(entries: list[dict[str, Any]]) -> Iterator[tuple[str, Region]]:
    known = {("slug", row.slug): row.region for row in RegionSlug.objects.select_related("region")}
    for region in list(known.values()):
        known |= {(code, getattr(region, code)): region for code in CODES if getattr(region, code)}
    for entry in entries:
        found = [known.get((name, entry[name])) for name in ("slug", *CODES)]
        if match := next(filter(None, found), None):
            yield entry["slug"], match


def read_regions_file() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads(REGIONS_FILE.read_text(encoding="utf-8"))
    return entries
