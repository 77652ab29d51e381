"""A dump of a partner's slice, taken in the admin, holds what a walk would give."""

import gzip
import json

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from articles.verbs.withdrawing import withdraw
from newsroom.api.v1 import sync_dump, sync_streams
from newsroom.changes.head import read_head
from newsroom.partners.products import Product, save_product
from tests.factories import make_partner, make_published
from tests.newsroom.api.v1.test_sync import CHECKSUM, SYNC, Caller
from tests.pages import messages_of, staff


@pytest.fixture
def partner(db):
    found = make_partner("Ægir & Söhne")
    save_product(Product(name="News", genre="news"), partners=[found], by=None)
    return found


def address(partner, name="dump") -> str:
    return reverse(f"admin:partners_partner_{name}", args=[partner.pk])


def lines_of(response) -> list[dict]:
    packed = b"".join(response)
    return [json.loads(line) for line in gzip.decompress(packed).splitlines()]


def test_dump_is_a_manifest_and_a_walk_from_nothing(desk, partner, monkeypatch):
    monkeypatch.setattr(sync_dump, "PAGE_SIZE", 100)
    for genre in ("news", "news", "opinion"):
        make_published(genre=genre)
    wire = Caller(partner)
    number = read_head().seq

    response = desk.post(address(partner))
    manifest, *walk = lines_of(response)

    assert response["Content-Type"] == "application/gzip"
    assert response["Content-Disposition"] == (
        f'attachment; filename="gir-sohne-{number}.ndjson.gz"'
    )
    assert "no-store" in response["Cache-Control"]
    proof = wire.json(CHECKSUM, {"cursor": walk[-1]["cursor"]})
    assert manifest.pop("made_at").endswith("Z")
    assert manifest == {
        "type": "manifest",
        "number": number,
        "count": 2,
        "digest": proof["digest"],
    }
    assert [line["done"] for line in walk if line["type"] == "cursor"][-2:] == [False, True]
    whole = wire.api.document(SYNC, {"format": "ndjson", "page_size": 1_000}, **wire.headers)
    assert [line for line in walk if line["type"] != "cursor"] == whole[:-1]
    assert LogEntry.objects.get().change_message == f"Dumped to change {number}."


def test_walk_goes_on_from_the_end_of_a_dump(desk, partner):
    kept = make_published(genre="news")
    *_, end = lines_of(desk.post(address(partner)))
    withdraw(kept, by=None, reason="Wrong.")
    added = make_published(genre="news")

    page = Caller(partner).json(SYNC, {"cursor": end["cursor"]})

    assert [(item["id"], item["action"]) for item in page["items"]] == [
        (str(kept.pk), "removed"),
        (str(added.pk), "upsert"),
    ]


def test_what_is_taken_back_meanwhile_is_counted_but_not_given(desk, partner):
    stories = [make_published(genre="news") for _ in range(2)]
    response = desk.post(address(partner))
    withdraw(stories[0], by=None, reason="Wrong.")

    manifest, *walk = lines_of(response)

    told = {line["id"]: line for line in walk if line["type"] == "article"}
    assert manifest["count"] == 2
    assert told[str(stories[0].pk)]["action"] == "removed"
    assert told[str(stories[0].pk)]["hash"]
    assert told[str(stories[1].pk)]["action"] == "upsert"


def test_dump_holds_only_the_products(desk):
    make_published(genre="news")

    manifest, end = lines_of(desk.post(address(make_partner())))

    assert (manifest["count"], end["done"]) == (0, True)


def test_dump_takes_the_place_of_a_stream(desk, partner, settings):
    most = settings.NEWSROOM_SYNC_STREAMS
    taken = [desk.post(address(partner)) for _ in range(most)]

    refused = desk.post(address(partner), follow=True)
    for response in taken:
        lines_of(response)

    assert messages_of(refused) == ["Too many streams are being given at the moment."]
    assert sync_streams._places.acquire(blocking=False)
    sync_streams._places.release()


def test_dump_is_for_those_who_may_change_partners(partner):
    looker, keeper = (
        staff("partners.view_partner"),
        staff("partners.view_partner", "partners.change_partner"),
    )

    assert looker.post(address(partner)).status_code == 403
    assert address(partner) not in looker.get(address(partner, "change")).content.decode()
    assert keeper.get(address(partner)).status_code == 405
    assert address(partner) in keeper.get(address(partner, "change")).content.decode()
    assert lines_of(keeper.post(address(partner)))
