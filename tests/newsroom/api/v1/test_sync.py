"""Copies over HTTP: pages, streams, proofs, and what a key may not ask for."""

import hashlib
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Publication
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from newsroom.api.v1 import sync_streams
from newsroom.changes.head import declare_epoch, read_head
from newsroom.changes.models import Head
from newsroom.partners.models import Partner
from newsroom.partners.products import Product, save_product
from tests.contract import CheckedClient
from tests.factories import (
    bearer,
    make_actor,
    make_content,
    make_key,
    make_partner,
    make_published,
)

SYNC = "/api/v1/sync/"
CHECKSUM = f"{SYNC}checksum/"
PUBLIC = "http://127.0.0.1:8000"


class Caller:
    """A partner's program: asks with its key, and every answer is checked."""

    def __init__(self, partner: Partner, scopes=("sync:read",)) -> None:
        self.api = CheckedClient()
        self.headers = bearer(make_key(partner=partner, scopes=scopes))

    def get(self, path, query=None):
        return self.api.get(path, query, **self.headers)

    def json(self, path, query=None):
        return self.api.json(path, query, **self.headers)

    def problem(self, path, query=None):
        return self.api.problem(path, query, **self.headers)


def make_product(*partners, name="All", **filters) -> Product:
    product = Product(name=name, **filters)
    save_product(product, partners=partners, by=None)
    return product


def walk(client, **query) -> tuple[list, str]:
    """Follow the pages to the end; gives the items of stories and the last cursor."""
    items, page = [], {"done": False, "cursor": query.pop("cursor", None)}
    while not page["done"]:
        cursor = {"cursor": page["cursor"]} if page["cursor"] else {}
        page = client.json(SYNC, {**query, **cursor})
        items += page["items"]
    return [item for item in items if item["type"] == "article"], page["cursor"]


def lines(client, **query) -> list:
    return client.api.document(SYNC, {"format": "ndjson", **query}, **client.headers)


def retag(story, **values):
    save(story, make_content(slug=story.slug, **values), by=None, based_on=None)
    publish(story, by=None)


@pytest.fixture
def wire(db) -> Caller:
    """A partner that may have everything."""
    partner = make_partner()
    make_product(partner)
    return Caller(partner)


def test_walk_gives_documents_that_have_the_hash_they_say(wire):
    story = make_published(title="Drill", regions=["russia"], partners_note="Call us first.")

    (item,), _ = walk(wire, page_size=1000)

    document = item.pop("document")
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert item == {
        "type": "article",
        "action": "upsert",
        "id": str(story.pk),
        "hash": hashlib.sha256(text.encode()).hexdigest(),
        "url": f"https://www.example.org/en/{story.slug}",
        "embargo": None,
    }
    assert document["title"] == "Drill"
    assert document["partners_note"] == "Call us first."
    assert document["body"].startswith("<p")


def test_walk_gives_tags_before_the_stories_that_carry_them(wire):
    actor = make_actor("kim", role="Leader")
    make_published(regions=["russia"], actors=[actor])

    items = wire.json(SYNC, {"page_size": 1000})["items"]

    kinds = [item["type"] for item in items]
    assert kinds == sorted(kinds, key=["region", "actor", "article"].index)
    (kim,) = (item for item in items if item["type"] == "actor")
    assert kim == {
        "type": "actor",
        "action": "upsert",
        "id": str(actor.uid),
        "document": {
            "id": str(actor.uid),
            "slug": "kim",
            "name": "Kim",
            "kind": "person",
            "role": "Leader",
            "description": None,
            "home_region": None,
            "aliases": [],
            "wikidata": None,
            "merged_into": None,
        },
    }
    regions = {item["document"]["slug"]: item["document"] for item in items[:-2]}
    assert regions["russia"]["parent"] == regions["eastern-europe"]["id"]


def test_changes_are_told_once_with_what_became_of_a_story(wire):
    kept, changed, taken = (make_published() for _ in range(3))
    _, cursor = walk(wire, page_size=1000)
    withdraw(taken, by=None, reason="Wrong.")
    retag(changed, title="Changed")
    retag(changed, title="Changed again")
    retag(kept, syndicatable=False)

    items, cursor = walk(wire, cursor=cursor, page_size=1)

    told = [(item["id"], item["action"], item.get("reason")) for item in items]
    assert told == [
        (str(taken.pk), "removed", "withdrawn"),
        (str(changed.pk), "upsert", None),
        (str(kept.pk), "removed", "rights"),
    ]
    assert items[1]["document"]["title"] == "Changed again"
    assert walk(wire, cursor=cursor) == ([], cursor)


