"""Copies in ninjs: what they are told, and that they stay what they would be anew."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.published.sync import difference
from articles.published.sync.walking import WalkLost
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from articles.working.content import Link
from newsroom.api.v1.sync_ninjs import NEWS_ITEMS
from newsroom.partners.products import save_product
from tests.articles.published.sync.newsrooms import FILTERS, LinkingNewsroom, make_tags
from tests.articles.published.sync.replicas import Replica, random_size
from tests.factories import make_actor, make_article, make_content, make_partner, make_published
from tests.newsroom.api.v1.test_sync import CHECKSUM, SYNC, Caller, make_product, retag

NINJS = {"format": "ninjs"}
STREAM = {"format": "ninjs-ndjson"}
# What changes with the names of tags, which are told as items of their own.
TAGGED = ("subjects", "people", "organisations", "places")


@pytest.fixture
def wire(db) -> Caller:
    """A partner that may have everything that is in English."""
    partner = make_partner()
    make_product(partner, language="en")
    return Caller(partner)


def walk(client: Caller, cursor: str = "", **query) -> tuple[list, str]:
    """Follow the pages to the end; gives the news items and the last cursor."""
    items, page = [], {"done": False, "cursor": cursor}
    while not page["done"]:
        asked = {**NINJS, **query, **({"cursor": page["cursor"]} if page["cursor"] else {})}
        page = client.api.document(SYNC, asked, **client.headers)
        items += page["items"]
    return [item for item in items if "uri" in item], page["cursor"]


def uri(story) -> str:
    return f"urn:uuid:{story.pk}"


def related(item) -> list[str]:
    return [one["name"] for one in item.get("associations", ()) if one["rel"] == "related"]


def hash_of(item) -> list[str]:
    return [one["value"] for one in item.get("altIds", ()) if one["role"] == "hash"]


def test_story_is_the_news_item_of_its_detail_and_more(wire):
    target = make_published(title="Before")
    links = [Link(target=target.pk), Link(url="https://example.org/", title="Elsewhere")]
    story = make_published(
        slug="drill", related_links=links, regions=["russia"], partners_note="Call us."
    )
    save(story, make_content(slug="drill", related_links=links), by=None, based_on=None)
    correct(story, CorrectionText("correction", "It was four."), by=None)
    detail = wire.api.document("/api/v1/articles/drill/?format=ninjs")

    items, _ = walk(wire)

    told = next(item for item in items if item["uri"] == uri(story))
    [digest] = hash_of(told)
    assert told == {
        **detail,
        "altIds": [*detail["altIds"], {"role": "hash", "value": digest}],
    }
    assert told["version"] == "2"
    assert "It was four." in told["edNote"]
    assert digest == story.versions.get(number=2).digest


def test_note_to_partners_stands_before_corrections(wire):
    make_published(partners_note="Call us first.")

    [item], _ = walk(wire)

    assert item["edNote"] == "Call us first."


def test_removed_stories_are_canceled_with_why(wire):
    taken, silent, retagged, barred = (make_published() for _ in range(4))
    _, cursor = walk(wire)
    withdraw(taken, by=None, reason="x", message="The story was wrong.")
    withdraw(silent, by=None, reason="x")
    retag(retagged, language="fr")
    retag(barred, syndicatable=False)

    items, cursor = walk(wire, cursor, page_size=2)

    notes = (
        "The story was wrong.",
        "The newsroom has taken this story back.",
        "This story is no longer part of what you are given.",
        "This story may not be passed on any more.",
    )
    standard = items[0]["standard"]
    assert items == [
        {
            "uri": uri(story),
            "standard": standard,
            "type": "text",
            "pubStatus": "canceled",
            "version": "1",
            "edNote": note,
        }
        for story, note in zip((taken, silent, retagged, barred), notes, strict=True)
    ]
    assert walk(wire, cursor) == ([], cursor)


def test_what_is_taken_back_in_a_walk_keeps_its_hash(wire):
    first, taken = make_published(), make_published()
    most = len(wire.json(SYNC, {"page_size": 1_000})["items"]) - 1
    page = wire.api.document(SYNC, {**NINJS, "page_size": most}, **wire.headers)
    assert page["items"][-1]["uri"] == uri(first)
    withdraw(taken, by=None, reason="x")

    [item], cursor = walk(wire, page["cursor"])

    assert (item["uri"], item["pubStatus"]) == (uri(taken), "canceled")
    assert hash_of(item) == [taken.versions.get().digest]
    assert wire.json(CHECKSUM, {"cursor": cursor})["count"] == 2


def test_linkers_and_siblings_are_told_again_when_a_title_changes_or_goes(wire):
    target = make_published(slug="target", title="Before")
    linker = make_published(related_links=[Link(target=target.pk)])
    own = make_published(related_links=[Link(target=target.pk, title="Our words")])
    sibling = make_published(translation_of=target.pk)
    make_published()
    items, cursor = walk(wire)
    plain_cursor = wire.json(SYNC, {"page_size": 1000})["cursor"]
    assert [related(item) for item in items] == [[], ["Before"], ["Our words"], [], []]

    retag(target, title="After")
    items, cursor = walk(wire, cursor, page_size=1)

    told = {item["uri"]: item for item in items}
    assert told.keys() == {uri(target), uri(linker), uri(own), uri(sibling)}
    assert len(items) == 4
    assert related(told[uri(linker)]) == ["After"]
    [original] = told[uri(sibling)]["associations"]
    assert (original["rel"], original["name"]) == ("original", "After")

    withdraw(target, by=None, reason="x")
    items, cursor = walk(wire, cursor)

    told = {item["uri"]: item for item in items}
    assert told.keys() == {uri(target), uri(linker), uri(own), uri(sibling)}
    assert "associations" not in told[uri(linker)]
    assert "associations" not in told[uri(own)]
    assert "associations" not in told[uri(sibling)]
    plain = wire.json(SYNC, {"cursor": plain_cursor, "page_size": 1000})
    assert [item["id"] for item in plain["items"] if item["type"] == "article"] == [str(target.pk)]


def test_nothing_outside_the_slice_is_shown_within_a_story(db):
    partner = make_partner()
    product = make_product(partner, language="en")
    client = Caller(partner)
    french = make_published(title="Exercice", language="fr")
    story = make_published(
        related_links=[Link(target=french.pk)], translation_of=french.pk, language="en"
    )
    [item], cursor = walk(client)
    assert "associations" not in item

    product.language = "en|fr"
    save_product(product, partners=[partner], by=None)
    items, cursor = walk(client, cursor, page_size=1)
    told = {item["uri"]: item for item in items}
    assert told.keys() == {uri(french), uri(story)}
    assert [one["rel"] for one in told[uri(story)]["associations"]] == ["related", "original"]

    product.language = "en"
    save_product(product, partners=[partner], by=None)
    items, _ = walk(client, cursor)
    told = {item["uri"]: item for item in items}
    assert told[uri(french)]["pubStatus"] == "canceled"
    assert "associations" not in told[uri(story)]


def test_title_that_came_and_went_between_two_walks_stays_nowhere(wire):
    target = make_article(title="Brief")
    make_published()
    linker = make_published(related_links=[Link(target=target.pk)])
    page = wire.api.document(SYNC, {**NINJS, "page_size": 1}, **wire.headers)
    publish(target, by=None)

    items, cursor = walk(wire, page["cursor"])
    withdraw(target, by=None, reason="x")

    assert [related(item) for item in items if item["uri"] == uri(linker)] == [[]]
    assert walk(wire, cursor)[0] == []


def test_hub_is_told_with_all_that_link_to_it_page_by_page(wire):
    hub = make_published(slug="hub")
    linkers = [make_published(related_links=[Link(target=hub.pk)]) for _ in range(5)]
    _, cursor = walk(wire)
    retag(hub, title="After")

    items, _ = walk(wire, cursor, page_size=2)

    assert sorted(item["uri"] for item in items) == sorted(map(uri, (hub, *linkers)))


def test_stream_says_what_the_pages_say(wire):
    target = make_published()
    make_published(related_links=[Link(target=target.pk)], actors=[make_actor()])
    items, _ = walk(wire)

    told = wire.api.document(SYNC, {**STREAM, "page_size": 100}, **wire.headers)

    assert [line for line in told if "uri" in line] == items
    assert {line["type"] for line in told} == {"region", "actor", "text", "cursor"}
    assert told[-1]["done"] is True
    response = wire.api.get(SYNC, **wire.headers, Accept="application/x.ninjs+ndjson")
    assert response["Content-Type"] == "application/x.ninjs+ndjson"


def test_stories_are_given_once_more(wire):
    target = make_published()
    story = make_published(related_links=[Link(target=target.pk)])
    items, cursor = walk(wire)

    page = wire.api.document(
        SYNC, {**NINJS, "cursor": cursor, "ids": str(story.pk)}, **wire.headers
    )

    assert page["items"] == items[1:]


def test_page_costs_the_same_for_one_story_and_three(wire):
    _, cursor = walk(wire)
    target = make_published()
    costs = []
    for count in (1, 3):
        _, cursor = walk(wire, cursor)
        for _ in range(count):
            make_published(related_links=[Link(target=target.pk)])
        with CaptureQueriesContext(connection) as captured:
            items, cursor = walk(wire, cursor)
        assert len(items) == count
        costs.append(len(captured))

    assert costs[0] == costs[1]


@pytest.mark.parametrize("seed", range(3))
def test_copy_is_what_it_would_be_anew_whatever_happens(db, monkeypatch, seed):
    chance = random.Random(seed)
    make_tags()
    newsroom = LinkingNewsroom(chance)
    for _ in range(12):
        newsroom.act()
    monkeypatch.setattr(difference, "WINDOW", chance.choice((40, 20_000)))
    replica = Replica(chance.sample(FILTERS, 2), telling=NEWS_ITEMS)
    size = random_size(chance)
    checked = 0

    for _ in range(30):
        for _ in range(chance.randrange(4)):
            newsroom.act()
        if chance.random() < 0.05:
            replica.filters = chance.sample(FILTERS, chance.randint(0, 2))
        try:
            replica.step(size())
            if chance.random() < 0.5:
                # The first may end where the walk under way led to.
                replica.finish(size)
                replica.finish(size)
                replica.check()
                assert_as_anew(replica)
                checked += 1
        except WalkLost:
            replica = Replica(replica.filters, telling=NEWS_ITEMS)

    assert checked > 3


def assert_as_anew(replica: Replica) -> None:
    anew = Replica(replica.filters, telling=NEWS_ITEMS)
    anew.finish(lambda: 1_000)
    assert kept(replica) == kept(anew)


def kept(replica: Replica) -> dict[str, dict]:
    """Give the items of the stories in a copy, without the names of tags."""
    held = {f"urn:uuid:{key}" for key in replica.stories}
    items = {key: item for key, item in replica.told.items() if key in held}
    return {
        key: {name: value for name, value in item.items() if name not in TAGGED}
        for key, item in items.items()
    }
