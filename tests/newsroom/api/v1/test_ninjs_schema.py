"""All that is given as ninjs is valid by the schema of the IPTC, formats included."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from jsonschema import ValidationError

from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import erase, withdraw
from articles.working.content import Link
from newsroom.demo.loading import load, read_stories
from tests.factories import make_actor, make_author, make_content, make_place, make_published
from tests.newsroom.images.files import make_picture
from tests.ninjs import SCHEMA, validator

pytestmark = pytest.mark.skipif(not SCHEMA, reason="NINJS_SCHEMA names no schema of ninjs.")

LIST = "/api/v1/articles/"
HOSTILE = "=1+1 ]]> <b>&amp;</b> </script> \"quoted\" 'too' `*_[x](y) 𝔘"
ADDRESSES = (
    "https://example.org/ä/日本?q=ü|{x}#a#b",
    "https://пример.example/путь",
    "https://example.org/100%/[x]?a=%zz&b=^`",
    "http://user@[2001:db8::1]:8080/path?",
)


def pages(api: Any, address: str | None) -> Iterator[dict[str, Any]]:
    while address:
        page = api.document(address)
        yield page
        address = page["next"] and "{0.path}?{0.query}".format(urlsplit(page["next"]))


def assert_valid(api: Any, path: str) -> dict[str, Any]:
    """Give one story; that it is valid does not rest on the client that reads it."""
    item = api.document(path)
    validator().validate(item)
    return item


def test_every_sample_story_is_valid(api):
    list(load(by=None))

    listed = [item for page in pages(api, f"{LIST}?format=ninjs") for item in page["items"]]
    for item in listed:
        validator().validate(item)
        assert assert_valid(api, f"{LIST}{item['slugline']}/?format=ninjs") == item

    gone = {story["slug"] for story in read_stories() if "state" in story}
    assert {item["slugline"] for item in listed} == {s["slug"] for s in read_stories()} - gone


def test_odd_stories_are_valid(api):
    picture = make_picture(alt_text="A pier.", caption="The pier, “seen” from sea", credit="N.").pk
    original = make_published(slug="original", picture=picture, editors_note=HOSTILE)
    place = make_place("nowhere", latitude=-90.0, longitude=180.0)
    links = [Link(url=address, title=HOSTILE) for address in ADDRESSES]
    make_published(slug="bare", body="<p>A.</p>")
    old = make_published(slug="old", display_at=datetime(1899, 12, 31, 23, 59, 59, 1, tzinfo=UTC))
    make_published(
        slug="arabic",
        title="اجتماع على الشاطئ",
        summary="التقى رجلان.",
        body="<p>قرب البحر، في الساعة ٩.</p>",
        language="ar",
        translation_of=original.pk,
        byline=[make_author("ليلى")],
    )
    full = {
        "slug": "full",
        "title": HOSTILE,
        "summary": HOSTILE,
        "usage_terms": HOSTILE,
        "language": "zh-Hans",
        "translation_of": original.pk,
        "picture": picture,
        "body": f'<p>Two</p><img src="picture:{picture}"><ul><li>three</li></ul>',
        "byline": [make_author(HOSTILE), make_author()],
        "regions": ["north-korea", "world", place],
        "actors": [
            make_actor(wikidata="Q56226"),
            *(make_actor(kind=kind) for kind in ("state", "alliance", "armed_group", "media")),
        ],
        "related_links": [*links, Link(target=original.pk), Link(target=old.pk, title=HOSTILE)],
    }
    story = make_published(**full)
    for kind in ("correction", "clarification", "update", "retraction"):
        save(story, make_content(**{**full, "summary": kind}), by=None, based_on=None)
        correct(story, CorrectionText(kind, HOSTILE), by=None)

    slugs = ("bare", "old", "arabic", "full", "original")
    items = {slug: assert_valid(api, f"{LIST}{slug}/?format=ninjs") for slug in slugs}
    (page,) = pages(api, f"{LIST}?format=ninjs")

    assert {item["slugline"]: item for item in page["items"]} == items
    rels = [one["rel"] for one in items["full"]["associations"]]
    links_out = len(full["related_links"])
    assert rels == ["picture", *["related"] * links_out, "translation", "original"]
    assert items["full"]["edNote"].count("\n") == 3


def test_canceled_stories_are_valid(api):
    for message in ("", HOSTILE):
        withdraw(make_published(), by=None, reason="Wrong.", message=message)
    erased = make_published()
    withdraw(erased, by=None, reason="Wrong.")
    erase(erased, by=None, reason="Wrong.")
    again = make_published()
    withdraw(again, by=None, reason="A mistake.")
    publish(again, by=None)

    (page,) = pages(api, f"{LIST}?format=ninjs")

    for item in (*page["items"], *page["withdrawn"]):
        validator().validate(item)
    assert (len(page["items"]), len(page["withdrawn"])) == (1, 3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://www.example.org/"},
        {"versionCreated": "yesterday"},
        {"infoSources": [{"uri": "https://www.example.org/ä b"}]},
        {"places": [{"geoJSON": {"type": "Point", "coordinates": ["east"]}}]},
        {"associations": [{"uri": "urn:uuid:7f0c1c8e-3ad0-4a52-9a5b-0a6c5f2b9e10"}]},
        {"copyrightNotice": None},
    ],
)
def test_what_is_wrong_is_found(wrong):
    item = {"uri": "urn:uuid:7f0c1c8e-3ad0-4a52-9a5b-0a6c5f2b9e10"}
    validator().validate(item)

    with pytest.raises(ValidationError):
        validator().validate({**item, **wrong})
