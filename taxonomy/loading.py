"""The verb that loads the world's regions, once or again."""

import json
from pathlib import Path
from typing import Any

from django.utils import timezone

from newsroom.changes.recording import Pending, record, unit_of_work
from taxonomy.models import GroupingMember, Region, RegionAlias

REGIONS_FILE = Path(__file__).parent / "data" / "regions.json"
CODES = ("m49", "alpha2", "alpha3", "subdivision")


@unit_of_work
def load_regions(entries: list[dict[str, Any]]) -> int:
    """Add the regions that are missing, by slug; parents must stand before their children.

    What editors have changed since stays as it is. All but places are public at once. Returns
    how many were added.
    """
    present = {region.slug: region for region in Region.objects.all()}
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


def read_regions_file() -> list[dict[str, Any]]:
    return json.loads(REGIONS_FILE.read_text(encoding="utf-8"))
