"""The sample that keys of the environment `test` sync, instead of what the newsroom publishes.

It is always the same: a first walk that gives everything, and a second with one change of each
kind; from then on, nothing is new. Its cursors are of no use for the newsroom's own stories.
"""

import hashlib
import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core import signing
from django.http import HttpResponse
from rest_framework.request import Request
from rest_framework.response import Response

from articles.published.sync.checksums import Bucket, Checksum
from newsroom.api.problems import parameter_problem
from newsroom.api.v1.sync_answers import end_answer, story_answer
from newsroom.api.v1.sync_cursors import required_cursor
from newsroom.api.v1.sync_streams import MEDIA_TYPE, line
from newsroom.partners.models import ApiKey

FILE = Path(__file__).with_suffix(".json")
SALT = "newsroom.sync.sample"
FORMATS = ("json", "ndjson")

Item = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """How many items a copy has of a walk. Walks count from 0."""

    walk: int = 0
    taken: int = 0

    @property
    def is_in_step(self) -> bool:
        return self.taken == len(_walks()[self.walk])

    def next_page(self, size: int) -> tuple[list[Item], "Place"]:
        is_new = self.is_in_step and self.walk + 1 < len(_walks())
        here = Place(self.walk + 1) if is_new else self
        items = _walks()[here.walk][here.taken : here.taken + size]
        return items, Place(here.walk, here.taken + len(items))


START = Place()


def is_sampled(request: Request) -> bool:
    return bool(request.auth.environment == ApiKey.Environment.TEST)


def sample_page(request: Request, size: int, ids: Iterable[Any] | None) -> HttpResponse:
    """Answer with a page of the sample, or with all that is left of a walk."""
    chosen = request.accepted_renderer.format
    if chosen not in FORMATS:
        raise parameter_problem("format", f"The sample comes as {' or '.join(FORMATS)} only.")
    if ids is not None:
        place = read_place(required_cursor(request), in_step=True)
        held = _held(place)
        items = [held[str(key)] for key in ids if str(key) in held]
        return Response({"items": items, **_end(place)})
    text = request.query_params.get("cursor")
    place = read_place(text) if text else START
    items, place = place.next_page(size)
    if chosen == "json":
        return Response({"items": items, **_end(place)})
    lines = _lines(items, place)
    while not place.is_in_step:
        items, place = place.next_page(size)
        lines += _lines(items, place)
    return HttpResponse(b"".join(lines), content_type=MEDIA_TYPE)


def sample_checksum(text: str) -> Checksum:
    place = read_place(text)
    hashes = _hashes(Place(place.walk, len(_walks()[place.walk])))
    buckets = itertools.groupby(hashes, lambda pair: pair[0][:2])
    return Checksum([_bucket(name, list(pairs)) for name, pairs in buckets])


def sample_bucket(text: str, bucket: str) -> list[tuple[str, str]]:
    hashes = _hashes(read_place(text, in_step=True))
    return [(key, digest) for key, digest in hashes if key[:2] == bucket]


def read_place(text: str, *, in_step: bool = False) -> Place:
    """Read the cursor of a copy of the sample; raises a ``Problem``."""
    try:
        place = Place(*signing.Signer(salt=SALT).unsign_object(text))
    except signing.BadSignature:
        raise parameter_problem("cursor", "This is not a cursor of the sample.") from None
    if in_step and not place.is_in_step:
        raise parameter_problem(
            "cursor", "This cursor is of a walk under way; go on until `done` is true."
        )
    return place


def _end(place: Place) -> Item:
    cursor = signing.Signer(salt=SALT).sign_object([place.walk, place.taken])
    return end_answer(cursor, done=place.is_in_step, from_nothing=place.walk == 0)


def _lines(items: list[Item], place: Place) -> list[bytes]:
    return [*map(line, items), line({"type": "cursor", **_end(place)})]


def _held(place: Place) -> dict[str, Item]:
    """Give the stories that a copy holds, by id."""
    taken = [item for walk in _walks()[: place.walk] for item in walk]
    taken += _walks()[place.walk][: place.taken]
    stories = {item["id"]: item for item in taken if item["type"] == "article"}
    return {key: item for key, item in stories.items() if item["action"] == "upsert"}


def _hashes(place: Place) -> list[tuple[str, str]]:
    return sorted((key, item["hash"]) for key, item in _held(place).items())


def _bucket(name: str, hashes: list[tuple[str, str]]) -> Bucket:
    text = "".join(f"{key} {digest}\n" for key, digest in hashes)
    return Bucket(name, len(hashes), hashlib.sha256(text.encode()).hexdigest())


@cache
def _walks() -> list[list[Item]]:
    walks = json.loads(FILE.read_text(encoding="utf-8"))
    return [[_whole(item) for item in walk["items"]] for walk in walks]


def _whole(item: Item) -> Item:
    """Add to a story what is made of its document."""
    if item["type"] != "article" or item["action"] != "upsert":
        return item
    document = item["document"]
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return story_answer(document, digest=digest, embargo=item.get("embargo"))
