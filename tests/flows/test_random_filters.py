"""Five hundred random filters give exactly the stories that brute force over the cards gives."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from articles.published.selection import MAX_DEPTH
from articles.verbs.publishing import CorrectionText, correct
from articles.verbs.withdrawing import withdraw
from taxonomy.editing import merge, save_tag
from taxonomy.models import Region
from tests.factories import make_actor, make_author, make_place, make_published
from tests.flows.filter_expressions import Card, Expressions, Meaning
from tests.newsroom.images.files import make_picture

LIST = "/api/v1/articles/"
FIELDS = (
    "id,regions,actors,byline,genre,language,published_at,updated_at,image,corrections,editors_note"
)
KINDS = ["person", "state", "media", "alliance", "person", "company"]
GENRES = ["news", "analysis", "opinion", "explainer"]
ORDERINGS = ["-published_at", "published_at", "-updated_at"]
FILTERS = 500


@pytest.fixture
def archive(db, settings, tmp_path) -> None:
    """Stories with random tags; a region has moved, and tags of each kind have been merged."""
    settings.MEDIA_ROOT = tmp_path
    chance = random.Random(3)
    city, town = make_place("kursk-city", parent="kursk"), make_place("kursk-town", parent="kursk")
    slugs = ["russia", "kursk", "ukraine", "korean-peninsula", "seoul", "north-korea", "sahel"]
    regions = [*Region.objects.filter(slug__in=[*slugs, "mali", "world"]), city, town]
    actors = [make_actor(f"actor-{n}", kind=kind) for n, kind in enumerate(KINDS)]
    authors = [make_author(slug=f"author-{n}") for n in range(4)]
    picture = make_picture().pk
    for _ in range(60):
        # Half of the tags have been silent for years, and some are new.
        year, side = chance.choice([(2019, slice(None, 6)), (2025, slice(4, None))])
        story = make_published(
            regions=chance.sample(regions[side], chance.choice((0, 1, 1, 2, 3))),
            actors=chance.sample(actors[side], chance.choice((0, 1, 1, 2))),
            byline=chance.sample(authors, chance.randint(0, 2)),
            genre=chance.choice(GENRES),
            language=chance.choice(["en", "fr", "zh-Hans"]),
            editors_note=chance.choice(["", "Sample."]),
            picture=chance.choice([None, picture]),
            # Few moments, so that ids settle many ties.
            display_at=datetime(year, 7, chance.randint(1, 9), chance.choice((0, 9)), tzinfo=UTC),
        )
        if chance.random() < 0.2:
            correct(story, CorrectionText("correction", "It was wrong."), by=None)
        if chance.random() < 0.1:
            withdraw(story, by=None, reason="Wrong.")
    kursk = Region.objects.get(slug="kursk")
    kursk.parent = Region.objects.get(slug="ukraine")
    save_tag(kursk, by=None, aliases=())
    merge(town, into=city, by=None)
    merge(actors[4], into=actors[0], by=None)


def region_tags(api, cards: list[Card]) -> dict[str, Meaning]:
    """Give every way to name a region, with what it matches according to the regions' pages."""
    found: dict[str, Meaning] = {}
    within: dict[str, set[str]] = {}

    def lies_in(slug: str) -> Callable[[Card], bool]:
        def is_or_lies_in(card: Card) -> bool:
            return any(slug in within[region["slug"]] for region in card["regions"])

        return is_or_lies_in

    def carries(slug: str) -> Callable[[Card], bool]:
        return lambda card: slug in {region["slug"] for region in card["regions"]}

    slugs = {region["slug"] for card in cards for region in card["regions"]} | {"fiji"}
    details = {slug: api.json(f"/api/v1/regions/{slug}/") for slug in slugs}
    for slug, detail in details.items():
        within[slug] = {slug, *(upper["slug"] for upper in detail["ancestors"])}
    references = [one for detail in details.values() for one in [detail, *detail["ancestors"]]]
    for region in references:
        slug = region["slug"]
        for name in (slug, slug.upper(), region["id"], region["code"] or slug):
            found |= {name: lies_in(slug), f"={name}": carries(slug)}
    return {**found, "kursk-town": lies_in("kursk-city"), "=kursk-town": carries("kursk-city")}


def tags_of(field: str, cards: list[Card], merged: dict[str, str]) -> dict[str, Meaning]:
    def carries(slug: str) -> Callable[[Card], bool]:
        return lambda card: slug in {one["slug"] for one in card[field]}

    shown = {one["slug"]: one["id"] for card in cards for one in card[field]}
    found = {name: carries(slug) for slug, uid in shown.items() for name in (slug, uid)}
    return {**found, **{old: carries(slug) for old, slug in merged.items()}}


def moment(card: Card, field: str) -> datetime:
    return datetime.fromisoformat(card[field])