def test_products_bound_what_is_told(db):
    partner = make_partner()
    client = Caller(partner)
    make_product(partner, region="asia", name="Asia")
    make_product(partner, genre="opinion", name="Opinion")
    inside = make_published(regions=["china"])
    opinion = make_published(genre="opinion")
    make_published(regions=["russia"])

    items, _ = walk(client, page_size=1000)

    assert [item["id"] for item in items] == [str(inside.pk), str(opinion.pk)]


def test_edited_product_is_told_as_what_leaves_and_what_comes(db):
    partner = make_partner()
    client = Caller(partner)
    product = make_product(partner, region="asia")
    there, here = make_published(regions=["china"]), make_published(regions=["russia"])
    _, cursor = walk(client, page_size=1000)
    product.region = "europe"
    save_product(product, partners=[partner], by=None)

    items, cursor = walk(client, cursor=cursor, page_size=1)

    told = [(item["id"], item["action"], item.get("reason")) for item in items]
    assert told == [(str(there.pk), "removed", "left_slice"), (str(here.pk), "upsert", None)]
    save_product(product, partners=[], by=None)
    items, _ = walk(client, cursor=cursor)
    assert [(item["id"], item["action"]) for item in items] == [(str(here.pk), "removed")]


def test_without_a_product_there_is_nothing(db):
    client = Caller(make_partner())
    make_published()

    page = client.json(SYNC)

    assert page["items"] == []
    assert page["done"] is True
    assert client.json(CHECKSUM, {"cursor": page["cursor"]})["count"] == 0


def test_key_and_scope_are_needed(api):
    client = Caller(make_partner(), scopes=["articles:read"])
    for path in (SYNC, CHECKSUM, f"{CHECKSUM}0f/"):
        assert api.problem(path)["code"] == "key_missing"
        assert client.problem(path)["code"] == "insufficient_scope"


def test_cursor_is_refused_unless_it_is_ours(wire, settings):
    make_published()
    _, cursor = walk(wire)
    for wrong in (cursor[:-1], "x", cursor.upper(), cursor[3:]):
        problem = wire.problem(SYNC, {"cursor": wrong})
        assert problem["errors"][0]["parameter"] == "cursor"
        assert problem["status"] == 400

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10

    assert walk(wire, cursor=cursor)[0] == []


@pytest.mark.parametrize(
    "query", [{"page_size": "0"}, {"page_size": "1001"}, {"ids": "x"}, {"since": "1"}]
)
def test_wrong_parameters_are_named(wire, query):
    problem = wire.problem(SYNC, query)

    assert problem["status"] == 400
    assert problem["errors"][0]["parameter"] in {*query, "cursor"}


def test_asking_again_costs_two_statements(wire):
    make_published()
    _, cursor = walk(wire, page_size=1000)
    wire.get(SYNC, {"cursor": cursor})

    with CaptureQueriesContext(connection) as captured:
        page = wire.json(SYNC, {"cursor": cursor})

    assert page["items"] == []
    asked = [query["sql"] for query in captured]
    assert len(asked) == 2, asked


def test_page_costs_the_same_for_one_story_and_three(wire):
    _, cursor = walk(wire, page_size=1000)
    costs = []
    for count in (1, 3):
        for _ in range(count):
            make_published()
        with CaptureQueriesContext(connection) as captured:
            items, cursor = walk(wire, cursor=cursor)
        assert len(items) == count
        costs.append(len(captured))

    assert costs[0] == costs[1]


def test_copy_of_a_lost_history_is_sent_to_the_beginning(wire):
    make_published()
    _, cursor = walk(wire)
    declare_epoch("Restored.")
    items, cursor = walk(wire, cursor=cursor)
    assert items == []
    Head.objects.update(seq=read_head().seq - 1)

    response = wire.get(SYNC, {"cursor": cursor})

    assert response.status_code == 410
    assert response.json()["code"] == "reset_required"
    assert response.json()["reset_url"] == f"{PUBLIC}{SYNC}"
    assert response["Link"] == f'<{PUBLIC}{SYNC}>; rel="alternate"'
    assert wire.json(SYNC)["from_nothing"] is True


def test_slice_that_changes_too_often_in_one_walk_begins_anew(db):
    partner = make_partner()
    client = Caller(partner)
    product = make_product(partner)
    for _ in range(3):
        make_published(genre="news")
    cursor = None
    for genre in ("", "news", "news|opinion", "news|analysis"):
        product.genre = genre
        save_product(product, partners=[partner], by=None)
        page = client.json(SYNC, {"page_size": 1, **({"cursor": cursor} if cursor else {})})
        cursor = page["cursor"]
    product.genre = "opinion"
    save_product(product, partners=[partner], by=None)

    assert client.problem(SYNC, {"cursor": cursor})["code"] == "reset_required"


