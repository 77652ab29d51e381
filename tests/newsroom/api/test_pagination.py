"""Walks by cursor: every story once, whatever happens in between."""

import base64
import hashlib
import json
import random
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from articles.verbs.withdrawing import withdraw
from tests.factories import make_actor, make_published

LIST = "/api/v1/articles/"
PUBLIC = "http://127.0.0.1:8000"


def walk(api, address: str, *, backwards: bool = False, between=lambda: None) -> list[list[str]]:
    """Follow the pages to the end; gives the slugs of each."""
    pages = []
    while address:
        page = api.json(address.removeprefix(PUBLIC))
        pages.append([card["slug"] for card in page["results"]])
        address = page["previous" if backwards else "next"]
        between()
    return pages


@pytest.mark.parametrize("ordering", ["-published_at", "published_at", "-updated_at"])
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


def test_cursor_of_other_filters_is_refused(api):
    for _ in range(3):
        make_published(regions=["russia"])
    cursor = api.json(f"{LIST}?page_size=1&region=russia")["next"].partition("cursor=")[2]

    problem = api.problem(f"{LIST}?page_size=1&region=ukraine&cursor={cursor}")

    assert problem["errors"] == [
        {
            "parameter": "cursor",
            "detail": "This cursor was given for other filters or another ordering.",
            "nearest": None,
        }
    ]


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
    no_filters = hashlib.sha256(b"[]").hexdigest()[:8]
    packed = json.dumps([no_filters, False, *position]).encode()
    cursor = base64.urlsafe_b64encode(packed).decode().rstrip("=")

    problem = api.problem(f"/api/v1/{noun}/?cursor={cursor}")

    assert problem["errors"] == [
        {
            "parameter": "cursor",
            "detail": "This is not a cursor that we gave out.",
            "nearest": None,
        }
    ]


def test_addresses_of_pages_are_escaped(api):
    for _ in range(2):
        make_published(regions=["russia"])

    page = api.json(f"{LIST}?page_size=1&region=russia|ukraine,-france")

    assert page["next"].startswith(f"{PUBLIC}{LIST}?page_size=1&region=russia%7Cukraine,-france&")
