"""Holding news items against the schema of the IPTC, which the project has no copy of.

``NINJS_SCHEMA`` in the environment is the place of the schema of ninjs 3.1; that of GeoJSON, to
which it refers, lies beside it as ``geojson-schema.json``.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

SCHEMA = os.environ.get("NINJS_SCHEMA")
# Of lists, which the standard does not know, and of walks.
PAGE = {"next", "previous", "items", "withdrawn"}
WALK = {"items", "cursor", "done", "from_nothing", "media_url"}


def read_ninjs(body: bytes) -> Any:
    """Read one item or a page of them; each is valid as far as the schema is there to tell."""
    document = json.loads(body)
    for item in items_of(document):
        check_item(item)
    return document


def read_ninjs_lines(body: bytes) -> list[Any]:
    """Read a walk, in which there is more than news items."""
    lines = [json.loads(line) for line in body.splitlines()]
    for line in lines:
        if line["type"] not in ("region", "actor", "cursor"):
            check_item(line)
    return lines


def check_item(item: dict[str, Any]) -> None:
    assert item["pubStatus"] in ("usable", "withheld", "canceled")
    if SCHEMA:
        validator().validate(item)


def items_of(document: Any) -> Iterator[dict[str, Any]]:
    if "uri" in document:
        yield document
        return
    if document.keys() == WALK:
        yield from (item for item in document["items"] if "uri" in item)
        return
    assert document.keys() == PAGE
    assert {item["pubStatus"] for item in document["items"]} <= {"usable", "withheld"}
    assert {item["pubStatus"] for item in document["withdrawn"]} <= {"canceled"}
    yield from document["items"]
    yield from document["withdrawn"]


@cache
def validator() -> Draft202012Validator:
    """Give what asserts formats too, and asks no network for what the schema refers to."""
    place = Path(str(SCHEMA))
    schema = json.loads(place.read_text(encoding="utf-8"))
    geojson = Resource.from_contents(
        json.loads(place.with_name("geojson-schema.json").read_text(encoding="utf-8"))
    )
    registry = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geojson)
    return Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())