def single_filters(chance: random.Random, cards: list[Card]) -> dict[str, tuple[str, Meaning]]:
    """Give one random value for each parameter that is not an expression."""
    genres = chance.sample(GENRES, chance.randint(1, 3))
    languages = chance.sample(["en", "fr", "zh-Hans", "de"], 2)
    kinds = chance.sample([*KINDS[:4], "organisation"], 2)
    features = chance.sample(["image", "correction", "editors_note"], chance.randint(1, 2))
    known = {"image": "image", "correction": "corrections", "editors_note": "editors_note"}
    ids = [card["id"] for card in chance.sample(cards, len(cards) // 2)]
    day, other = (date(chance.choice((2019, 2025)), 7, chance.randint(1, 10)) for _ in range(2))
    instant, updated = (chance.choice(cards)[f] for f in ("published_at", "updated_at"))
    midnight = datetime(other.year, other.month, other.day, tzinfo=UTC)
    return {
        "genre": ("|".join(genres), lambda c: c["genre"] in genres),
        "language": ("|".join(languages), lambda c: c["language"] in languages),
        "actor_kind": ("|".join(kinds), lambda c: any(a["kind"] in kinds for a in c["actors"])),
        "has": ("|".join(features), lambda c: any(c[known[f]] for f in features)),
        "ids": (",".join(ids), lambda c: c["id"] in ids),
        "published_after": (f"{day}", lambda c: c["published_at"] >= f"{day}"),
        "published_before": (
            (instant, lambda c: moment(c, "published_at") < datetime.fromisoformat(instant))
            if chance.random() < 0.5
            else (f"{other}", lambda c: moment(c, "published_at") < midnight)
        ),
        "updated_after": (
            updated,
            lambda c: moment(c, "updated_at") >= datetime.fromisoformat(updated),
        ),
        "updated_before": (
            updated,
            lambda c: moment(c, "updated_at") < datetime.fromisoformat(updated),
        ),
    }


def test_random_filters_equal_brute_force(api, archive):
    chance = random.Random(2_025)
    cards = api.json(f"{LIST}?page_size=100&fields={FIELDS}")["results"]
    assert 40 < len(cards) < 60
    expressions = {
        "region": Expressions(chance, region_tags(api, cards), MAX_DEPTH),
        "actor": Expressions(chance, tags_of("actors", cards, {"actor-4": "actor-0"}), MAX_DEPTH),
        "author": Expressions(chance, tags_of("byline", cards, {}), MAX_DEPTH),
    }
    sizes = []
    for number in range(FILTERS):
        written = {name: one.write() for name, one in expressions.items() if chance.random() < 0.5}
        singles = single_filters(chance, cards)
        written |= {name: one for name, one in singles.items() if chance.random() < 0.1}
        query = {name: text for name, (text, _) in written.items()}
        ordering = chance.choice(ORDERINGS)
        wanted = [card for card in cards if all(meaning(card) for _, meaning in written.values())]
        field = ordering.removeprefix("-")
        wanted.sort(key=lambda card: (moment(card, field), card["id"]), reverse=ordering != field)

        shown = {"fields": "id", "page_size": 100, "ordering": ordering, "count": "exact"}
        page = api.json(LIST, {**query, **shown})

        assert [one["id"] for one in page["results"]] == [card["id"] for card in wanted], (
            number,
            query,
        )
        assert page["count"] == len(wanted)
        sizes.append(len(wanted))
    some = [size for size in sizes if 0 < size < len(cards)]
    assert len(some) > FILTERS / 3


def bounds() -> dict[str, tuple[str, str]]:
    """Give for each cap a parameter and a value that lies just beyond it."""
    ids = ",".join(f"00000000-0000-0000-0000-{n:012}" for n in range(101))
    deep = "(" * (MAX_DEPTH + 1) + "russia" + ")" * (MAX_DEPTH + 1)
    return {
        "depth": ("region", deep),
        "negations": ("actor", "-" * (MAX_DEPTH + 1) + "somebody"),
        "tags": ("region", "|".join(["russia"] * 51)),
        "length": ("region", "r" * 4_001),
        "values": ("genre", "|".join(["news"] * 21)),
        "ids": ("ids", ids),
    }


@pytest.mark.parametrize("cap", bounds())
def test_beyond_a_cap_is_a_clear_problem(api, cap):
    make_published(regions=["russia"], actors=[make_actor("somebody")])
    parameter, value = bounds()[cap]

    problem = api.problem(LIST, {parameter: value})

    assert problem["status"] == 400
    assert [error["parameter"] for error in problem["errors"]] == [parameter]


@pytest.mark.parametrize(
    "region",
    [
        "(" * MAX_DEPTH + "russia" + ")" * MAX_DEPTH,
        "-" * (MAX_DEPTH - 1) + "russia",
        "|".join(["russia"] * 50),
    ],
)
def test_at_a_cap_is_answered(api, region):
    make_published(slug="one", regions=["russia"], display_at=datetime.now(UTC) - timedelta(days=1))

    assert len(api.json(LIST, {"region": region})["results"]) == 1
