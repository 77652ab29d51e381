"""A whole walk as one answer, a line for each item (NDJSON), in constant memory."""

import json
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

from django.conf import settings
from django.db import connection
from django.http import StreamingHttpResponse
from django.utils import timezone

from articles.published.sync.walking import Page, WalkLost, take_page
from articles.published.sync.walks import Walk
from newsroom.api.callers import audience_of
from newsroom.api.problems import Problem
from newsroom.api.renderers import FormatRenderer
from newsroom.api.v1.sync_answers import DOCUMENTS, Telling, page_end
from newsroom.partners import copies
from newsroom.partners.models import ApiKey, Partner
from newsroom.partners.products import standing_of

MEDIA_TYPE = "application/x-ndjson"
RETRY_AFTER_SECONDS = 5
# So many pages are made at once, however many streams there are: each takes a connection of the
# pool and some megabytes. Nothing is gained by more, as one interpreter makes them.
PAGES_AT_ONCE = 2

# A stream keeps a thread of the web process for as long as its reader takes.
_places = threading.BoundedSemaphore(settings.NEWSROOM_SYNC_STREAMS)
_making = threading.BoundedSemaphore(PAGES_AT_ONCE)


class NdjsonRenderer(FormatRenderer):
    """Only tells the format: streams are written as they are made."""

    media_type = MEDIA_TYPE
    format = "ndjson"
    charset = None
    refused = frozenset({"ids"})
    telling: ClassVar[Telling] = DOCUMENTS
    schema: ClassVar[dict[str, Any]] = {
        "type": "string",
        "description": "A JSON document on each line: an item, or `type`, `cursor`, `done`, "
        "`from_nothing` and `media_url` where `type` is `cursor`. A walk that cannot go on ends "
        "with `type` `reset_required`.",
    }


def stream(
    walk: Walk, size: int, partner: Partner, key: ApiKey, renderer: NdjsonRenderer
) -> StreamingHttpResponse:
    """Answer with all that is left of a walk. Raises a ``Problem`` where too many are under way."""
    lines = _lines(walk, size, partner, key, renderer.telling)
    return streamed(lines, renderer.media_type)


def streamed(parts: Generator[bytes], media_type: str) -> StreamingHttpResponse:
    """Answer with parts as they are made. Raises a ``Problem`` where too many are under way."""
    if not _places.acquire(blocking=False):
        raise Problem(
            "too_many_streams",
            "Too many streams are being given at the moment.",
            headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
        )
    return StreamingHttpResponse(_Placed(parts), headers={"Content-Type": media_type})


class _Placed:
    """Parts of an answer; its place is given back when it is closed.

    The first is made at once, while a failure can still be answered.
    """

    def __init__(self, parts: Generator[bytes]) -> None:
        self._parts = parts
        self._is_open = True
        try:
            self._first = next(parts, b"")
        except BaseException:
            self.close()
            raise

    def __iter__(self) -> Iterator[bytes]:
        yield self._first
        self._first = b""
        yield from self._parts

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._parts.close()
            _places.release()


def _lines(
    walk: Walk, size: int, partner: Partner, key: ApiKey, telling: Telling
) -> Generator[bytes]:
    """Give the lines of each page, made as that of a new request would be.

    That is, of the products that the partner has by then, and only while the key is valid.
    """
    done = False
    while not done and (present := _still_valid(key)):
        try:
            with making():
                walk, done, lines = _page(walk, size, partner, present, telling)
        except WalkLost as error:
            yield line({"type": "reset_required", "detail": str(error)})
            return
        yield lines
        # Who has not read it to its end never comes here.
        copies.note(key.pk, walk)


def _page(
    walk: Walk, size: int, partner: Partner, key: ApiKey, telling: Telling
) -> tuple[Walk, bool, bytes]:
    """Give where the next page leads, whether it is the last, and its lines."""
    head, tags, present = standing_of(partner, audience_of(key))
    page = take_page(walk, size, head=head, present=present, tags=tags, form=telling.form)
    return page.walk, page.is_last, page_lines(page, telling.items(page, present, tags))


@contextmanager
def making() -> Iterator[None]:
    """Make a page; gives the connection to the database back before it is written.

    That takes as long as the reader likes. A connection that is in a transaction belongs to
    whoever began it.
    """
    with _making:
        yield
    if not connection.in_atomic_block:
        connection.close()


def page_lines(page: Page, items: list[dict[str, Any]]) -> bytes:
    return b"".join([*map(line, items), line({"type": "cursor", **page_end(page)})])


def line(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _still_valid(key: ApiKey) -> ApiKey | None:
    """Give the key as it is by now; None if it is no longer valid."""
    present = ApiKey.objects.get(pk=key.pk)
    return present if present.is_valid_at(timezone.now()) else None
