"""Walks by cursor: every story once, whatever happens in between."""

import hashlib
import json
import random
import uuid
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from articles.models import Publication
from articles.published.search import matching
from articles.published.search.ranking import Bounds
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from newsroom.api.cursors import pack
from newsroom.api.pagination import KeysetPagination, by_score
from newsroom.api.v1 import articles
from newsroom.changes.head import read_head
from tests.factories import make_actor, make_content, make_published

LIST = "/api/v1/articles/"
PUBLIC = "http://127.0.0.1:8000"
NOT_OURS = "This is not a cursor that we gave out."
FOREIGN = "This cursor was given for another list, other filters or another ordering."
RELEVANCE = "ordering=relevance&q=story"


def walk(api, address: str, *, backwards: bool = False, between=lambda: None) -> list[list[str]]:
    """Follow the pages to the end; gives the slugs of each."""
    pages = []
    while address:
        page = api.json(address.removeprefix(PUBLIC))
        pages.append([card["slug"] for card in page["results"]])
        address = page["previous" if backwards else "next"]
        between()
    return pages


@pytest.mark.parametrize(
    "ordering", ["-published_at", "published_at", "-updated_at", "relevance&q=story"]
)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_walk_gives_every_story_once_in_order(api, ordering, size):
    day = datetime(2025, 7, 1, tzinfo=UTC)
    for number in range(7):
        # Two stories share each moment, so that ties are settled by the id.
        make_published(slug=f"s-{number}", display_at=day + timedelta(days=number // 2))
    whole = [c["slug"] for c in api.json(f"{LIST}?ordering={ordering}&page_size=100")["results"]]

    pages = walk(api, f"{LIST}?ordering={ordering}&page_size={size}")

    assert [slug for page in pages for slug in page] == whole
    assert all(len(page) == size for page in pages[:-1])


def test_previous_leads_back_through_the_same_pages(api):
    for number in range(7):
        make_published(slug=f"s-{number}", display_at=datetime(2025, 7, number + 1, tzinfo=UTC))
    forwards = walk(api, f"{LIST}?page_size=3")
    last = api.json(f"{LIST}?page_size=3")
    while last["next"]:
        last = api.json(last["next"].removeprefix(PUBLIC))

    back = walk(api, last["previous"], backwards=True)

    assert back == [["s-3", "s-2", "s-1"], ["s-6", "s-5", "s-4"]]
    assert forwards == [*reversed(back), ["s-0"]]


def test_walk_keeps_what_stays_public_while_others_come_and_go(api):
    chance = random.Random(7)
    day = datetime(2025, 7, 1, tzinfo=UTC)
    stories = [make_published(display_at=day + timedelta(hours=n)) for n in range(20)]
    staying = {story.slug for story in stories[::2]}
    leaving = stories[1::2]

    def change() -> None:
        if leaving:
            withdraw(leaving.pop(chance.randrange(len(leaving))), by=None, reason="Wrong.")
        make_published(display_at=day + timedelta(hours=chance.uniform(-5, 25)))

    found = [slug for page in walk(api, f"{LIST}?page_size=3", between=change) for slug in page]

    assert len(found) == len(set(found))
    assert staying <= set(found)


def test_ranked_walk_goes_over_what_was_public_when_it_began(api):
    chance = random.Random(7)
    day = datetime(2025, 7, 1, tzinfo=UTC)
    # Equal texts of a few moments, so that many scores are equal.
    stories = [
        make_published(title="A story", display_at=day + timedelta(days=n // 4)) for n in range(20)
    ]
    before = {story.slug for story in stories}
    staying = {story.slug for story in stories[::2]}
    leaving = stories[1::2]
    chance.shuffle(leaving)

    def change() -> None:
        make_published(title="A story, story, story", display_at=datetime.now(UTC))
        make_published(title="A story", display_at=day - timedelta(days=99))
        if leaving:
            withdraw(leaving.pop(), by=None, reason="Wrong.")
        if leaving:
            # Seen or not, it would come last from now on.
            story = leaving.pop()
            content = make_content(
                title="A story", slug=story.slug, display_at=day - timedelta(days=99)
            )
            save(story, content, by=None, based_on=None)
            publish(story, by=None)

    pages = walk(api, f"{LIST}?{RELEVANCE}&page_size=3", between=change)
    found = [slug for page in pages for slug in page]

    assert len(found) == len(set(found))
    assert staying <= set(found) <= before


def test_previous_leads_back_through_a_ranked_walk_while_others_are_published(api):
    day = datetime(2025, 7, 1, tzinfo=UTC)
    for number in range(7):
        make_published(title="A story", display_at=day + timedelta(days=number // 2))
    forwards, previous = [], []
    address = f"{LIST}?{RELEVANCE}&page_size=3"
    while address:
        page = api.json(address.removeprefix(PUBLIC))
        forwards.append([card["slug"] for card in page["results"]])
        previous.append(page["previous"])
        address = page["next"]
        make_published(title="A story, story", display_at=datetime.now(UTC))

    assert previous[0] is None
    for number, address in enumerate(previous[1:]):
        page = api.json(address.removeprefix(PUBLIC))
        assert [card["slug"] for card in page["results"]] == forwards[number]
        assert (
            api.json(page["next"].removeprefix(PUBLIC))["results"][0]["slug"]
            == (forwards[number + 1][0])
        )
    assert [len(page) for page in forwards] == [3, 3, 1]


def test_ranked_walk_does_not_end_early_when_very_many_match_meanwhile(api, monkeypatch):
    monkeypatch.setattr(matching, "FEW", 5)
    monkeypatch.setattr(articles, "BOUNDS", Bounds(titles=1, any=1))
    before = {make_published(title="A kraken").slug for _ in range(5)}
    address = f"{LIST}?ordering=relevance&q=kraken&page_size=2"

    pages = walk(api, address, between=lambda: make_published(title="A kraken"))

    assert sorted(slug for page in pages for slug in page) == sorted(before)
    assert [len(page) for page in walk(api, address)] == [1]


def test_ranked_page_is_whole_though_a_story_of_it_is_withdrawn_meanwhile(db):
    stories = [make_published() for _ in range(5)]

    def rank(pin):
        ranked = [(5.0 - place, story.pk) for place, story in enumerate(stories)]
        withdraw(stories[1], by=None, reason="Wrong.")
        return ranked

    request = Request(APIRequestFactory().get(LIST, {"page_size": "2"}))
    request.accepted_renderer = JSONRenderer()
    view = SimpleNamespace(
        state=read_head(),
        get_ordering=lambda: by_score(rank, whole=True),
        row_columns=lambda: ["article_id"],
    )
    paginator = KeysetPagination()

    rows = paginator.paginate_queryset(Publication.objects.live(), request, view)

    assert [row["article_id"] for row in rows] == [stories[0].pk, stories[2].pk]
    assert paginator.next


def test_cursor_of_other_filters_is_refused(api):
    for _ in range(3):
        make_published(regions=["russia"])
    cursor = api.json(f"{LIST}?page_size=1&region=russia")["next"].partition("cursor=")[2]

    problem = api.problem(f"{LIST}?page_size=1&region=ukraine&cursor={cursor}")

    assert problem["errors"] == [
        {
            "parameter": "cursor",
            "detail": FOREIGN,
            "nearest": None,
        }
    ]


@pytest.mark.parametrize(
    ("of", "given_to"),
    [
        ("articles/?q=story&ordering=relevance", "articles/?q=stories&ordering=relevance"),
        ("articles/?q=story&ordering=relevance", "articles/?q=story"),
        ("articles/?q=story", "articles/?q=story&ordering=published_at"),
        ("articles/?ordering=published_at", "articles/?ordering=-updated_at"),
        ("actors/?", "regions/?"),
        ("articles/?", "actors/?"),
    ],
)
def test_cursor_of_another_walk_is_refused(api, of, given_to):
    for _ in range(2):
        make_published(regions=["russia"], actors=[make_actor()])
    following = api.json(f"/api/v1/{of}&page_size=1")["next"]
    cursor = following.partition("cursor=")[2]
    assert api.json(following.removeprefix(PUBLIC))["results"]

    problem = api.problem(f"/api/v1/{given_to}&cursor={cursor}")

    assert [error["parameter"] for error in problem["errors"]] == ["cursor"]
    assert problem["errors"][0]["detail"] in (NOT_OURS, FOREIGN)


@pytest.mark.parametrize("query", ["", "q=story&ordering=relevance&"])
def test_cursor_that_is_not_whole_is_refused(api, query):
    for _ in range(2):
        make_published()
    cursor = api.json(f"{LIST}?{query}page_size=1")["next"].partition("cursor=")[2]
    altered = [cursor[:place] for place in range(1, len(cursor), 9)]
    altered += [cursor[:-1], f"{cursor}A", f"{cursor}=", f"{cursor}$", cursor[1:]]
    for place in range(0, len(cursor), 3):
        other = "B" if cursor[place] != "B" else "C"
        altered.append(f"{cursor[:place]}{other}{cursor[place + 1 :]}")

    details = {api.problem(f"{LIST}?{query}cursor={one}")["errors"][0]["detail"] for one in altered}

    assert details == {NOT_OURS}


def test_cursor_goes_on_with_another_page_size_and_fields(api):
    for number in range(4):
        make_published(slug=f"s-{number}", display_at=datetime(2025, 7, number + 1, tzinfo=UTC))
    cursor = api.json(f"{LIST}?page_size=1")["next"].partition("cursor=")[2]

    page = api.json(f"{LIST}?page_size=2&fields=slug&cursor={cursor}")

    assert page["results"] == [{"slug": "s-2"}, {"slug": "s-1"}]


def test_lists_of_tags_walk_by_name(api):
    for name in ("Beta", "Alpha", "Gamma"):
        make_published(actors=[make_actor(name.lower(), name=name)])

    first = api.json("/api/v1/actors/?page_size=2")
    second = api.json(first["next"].removeprefix(PUBLIC))

    assert [actor["name"] for actor in first["results"]] == ["Alpha", "Beta"]
    assert [actor["name"] for actor in second["results"]] == ["Gamma"]
    assert (first["previous"], second["next"]) == (None, None)


@pytest.mark.parametrize(
    ("noun", "position"),
    [
        ("articles", ["0001-01-01T00:00:00+23:59", str(uuid.UUID(int=0))]),
        ("articles", ["9999-12-31T23:59:59-15:00", str(uuid.UUID(int=0))]),
        ("actors", ["\0", 1]),
        ("actors", ["\ud800", 1]),
        ("actors", [None, 1]),
        ("actors", ["Alpha", float("inf")]),
    ],
)
def test_forged_position_that_no_row_can_have_is_refused(api, noun, position):
    digest = hashlib.sha256(json.dumps([f"/api/v1/{noun}/"]).encode()).hexdigest()[:8]
    cursor = pack([digest, False, *position])

    problem = api.problem(f"/api/v1/{noun}/?cursor={cursor}")

    assert problem["errors"] == [
        {
            "parameter": "cursor",
            "detail": NOT_OURS,
            "nearest": None,
        }
    ]


def test_addresses_of_pages_are_escaped(api):
    for _ in range(2):
        make_published(regions=["russia"])

    page = api.json(f"{LIST}?page_size=1&region=russia|ukraine,-france")

    assert page["next"].startswith(f"{PUBLIC}{LIST}?page_size=1&region=russia%7Cukraine,-france&")
