import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.utils.text import slugify

import taxonomy
from taxonomy.management.commands.build_regions import as_lines
from taxonomy.region_data import Region, Sources, build

Entry = dict[str, Any]

DATA = Path(taxonomy.__file__).parent / "data"
TEXT = (DATA / "regions.json").read_text(encoding="utf-8")
ENTRIES: list[Entry] = json.loads(TEXT)
BY_SLUG: dict[str, Entry] = {entry["slug"]: entry for entry in ENTRIES}

ISO_3166_1 = re.findall(
    "[A-Z]{2}",
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
    BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE
    EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM
    HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC
    LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA
    NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW
    SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO
    TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW
    """,
)

PATTERNS = {
    "slug": r"[a-z0-9]+(-[a-z0-9]+)*",
    "kind": r"world|continent|subregion|country|territory|place|grouping",
    "m49": r"[0-9]{3}",
    "alpha2": r"[A-Z]{2}",
    "alpha3": r"[A-Z]{3}",
    "subdivision": r"[A-Z]{2}-[A-Z0-9]{1,3}",
}


def ancestors(slug: str) -> set[str]:
    """Everything above a region, by parents and groupings; itself too if there is a cycle."""
    found: set[str] = set()
    waiting = [slug]
    while waiting:
        entry = BY_SLUG[waiting.pop()]
        above = {entry["parent"], *entry["groupings"]} - {None} - found
        found |= above
        waiting += above
    return found


def lineage(entry: Entry) -> list[Entry]:
    """The region and what is above it by parents alone, up to the world."""
    above = BY_SLUG.get(entry["parent"])
    return [entry, *lineage(above)] if above else [entry]


def repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_every_entry_has_all_keys_in_order() -> None:
    wanted = tuple(Region.__dataclass_fields__)

    found = {tuple(entry) for entry in ENTRIES}

    assert found == {wanted}


def test_file_is_as_the_command_writes_it() -> None:
    assert as_lines([Region(**entry) for entry in ENTRIES]) == TEXT


def test_kinds_are_counted() -> None:
    assert Counter(entry["kind"] for entry in ENTRIES) == {
        "world": 1,
        "continent": 6,
        "subregion": 24,
        "country": 197,
        "territory": 52,
        "place": 32,
        "grouping": 17,
    }


@pytest.mark.parametrize("key", ["slug", "name", "m49", "alpha2", "alpha3", "subdivision"])
def test_values_are_unique(key: str) -> None:
    assert repeated([entry[key] for entry in ENTRIES if entry[key]]) == []


@pytest.mark.parametrize("key", PATTERNS)
def test_values_match_their_pattern(key: str) -> None:
    values = [entry[key] for entry in ENTRIES if entry[key] is not None]

    assert [value for value in values if not re.fullmatch(PATTERNS[key], value)] == []


def test_slugs_come_from_names() -> None:
    assert [entry["slug"] for entry in ENTRIES] == [slugify(entry["name"]) for entry in ENTRIES]


def test_codes_are_those_of_iso_3166_1() -> None:
    coded = [entry for entry in ENTRIES if entry["alpha2"] or entry["alpha3"]]

    assert sorted(e["alpha2"] for e in coded if e["alpha3"] and e["m49"]) == ISO_3166_1
    assert len(coded) == len(ISO_3166_1) == 249


def test_kosovo_is_the_only_country_without_codes() -> None:
    countries = [entry for entry in ENTRIES if entry["kind"] in ("country", "territory")]

    assert [entry["slug"] for entry in countries if not entry["alpha2"]] == ["kosovo"]


def test_subdivisions_belong_to_the_country_above() -> None:
    places = [entry for entry in ENTRIES if entry["subdivision"]]

    claimed = [entry["subdivision"][:2] for entry in places]
    found = [next(e["alpha2"] for e in lineage(entry) if e["alpha2"]) for entry in places]

    assert claimed == found


def test_world_is_the_single_root() -> None:
    assert [entry["slug"] for entry in ENTRIES if entry["parent"] is None] == ["world"]


def test_parents_stand_before_their_children() -> None:
    position = {entry["slug"]: number for number, entry in enumerate(ENTRIES)}

    children = [entry for entry in ENTRIES if entry["parent"]]

    assert [
        c for c in children if position.get(c["parent"], len(ENTRIES)) > position[c["slug"]]
    ] == []


def test_groupings_are_regions_of_that_kind() -> None:
    named = {slug for entry in ENTRIES for slug in entry["groupings"]}

    assert named == {entry["slug"] for entry in ENTRIES if entry["kind"] == "grouping"}


def test_no_region_is_above_itself() -> None:
    assert [slug for slug in BY_SLUG if slug in ancestors(slug)] == []


def test_every_region_is_in_the_world() -> None:
    assert [slug for slug in BY_SLUG if "world" not in ancestors(slug)] == ["world"]


def test_grouping_members_lie_within_its_parent() -> None:
    memberships = [(entry, slug) for entry in ENTRIES for slug in entry["groupings"]]

    outside = [
        (entry["slug"], grouping)
        for entry, grouping in memberships
        if BY_SLUG[BY_SLUG[grouping]["parent"]] not in lineage(entry)
    ]

    assert outside == [("cyprus", "european-union"), ("cyprus", "eurozone")]


def test_aliases_name_one_region_only() -> None:
    claimed = [slugify(alias) for entry in ENTRIES for alias in entry["aliases"]]

    assert repeated([*BY_SLUG, *claimed]) == []


def test_aliases_are_no_codes_of_other_regions() -> None:
    codes = {
        entry[key]: entry["slug"]
        for entry in ENTRIES
        for key in ("m49", "alpha2", "alpha3", "subdivision")
        if entry[key]
    }

    wrong = [
        alias
        for entry in ENTRIES
        for alias in entry["aliases"]
        if codes.get(alias.upper(), entry["slug"]) != entry["slug"]
    ]

    assert wrong == []


def test_centres_are_on_the_globe() -> None:
    centres = [entry["centre"] for entry in ENTRIES if entry["centre"]]

    wrong = [
        centre
        for centre in centres
        if not (-90 <= centre[0] <= 90 and -180 <= centre[1] <= 180)
        or centre != [round(number, 2) for number in centre]
    ]

    assert wrong == []


def test_only_uninhabited_us_islands_have_no_centre() -> None:
    kinds = ("country", "territory", "place")

    without = [e["slug"] for e in ENTRIES if e["kind"] in kinds and not e["centre"]]

    assert without == ["us-outlying-islands"]


def test_north_korea_is_complete() -> None:
    assert BY_SLUG["north-korea"] == {
        "slug": "north-korea",
        "name": "North Korea",
        "kind": "country",
        "parent": "eastern-asia",
        "m49": "408",
        "alpha2": "KP",
        "alpha3": "PRK",
        "subdivision": None,
        "aliases": ["DPRK", "Democratic People's Republic of Korea"],
        "centre": [40.12, 127.18],
        "groupings": ["korean-peninsula"],
    }


def made_up_sources(**curated: Any) -> Sources:
    """A world of a member state, a dependency and a code that ISO 3166-1 leaves to its users."""
    return Sources(
        containment={
            "001": {"_contains": ["002", "019"]},
            "001-status-grouping": {"_contains": ["UN"]},
            "002": {"_contains": ["011"]},
            "011": {"_contains": ["AA", "BB", "CC"]},
            "019": {"_contains": ["005"]},
            "202": {"_contains": ["011"], "_grouping": "true"},
            "419": {"_contains": ["005"], "_grouping": "true"},
            "UN": {"_contains": ["AA"], "_grouping": "true"},
        },
        mappings={
            "AA": {"_numeric": "010", "_alpha3": "AAA"},
            "BB": {"_numeric": "020", "_alpha3": "BBB"},
            "CC": {"_numeric": "970", "_alpha3": "CCC"},
        },
        names={
            "001": "world",
            "002": "Land",
            "005": "Far South",
            "011": "West Land",
            "019": "Far Land",
            "202": "Lower Land",
            "419": "Far Lower Land",
            "AA": "Alpha & Côte d’Or",
            "AA-alt-short": "Alpha",
            "AA-alt-variant": "Alpha (Old)",
            "BB": "St. Beta",
        },
        centres={"010": [1.5, 2.5], "020": [3.0, 4.0]},
        curated={
            "names": {"001": "World"},
            "aliases": {"BB": ["Beta"]},
            "centres": {"BB": [3.1, 4.1]},
            "groupings": [],
            "places": [],
            **curated,
        },
    )


def test_build_puts_the_tree_together() -> None:
    grouping = {"name": "Pair", "cldr": "UN", "parent": "world", "aliases": [], "members": ["port"]}
    place = {
        "name": "Port",
        "parent": "saint-beta",
        "subdivision": "BB-1",
        "centre": None,
        "aliases": ["The Port"],
    }

    regions = build(made_up_sources(groupings=[grouping], places=[place]))

    assert regions == [
        Region("world", "World", "world", None, "001"),
        Region("far-land", "Far Land", "continent", "world", "019"),
        Region("far-lower-land", "Far Lower Land", "subregion", "far-land", "419"),
        Region("far-south", "Far South", "subregion", "far-lower-land", "005"),
        Region("land", "Land", "continent", "world", "002"),
        Region("lower-land", "Lower Land", "subregion", "land", "202"),
        Region("west-land", "West Land", "subregion", "lower-land", "011"),
        Region(
            slug="alpha-and-cote-dor",
            name="Alpha and Côte d'Or",
            kind="country",
            parent="west-land",
            m49="010",
            alpha2="AA",
            alpha3="AAA",
            aliases=["Alpha & Côte d’Or", "Alpha"],
            centre=[1.5, 2.5],
            groupings=["pair"],
        ),
        Region(
            slug="saint-beta",
            name="Saint Beta",
            kind="territory",
            parent="west-land",
            m49="020",
            alpha2="BB",
            alpha3="BBB",
            aliases=["St. Beta", "Beta"],
            centre=[3.1, 4.1],
        ),
        Region(
            slug="port",
            name="Port",
            kind="place",
            parent="saint-beta",
            subdivision="BB-1",
            aliases=["The Port"],
            groupings=["pair"],
        ),
        Region("pair", "Pair", "grouping", "world"),
    ]


def test_build_gives_one_order_whatever_the_order_of_groupings() -> None:
    rest = {"cldr": None, "parent": "world", "aliases": [], "members": ["land"]}
    one, two = {"name": "One", **rest}, {"name": "Two", **rest}

    first, second = (
        build(made_up_sources(groupings=[one, two])),
        build(made_up_sources(groupings=[two, one])),
    )

    assert first == second


def test_build_refuses_an_unknown_member() -> None:
    grouping = {"name": "Pair", "cldr": None, "parent": "world", "aliases": [], "members": ["lend"]}

    with pytest.raises(ValueError, match=r"^there is no region 'lend'; the nearest is 'land'$"):
        build(made_up_sources(groupings=[grouping]))


def test_build_refuses_an_unknown_parent() -> None:
    grouping = {"name": "Pair", "cldr": None, "parent": "xyz", "aliases": [], "members": []}

    with pytest.raises(ValueError, match=r"^there is no region 'xyz'$"):
        build(made_up_sources(groupings=[grouping]))


def test_build_refuses_a_repeated_slug() -> None:
    place = {"name": "Land", "parent": "world", "subdivision": None, "centre": None, "aliases": []}

    with pytest.raises(ValueError, match=r"^two regions have the slug 'land'$"):
        build(made_up_sources(places=[place]))
