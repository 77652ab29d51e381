from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from newsroom.changes.head import read_head
from newsroom.changes.models import Change
from taxonomy.editing import merge, save_tag
from taxonomy.loading import load_regions, read_regions_file
from taxonomy.models import GroupingMember, Region, RegionAlias
from tests.concurrency import threads, wait_until_blocked

FILE = read_regions_file()


def entry(slug: str, **values: Any) -> dict[str, Any]:
    given = {"slug": slug, "name": slug.title(), "kind": "place", "parent": "russia"}
    codes = dict.fromkeys(("m49", "alpha2", "alpha3", "subdivision", "centre"))
    return {**given, **codes, "aliases": [], "groupings": [], **values}


def rows() -> list[dict[str, Any]]:
    """Give all regions in the shape of the file, by slug."""
    regions = Region.objects.select_related("parent").prefetch_related("aliases", "groupings")
    return sorted((as_entry(region) for region in regions), key=lambda found: found["slug"])


def as_entry(region: Region) -> dict[str, Any]:
    centre = [region.latitude, region.longitude]
    return {
        "slug": region.slug,
        "name": region.name,
        "kind": region.kind,
        "parent": region.parent.slug if region.parent else None,
        "m49": region.m49,
        "alpha2": region.alpha2,
        "alpha3": region.alpha3,
        "subdivision": region.subdivision,
        "aliases": sorted(alias.text for alias in region.aliases.all()),
        "centre": None if centre == [None, None] else centre,
        "groupings": sorted(grouping.slug for grouping in region.groupings.all()),
    }


def test_regions_are_loaded_whole(db):
    in_order = [{**found, "aliases": sorted(found["aliases"])} for found in FILE]

    assert rows() == sorted(in_order, key=lambda found: found["slug"])


def test_all_loaded_regions_but_places_are_public(db):
    public = set(Region.objects.released().values_list("slug", flat=True))

    assert public == {found["slug"] for found in FILE if found["kind"] != "place"}


def test_loading_took_a_number_for_each_public_region(db):
    regions = {region.uid: region.slug for region in Region.objects.all()}
    changes = Change.objects.order_by("seq").values_list("seq", "kind", "object_id", "action")

    public = [found["slug"] for found in FILE if found["kind"] != "place"]
    assert [(seq, kind, regions[uid], action) for seq, kind, uid, action in changes] == [
        (seq, "region", slug, "released") for seq, slug in enumerate(public, 1)
    ]
    assert read_head().taxonomy_seq == len(public)


def test_loading_again_adds_nothing(log):
    before = rows()

    added = load_regions(FILE)

    assert (added, rows(), log()) == (0, before, [])


def test_loading_adds_what_is_missing(log):
    added = load_regions(
        [
            *FILE,
            entry(
                "atlantis",
                kind="country",
                parent="europe",
                alpha2="QZ",
                aliases=["Lost Continent"],
                centre=[36.4, -25.4],
                groupings=["european-union", "levant"],
            ),
            entry("poseidonis", parent="atlantis"),
        ]
    )

    assert added == 2
    assert [found for found in rows() if found["slug"] in ("atlantis", "poseidonis")] == [
        entry(
            "atlantis",
            kind="country",
            parent="europe",
            alpha2="QZ",
            aliases=["Lost Continent"],
            centre=[36.4, -25.4],
            groupings=["european-union", "levant"],
        ),
        entry("poseidonis", parent="atlantis"),
    ]
    assert log() == [("region", "atlantis", "released")]


def test_loading_keeps_what_editors_changed(log):
    mali, benin, kursk = (Region.objects.get(slug=slug) for slug in ("mali", "benin", "kursk"))
    mali.slug, mali.name, mali.parent = "azawad", "Azawad", Region.objects.get(slug="benin")
    save_tag(mali, by=None, aliases=["Another"], groupings=[])
    merge(benin, into=Region.objects.get(slug="togo"), by=None)
    kursk.delete()
    before = rows()
    begin = len(log())

    added = load_regions([found for found in FILE if found["slug"] != "kursk"])

    assert (added, rows(), log()[begin:]) == (0, before, [])


@pytest.mark.parametrize("code", ["m49", "alpha2", "alpha3", "subdivision"])
def test_loading_takes_a_region_for_present_by_its_code(log, code):
    codes = {"m49": "999", "alpha2": "QZ", "alpha3": "QZZ", "subdivision": "QZ-1"}
    by_editor = Region(
        slug="by-editor",
        name="By editor",
        parent=Region.objects.get(slug="russia"),
        **{code: codes[code]},
    )
    save_tag(by_editor, by=None, aliases=())

    added = load_regions(
        [*FILE, entry("by-file", **{code: codes[code]}), entry("below", parent="by-file")]
    )

    assert added == 1
    assert Region.objects.get(slug="below").parent == by_editor
    assert not Region.objects.filter(slug="by-file").exists()


def test_two_servers_may_load_at_once(committed):
    begin = read_head().seq
    entries = [*FILE, entry("new", kind="country"), entry("place")]

    with threads() as start:
        # A region that moves holds the lock that a load takes first.
        with transaction.atomic():
            Region.objects.filter(slug="mali").update(parent=Region.objects.get(slug="africa"))
            running = [start(load_regions, entries) for _ in range(2)]
            wait_until_blocked(2)
        added = sorted(future.result() for future in running)

    assert added == [0, 2]
    assert read_head().seq == begin + 1


def test_command_loads_the_file_and_says_how_many(db, capsys):
    place = Region.objects.get(slug="kursk")
    place.delete()

    call_command("load_regions")
    call_command("load_regions")

    assert capsys.readouterr().out == "1 regions added.\n0 regions added.\n"
    assert RegionAlias.objects.filter(region__slug="kursk").count() == 2
    assert GroupingMember.objects.filter(member__slug="kursk").count() == 0
