"""Copies of partners who may see embargoed stories, and of those who may not."""

from datetime import UTC, datetime

import pytest

from articles.verbs.embargoing import embargo, end_embargo, move_release, release
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from newsroom.partners.models import ApiKey
from tests.factories import make_article, make_content, make_partner, make_published
from tests.newsroom.api.v1.test_sync import CHECKSUM, SYNC, Caller, lines, make_product, walk

UNTIL = datetime(2099, 7, 1, 12, tzinfo=UTC)
TOLD = {"until": "2099-07-01T12:00:00Z"}
SCOPES = ["embargoed:read", "sync:read"]


@pytest.fixture
def trusted(db):
    partner = make_partner()
    make_product(partner, name="Of the trusted")
    return Caller(partner, SCOPES)


@pytest.fixture
def other(db):
    partner = make_partner()
    make_product(partner, name="Of the other")
    return Caller(partner)


def told(items):
    """Give what became of each story: its id, and the embargo or the reason of its removal."""
    return [(item["id"], item.get("reason", item.get("embargo"))) for item in items]


def changed(story, **values):
    """Put a newer version of a public story under embargo."""
    story.refresh_from_db()
    content = make_content(slug=story.slug, **values)
    save(story, content, by=None, based_on=story.revision_number)
    embargo(story, by=None, until=UNTIL)


def is_proved(client, cursor, items) -> bool:
    """Tell whether the checksum counts what a walk from nothing gave."""
    counted = client.json(CHECKSUM, {"cursor": cursor})
    return counted["count"] == len([item for item in items if item["action"] == "upsert"])


def test_embargo_and_release_are_told_as_they_happen(trusted, other):
    _, one = walk(trusted)
    _, two = walk(other)
    story = make_article()
    embargo(story, by=None, until=UNTIL)

    items, one = walk(trusted, cursor=one)
    assert told(items) == [(str(story.pk), TOLD)]
    hash, key = items[0]["hash"], str(story.pk)
    assert trusted.get(SYNC)["Cache-Control"] == "no-store"
    nothing, two = walk(other, cursor=two)
    assert nothing == []

    move_release(story, by=None)
    items, one = walk(trusted, cursor=one)
    assert told(items) == [(key, {"until": None})]

    release(story, by=None)
    for client, cursor in ((trusted, one), (other, two)):
        items, cursor = walk(client, cursor=cursor)
        assert [(item["id"], item["hash"], item["embargo"]) for item in items] == [
            (key, hash, None)
        ]
        assert client.json(CHECKSUM, {"cursor": cursor})["count"] == 1


def test_version_under_embargo_takes_the_place_of_the_public_one_and_gives_it_back(trusted, other):
    story = make_published()
    first, one = walk(trusted)
    _, two = walk(other)
    changed(story)

    items, one = walk(trusted, cursor=one)
    assert told(items) == [(str(story.pk), TOLD)]
    assert trusted.json(CHECKSUM, {"cursor": one})["count"] == 1
    assert walk(other, cursor=two)[0] == []

    end_embargo(story, by=None, reason="Wrong.")
    items, one = walk(trusted, cursor=one)
    assert items == first
    assert is_proved(trusted, one, first)
    assert walk(other, cursor=two)[0] == []


def test_version_under_embargo_that_leaves_the_products_takes_the_story_along(db):
    partner = make_partner()
    make_product(partner, region="asia")
    client = Caller(partner, SCOPES)
    story = make_published(regions=["china"])
    _, cursor = walk(client)

    changed(story, regions=["russia"])
    items, cursor = walk(client, cursor=cursor)
    assert told(items) == [(str(story.pk), "left_slice")]

    end_embargo(story, by=None, reason="Wrong.")
    items, cursor = walk(client, cursor=cursor)
    assert told(items) == [(str(story.pk), None)]


def test_ended_embargo_and_withdrawal_are_told_as_removals(trusted):
    new, old = make_article(), make_published()
    embargo(new, by=None)
    changed(old)
    _, cursor = walk(trusted)

    end_embargo(new, by=None, reason="Wrong.")
    withdraw(old, by=None, reason="Wrong.")

    items, cursor = walk(trusted, cursor=cursor)
    assert told(items) == [(str(new.pk), "withdrawn"), (str(old.pk), "withdrawn")]
    assert trusted.json(CHECKSUM, {"cursor": cursor})["count"] == 0


def give_scopes(client, *scopes) -> None:
    """Change what a key may do, at once."""
    public_id = client.headers["Authorization"].partition("_")[2].split("_")[1]
    assert ApiKey.objects.filter(pk=public_id).update(scopes=scopes)


def test_key_that_loses_the_scope_is_told_to_remove_what_it_may_no_longer_have(trusted):
    new, old = make_article(), make_published()
    public, _ = walk(trusted)
    embargo(new, by=None)
    changed(old)
    _, cursor = walk(trusted)
    give_scopes(trusted, "sync:read")

    ids = {"cursor": cursor, "ids": f"{new.pk},{old.pk}"}
    again = trusted.json(SYNC, ids)["items"]
    assert [item["action"] for item in again] == ["removed", "removed"]

    items, cursor = walk(trusted, cursor=cursor)
    assert sorted(told(items), key=str) == sorted(
        [(str(new.pk), "rights"), (str(old.pk), None)], key=str
    )
    assert [item for item in items if item["action"] == "upsert"] == public
    assert is_proved(trusted, cursor, public)

    give_scopes(trusted, *SCOPES)
    items, cursor = walk(trusted, cursor=cursor)
    assert sorted(told(items), key=str) == sorted(
        [(str(new.pk), {"until": None}), (str(old.pk), TOLD)], key=str
    )


def test_scope_that_changes_in_mid_walk_is_followed(trusted):
    for _ in range(3):
        embargo(make_article(), by=None)
        make_published()
    page = trusted.json(SYNC, {"page_size": 1000})
    assert page["done"]
    first = trusted.json(SYNC, {"page_size": 1})
    tags = sum(item["type"] != "article" for item in page["items"])
    part = trusted.json(SYNC, {"page_size": min(tags + 2, 1000), "cursor": first["cursor"]})
    had = {item["id"] for item in part["items"] if item["type"] == "article"}
    assert had

    give_scopes(trusted, "sync:read")
    items, cursor = walk(trusted, cursor=part["cursor"])

    held = had | {item["id"] for item in items if item["action"] == "upsert"}
    held -= {item["id"] for item in items if item["action"] == "removed"}
    assert all(item.get("embargo") is None for item in items)
    assert len(held) == trusted.json(CHECKSUM, {"cursor": cursor})["count"] == 3


def test_stream_says_what_the_pages_say(trusted):
    embargo(make_article(), by=None, until=UNTIL)
    make_published()
    items, _ = walk(trusted)

    assert [line for line in lines(trusted) if line["type"] == "article"] == items
    news = trusted.json(SYNC, {"format": "ninjs", "page_size": 1000})["items"]
    stories = [item for item in news if "uri" in item]
    assert [item["pubStatus"] for item in stories] == ["withheld", "usable"]
