"""Telling whether a document is what its media type says, by readers that are not ours."""

import csv
import io
import json
from collections.abc import Callable
from typing import Any

import feedparser
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree
from markdown_it import MarkdownIt

from tests.ninjs import read_ninjs, read_ninjs_lines

URL = {"type": "string", "format": "uri"}
TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "format": "date-time"}
EXTENSIONS = {"^_[A-Za-z][^.]*$": {"type": "object"}}


def _object(properties: dict[str, Any], *required: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "patternProperties": EXTENSIONS,
        "additionalProperties": False,
        "required": list(required),
        **more,
    }


AUTHORS = {
    "type": "array",
    "items": _object({"name": TEXT, "url": URL, "avatar": URL}, minProperties=1),
}
ATTACHMENT = _object(
    {
        "url": URL,
        "mime_type": TEXT,
        "title": TEXT,
        "size_in_bytes": {"type": "number"},
        "duration_in_seconds": {"type": "number"},
    },
    *("url", "mime_type"),
)
ITEM = _object(
    {
        "id": TEXT,
        "url": URL,
        "external_url": URL,
        "title": TEXT,
        "content_html": {"type": "string"},
        "content_text": {"type": "string"},
        "summary": TEXT,
        "image": URL,
        "banner_image": URL,
        "date_published": MOMENT,
        "date_modified": MOMENT,
        "authors": AUTHORS,
        "tags": {"type": "array", "items": TEXT},
        "language": TEXT,
        "attachments": {"type": "array", "items": ATTACHMENT},
    },
    "id",
    anyOf=[{"required": ["content_html"]}, {"required": ["content_text"]}],
)
# JSON Feed 1.1, after what jsonfeed.org says; strict about names, so that a wrong one is noticed.
JSON_FEED = _object(
    {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": TEXT,
        "home_page_url": URL,
        "feed_url": URL,
        "description": TEXT,
        "user_comment": TEXT,
        "next_url": URL,
        "icon": URL,
        "favicon": URL,
        "authors": AUTHORS,
        "language": TEXT,
        "expired": {"type": "boolean"},
        "hubs": {"type": "array", "items": _object({"type": TEXT, "url": URL}, "type", "url")},
        "items": {"type": "array", "items": ITEM},
    },
    *("version", "title", "items"),
)


def read_feed(body: bytes) -> Any:
    """Read RSS or Atom; the XML is sound for a strict parser and for a forgiving one."""
    etree.fromstring(body)
    feed = feedparser.parse(body)
    assert not feed.bozo, feed.bozo_exception
    return feed


def read_json_feed(body: bytes) -> Any:
    feed = json.loads(body)
    Draft202012Validator(JSON_FEED, format_checker=FormatChecker()).validate(feed)
    identifiers = [item["id"] for item in feed["items"]]
    assert len(set(identifiers)) == len(identifiers)
    assert feed.get("next_url") != feed["feed_url"]
    return feed


def read_table(body: bytes) -> list[dict[str, str]]:
    text = body.decode("utf-8-sig")
    assert body.startswith(b"\xef\xbb\xbf")
    header, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert len(set(header)) == len(header)
    assert {len(row) for row in rows} <= {len(header)}
    return [dict(zip(header, row, strict=True)) for row in rows]


def read_json_ld(body: bytes) -> Any:
    """Read what may stand in a script element as it is."""
    assert b"<" not in body
    document = json.loads(body)
    assert document["@context"] == "https://schema.org"
    return document


def read_lines(body: bytes) -> list[Any]:
    """Read newline-delimited JSON, in which the last line is ended too."""
    assert body.endswith(b"\n")
    return [json.loads(line) for line in body.splitlines()]


def read_markdown(body: bytes) -> str:
    """Read text that has no HTML in it but links."""
    text = body.decode()
    tokens = [
        child for token in MarkdownIt().parse(text) for child in (token, *(token.children or ()))
    ]
    assert {token.type for token in tokens}.isdisjoint({"html_block", "html_inline"})
    return text


READERS: dict[str, Callable[[bytes], Any]] = {
    "application/rss+xml": read_feed,
    "application/atom+xml": read_feed,
    "application/feed+json": read_json_feed,
    "application/ld+json": read_json_ld,
    "application/x-ndjson": read_lines,
    "application/x.ninjs+json": read_ninjs,
    "application/x.ninjs+ndjson": read_ninjs_lines,
    "text/csv": read_table,
    "text/markdown": read_markdown,
}