def test_stream_says_what_the_pages_say(wire):
    for _ in range(3):
        make_published()
    items, cursor = walk(wire)

    told = lines(wire, page_size=100)

    assert [line for line in told if line["type"] == "article"] == items
    cursors = [line for line in told if line["type"] == "cursor"]
    assert len(cursors) > 2
    assert [line["done"] for line in cursors] == [False] * (len(cursors) - 1) + [True]
    assert walk(wire, cursor=cursors[-1]["cursor"]) == ([], cursors[-1]["cursor"])


def test_streams_are_bounded_and_give_their_places_back(committed, settings):
    # With commits, since a stream closes its connection.
    partner = make_partner()
    make_product(partner)
    wire = Caller(partner)
    most = settings.NEWSROOM_SYNC_STREAMS
    taken = [sync_streams._places.acquire(blocking=False) for _ in range(most)]
    try:
        assert all(taken)
        response = wire.get(SYNC, {"format": "ndjson"})
        assert response.status_code == 503
        assert response["Retry-After"] == "5"
        assert response.json()["code"] == "too_many_streams"
        assert wire.json(SYNC)["items"]
    finally:
        for _ in taken:
            sync_streams._places.release()

    address = f"{SYNC}?format=ndjson"
    for _ in range(most + 1):
        assert lines(wire)[-1]["done"] is True
        assert wire.api.client.head(address, headers=wire.headers).status_code == 200


def test_checksum_finds_the_stories_that_differ(wire):
    stories = [make_published() for _ in range(5)]
    _, cursor = walk(wire)

    whole = wire.json(CHECKSUM, {"cursor": cursor})

    held = {
        str(row.article_id): row.version.digest
        for row in Publication.objects.live().select_related("version")
    }
    by_bucket: dict[str, list] = {}
    for key in sorted(held):
        by_bucket.setdefault(key[:2], []).append({"id": key, "hash": held[key]})
    digests = {name: line_digest(entries) for name, entries in by_bucket.items()}
    assert whole == {
        "count": 5,
        "digest": sha256("".join(f"{name} {digests[name]}\n" for name in sorted(digests))),
        "buckets": [
            {"bucket": name, "count": len(by_bucket[name]), "digest": digests[name]}
            for name in sorted(by_bucket)
        ],
    }
    bucket = str(stories[0].pk)[:2]
    answer = wire.json(f"{CHECKSUM}{bucket}/", {"cursor": cursor})
    assert answer == {"articles": by_bucket[bucket]}


def line_digest(entries: list) -> str:
    return sha256("".join(f"{entry['id']} {entry['hash']}\n" for entry in entries))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_checksum_is_of_the_walk_whatever_happened_since(wire):
    story = make_published()
    _, cursor = walk(wire)
    before = wire.json(CHECKSUM, {"cursor": cursor})
    withdraw(story, by=None, reason="Wrong.")

    assert wire.json(CHECKSUM, {"cursor": cursor}) == before
    assert before["count"] == 1


def test_checksum_on_the_way_is_that_of_the_end(wire):
    make_published()
    page = wire.json(SYNC, {"page_size": 1})
    make_published()

    on_the_way = wire.json(CHECKSUM, {"cursor": page["cursor"]})

    assert on_the_way["count"] == 1
    assert on_the_way == wire.json(CHECKSUM, {"cursor": walk(wire, cursor=page["cursor"])[1]})


def test_buckets_are_of_a_copy_that_is_in_step(wire):
    make_published()
    page = wire.json(SYNC, {"page_size": 1})

    assert wire.problem(CHECKSUM)["detail"] == "cursor is required here."
    problem = wire.problem(f"{CHECKSUM}0f/", {"cursor": page["cursor"]})
    assert problem["errors"][0]["parameter"] == "cursor"
    _, cursor = walk(wire)
    for bucket in ("0", "0F", "zz", "0f1"):
        assert wire.problem(f"{CHECKSUM}{bucket}/", {"cursor": cursor})["status"] == 404


def test_stories_are_given_once_more_unless_taken_back(wire):
    kept, taken = make_published(), make_published()
    items, cursor = walk(wire)
    withdraw(taken, by=None, reason="Wrong.")

    ids = f"{kept.pk},{taken.pk},{'0' * 8}-0000-0000-0000-{'0' * 12}"
    page = wire.json(SYNC, {"cursor": cursor, "ids": ids})

    again = {item["id"]: item for item in page["items"]}
    first = {item["id"]: item for item in items}
    assert again == {
        str(kept.pk): first[str(kept.pk)],
        str(taken.pk): {
            "type": "article",
            "action": "removed",
            "id": str(taken.pk),
            "reason": "withdrawn",
            "hash": first[str(taken.pk)]["hash"],
        },
    }
    assert (page["cursor"], page["done"]) == (cursor, True)
