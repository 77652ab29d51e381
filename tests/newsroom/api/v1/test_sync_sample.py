"""Keys of the environment `test` sync a sample that is always the same."""

import hashlib
import json

import pytest

from newsroom.api.v1 import sync_sample
from newsroom.partners.models import Copy
from newsroom.partners.products import Product, save_product
from tests.factories import bearer, make_key, make_partner, make_published
from tests.newsroom.api.v1.test_sync import CHECKSUM, SYNC, Caller, lines

NO_STORY = "0197f3a2-5d1c-7c3e-9b1a-3f1f6f0c2a11"
FIRST = {
    "sample-bridge-closed",
    "sample-en-espanol",
    "sample-grain-report",
    "sample-talks-resume",
}


@pytest.fixture
def tester(db) -> Caller:
    """A partner with a product, and a story in it, that calls with a test key."""
    partner = make_partner()
    save_product(Product(name="All"), partners=[partner], by=None)
    make_published(slug="real-story")
    caller = Caller(partner)
    caller.headers = bearer(make_key(partner=partner, scopes=["sync:read"], environment="test"))
    return caller


def walk(caller, size: int, cursor: str | None = None) -> tuple[list, str, list[bool]]:
    """Follow the pages to the end of a walk; gives items, cursor, and what `done` was."""
    items, done = [], []
    while not (done and done[-1]):
        query = {"page_size": size, **({"cursor": cursor} if cursor else {})}
        page = caller.json(SYNC, query)
        items += page["items"]
        cursor = page["cursor"]
        done.append(page["done"])
    return items, cursor, done


def slugs(items) -> set[str]:
    return {one["document"]["slug"] for one in items if one["type"] == "article"}


@pytest.mark.parametrize(("size", "pages"), [(1, 8), (3, 3), (1_000, 1)])
def test_first_walk_gives_the_whole_sample(tester, size, pages):
    items, _, done = walk(tester, size)

    assert slugs(items) == FIRST
    assert [one["type"] for one in items[:4]] == ["region", "region", "actor", "actor"]
    assert done == [False] * (pages - 1) + [True]


def test_second_walk_has_a_change_of_each_kind(tester):
    first, cursor, _ = walk(tester, 1_000)
    ids = {one["document"]["slug"]: one["id"] for one in first if one["type"] == "article"}

    second, cursor, _ = walk(tester, 2, cursor)
    third, again, _ = walk(tester, 2, cursor)

    assert [(one["type"], one["action"], one["id"]) for one in second[1:3]] == [
        ("article", "upsert", ids["sample-bridge-closed"]),
        ("article", "removed", ids["sample-grain-report"]),
    ]
    assert second[0]["document"]["name"] == "Republic of Sample Land"
    assert second[1]["document"]["version"] == 2
    assert second[3]["document"]["slug"] == "sample-port-reopens"
    assert (third, again) == ([], cursor)


def test_documents_have_their_hashes(tester):
    items, _, _ = walk(tester, 1_000)

    for item in (one for one in items if one["type"] == "article"):
        text = json.dumps(
            item["document"], ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        assert item["hash"] == hashlib.sha256(text.encode()).hexdigest()


def test_sample_is_proved_like_any_copy(tester):
    first, cursor, _ = walk(tester, 1_000)
    second, last, _ = walk(tester, 1_000, cursor)
    held = {one["id"]: one for one in first + second if one["type"] == "article"}
    hashes = {key: one["hash"] for key, one in held.items() if one["action"] == "upsert"}

    whole = tester.json(CHECKSUM, {"cursor": last})

    assert (whole["count"], tester.json(CHECKSUM, {"cursor": cursor})["count"]) == (4, 4)
    told = {}
    for one in whole["buckets"]:
        bucket = tester.json(f"{CHECKSUM}{one['bucket']}/", {"cursor": last})["articles"]
        text = "".join(f"{pair['id']} {pair['hash']}\n" for pair in bucket)
        assert one["digest"] == hashlib.sha256(text.encode()).hexdigest()
        told |= {pair["id"]: pair["hash"] for pair in bucket}
    assert told == hashes
    key = min(hashes)
    again = tester.json(SYNC, {"cursor": last, "ids": f"{key},{NO_STORY}"})
    assert [one["id"] for one in again["items"]] == [key]
    assert again["done"] is True


def test_stream_gives_the_same(tester):
    told = lines(tester, page_size=3)

    assert [one for one in told if one["type"] != "cursor"] == walk(tester, 1_000)[0]
    assert [one["done"] for one in told if one["type"] == "cursor"] == [False, False, True]


def test_cursors_of_sample_and_newsroom_are_not_mixed_up(tester):
    live = Caller(make_partner())
    _, of_sample, _ = walk(tester, 1_000)
    of_newsroom = live.json(SYNC)["cursor"]

    for caller, cursor in ((tester, of_newsroom), (live, of_sample), (tester, "x")):
        for path in (SYNC, CHECKSUM, f"{CHECKSUM}0f/"):
            problem = caller.problem(path, {"cursor": cursor})
            assert (problem["status"], problem["errors"][0]["parameter"]) == (400, "cursor")


def test_what_wants_a_copy_in_step_says_so(tester):
    on_the_way = tester.json(SYNC, {"page_size": 1})["cursor"]

    assert tester.json(CHECKSUM, {"cursor": on_the_way})["count"] == 4
    for path, query in ((f"{CHECKSUM}0f/", {}), (SYNC, {"ids": NO_STORY})):
        assert "cursor" in tester.problem(path, query)["detail"]
        assert "under way" in tester.problem(path, {**query, "cursor": on_the_way})["detail"]


def test_other_forms_are_refused_by_name(tester):
    problem = tester.problem(SYNC, {"format": "ninjs"})

    assert problem["detail"] == "The sample comes as json or ndjson only."


def test_sample_leaves_no_copy_behind(tester):
    walk(tester, 1_000)

    assert Copy.objects.count() == 0
    assert "real-story" not in json.dumps(sync_sample._walks())
