"""Feeds that parsers other than ours read, whatever the stories hold."""

from datetime import UTC, datetime

import pytest

from newsroom.feeds.atom import write_atom
from newsroom.feeds.feed import LONG_AGO, Tombstone
from newsroom.feeds.json_feed import write_json_feed
from newsroom.feeds.rss import write_rss
from tests.formats import read_feed, read_json_feed
from tests.newsroom.feeds.stories import make_feed, make_story

# All that XML forbids, and the ends of what it might stand in.
FORBIDDEN = "\x00\x01\x08\x0b\x0c\x0e\x1f\ufffe\uffff"
HOSTILE = f"{FORBIDDEN}]]> --> </title> <![CDATA[ &amp; & \u2028 \U0001f600"
CLEAN = HOSTILE.translate(dict.fromkeys(map(ord, FORBIDDEN), "\ufffd"))
XML = [write_rss, write_atom]


@pytest.mark.parametrize("write", XML)
def test_forbidden_characters_are_replaced(write):
    story = make_story(title=HOSTILE, summary=HOSTILE, byline=[{"name": HOSTILE}])
    feed = make_feed(title=HOSTILE, description=HOSTILE, publisher=HOSTILE, stories=[story])

    read = read_feed(write(feed))

    assert read.feed.title == CLEAN
    assert read.entries[0].title == CLEAN
    assert read.entries[0].authors[0].name == CLEAN


def test_json_feed_keeps_every_character():
    feed = read_json_feed(write_json_feed(make_feed(stories=[make_story(title=HOSTILE)])))

    assert feed["items"][0]["title"] == HOSTILE


@pytest.mark.parametrize("write", XML)
def test_what_was_corrected_stands_in_the_text(write):
    story = make_story(
        editors_note="We & they.",
        corrections=[{"at": "2025-07-13T08:00:00Z", "text": "Five <ships>."}],
    )

    read = read_feed(write(make_feed(stories=[story])))

    assert read.entries[0].content[0].value == (
        "<p>By the sea.</p>\n<p><em>We &amp; they.</em></p>\n"
        "<p><em>2025-07-13: Five &lt;ships&gt;.</em></p>"
    )


def test_feed_is_as_new_as_what_is_newest_in_it():
    gone = Tombstone("7f0c1c8e-3ad0-4a52-9a5b-0a6c5f2b9e11", datetime(2026, 1, 1, tzinfo=UTC), "")

    assert make_feed().updated_at == datetime(2025, 7, 12, 10, tzinfo=UTC)
    assert make_feed(withdrawn=[gone]).updated_at == gone.at
    assert make_feed(stories=[]).updated_at == LONG_AGO


@pytest.mark.parametrize("write", XML)
def test_addresses_are_escaped(write):
    address = 'https://api.example.org/?q="a"&b=<c>'

    read = read_feed(write(make_feed(next_url=address)))

    assert [link.href for link in read.feed.links if link.rel == "next"] == [address]
