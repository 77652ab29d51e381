"""Facets count what brute force counts."""

import random
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.published import facet_counts
from newsroom.api.v1 import articles
from newsroom.api.v1.facets import FACETS
from taxonomy.editing import merge
from tests.factories import make_actor, make_author, make_published

LIST = "/api/v1/articles/"
REGIONS = ["russia", "kursk", "ukraine", "korean-peninsula", "seoul", "north-korea", "france"]
GENRES = ["news", "analysis", "opinion", "explainer"]


@pytest.fixture
def archive(db) -> None:
    """Forty stories with random tags, one actor merged into another."""
    chance = random.Random(12)
    kinds = ("person", "state", "media", "person", "alliance")
    actors = [make_actor(f"actor-{n}", kind=kind) for n, kind in enumerate(kinds)]
    authors = [make_author(slug=f"author-{n}") for n in range(3)]
    for _ in range(40):
        make_published(
            regions=chance.sample(REGIONS, chance.randint(0, 3)),
            actors=chance.sample(actors, chance.randint(0, 3)),
            byline=chance.sample(authors, chance.randint(0, 2)),
            genre=chance.choice(GENRES),
            language=chance.choice(["en", "fr"]),
            display_at=datetime(2025, chance.randint(1, 3), 28, chance.randint(0, 23), tzinfo=UTC),
        )
    merge(actors[3], into=actors[0], by=None)


def brute_force(api, query: str, name: str) -> dict[str, int]:
    """Count over the cards themselves."""
    counts: Counter[str] = Counter()
    for card in api.json(f"{LIST}?page_size=100&{query}")["results"]:
        values = {
            "region": {
                slug
                for region in card["regions"]
                for slug in (region["slug"], *_ancestors(api, region["slug"]))
            },
            "actor": {actor["slug"] for actor in card["actors"]},
            "actor_kind": {actor["kind"] for actor in card["actors"]},
            "author": {author["slug"] for author in card["byline"]},
            "genre": {card["genre"]},
            "language": {card["language"]},
            "month": {card["published_at"][:7]},
        }
        counts.update(values[name])
    return dict(counts)


def _ancestors(api, slug: str) -> list[str]:
    return [upper["slug"] for upper in api.json(f"/api/v1/regions/{slug}/")["ancestors"]]


@pytest.mark.parametrize("query", ["", "region=europe", "genre=news|opinion&actor=-actor-1"])
@pytest.mark.parametrize("name", FACETS)
def test_facet_counts_equal_brute_force(api, archive, name, query):
    entries = api.json(f"{LIST}?facets={name}&page_size=1&{query}")["facets"][name]

    counted = [(entry.get("slug") or entry["value"], entry["count"]) for entry in entries]
    assert dict(counted) == brute_force(api, query, name)
    assert counted == sorted(counted, key=lambda pair: (-pair[1], pair[0]))


def test_facet_of_tags_names_them(api):
    actor = make_actor("somebody", name="Somebody", kind="media")
    make_published(actors=[actor], regions=["fiji"])

    facets = api.json(f"{LIST}?facets=actor,genre")["facets"]

    assert facets == {
        "actor": [
            {
                "id": str(actor.uid),
                "slug": "somebody",
                "name": "Somebody",
                "kind": "media",
                "count": 1,
            }
        ],
        "genre": [{"value": "news", "count": 1}],
    }


def test_each_facet_costs_the_same_for_one_story_and_forty(api, archive):
    api.get(f"{LIST}?facets=genre")
    for name in FACETS:
        costs = []
        for query in ("page_size=1", "page_size=40"):
            with CaptureQueriesContext(connection) as queries:
                api.json(f"{LIST}?facets={name}&{query}")
            costs.append(len(queries))
        assert costs == [3 + (name == "author")] * 2


def test_all_facets_are_counted_by_one_statement(api, archive):
    api.get(f"{LIST}?facets=genre")
    with CaptureQueriesContext(connection) as queries:
        api.json(f"{LIST}?facets=region,actor,actor_kind,genre,language,month")
    assert len(queries) == 3


# Of the forty stories so many that the newest are sorted out at once, or once too many are found.
@pytest.mark.parametrize("bound", [7, 25])
def test_facets_say_what_they_count(api, archive, monkeypatch, bound):
    whole = api.json(f"{LIST}?facets=genre")
    assert whole["facets_counted"] == {"stories": 40, "are_all": True}
    newest = [card["genre"] for card in api.json(f"{LIST}?page_size={bound}")["results"]]

    monkeypatch.setattr(facet_counts, "BOUND", bound)
    bounded = api.json(f"{LIST}?facets=genre")

    assert bounded["facets_counted"] == {"stories": bound, "are_all": False}
    counts = {entry["value"]: entry["count"] for entry in bounded["facets"]["genre"]}
    assert counts == Counter(newest)


def test_facets_of_nothing_are_empty(api, archive):
    answer = api.json(f"{LIST}?facets=region,genre&region=fiji")

    assert answer["facets"] == {"region": [], "genre": []}
    assert answer["facets_counted"] == {"stories": 0, "are_all": True}


def test_count_is_exact_or_says_that_it_is_not(api, archive, monkeypatch):
    def counted(query: str) -> tuple[int, str]:
        page = api.json(f"{LIST}?count=exact&page_size=1&{query}")
        return page["count"], page["count_is"]

    news = sum(card["genre"] == "news" for card in api.json(f"{LIST}?page_size=100")["results"])
    assert counted("genre=news") == (news, "exact")

    monkeypatch.setattr(articles, "BOUND", 3)

    assert counted("genre=news") == (3, "at_least")
    assert counted("") == (40, "exact")
