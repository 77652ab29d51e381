"""A partner's slice at the newest change as a file, from which a copy can begin."""

import zlib
from collections.abc import Generator, Iterable, Iterator
from datetime import datetime

from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify

from articles.published.instants import instant
from articles.published.slices import Slice, store_slice
from articles.published.sync.checksums import checksum
from articles.published.sync.walking import begin, take_page
from articles.published.sync.walks import Point
from newsroom.api.v1.sync_answers import DOCUMENTS
from newsroom.api.v1.sync_streams import line, making, page_lines, streamed
from newsroom.changes.head import HeadState
from newsroom.partners.models import Partner
from newsroom.partners.products import standing_of
from taxonomy.snapshot import Snapshot

MEDIA_TYPE = "application/gzip"
PAGE_SIZE = 500
# Of zlib: a header and a trailer of gzip around the stream.
GZIP = 31


def dump(partner: Partner) -> tuple[StreamingHttpResponse, int]:
    """Give the file as an answer, and the number of the change that it stands at.

    Its lines are a manifest and then those of a walk from nothing. What the partner may have is
    fixed when it begins; what is taken back meanwhile is left out. Raises a ``Problem`` where too
    many streams are under way.
    """
    head, tags, present = standing_of(partner)
    lines = _lines(head, present, tags, timezone.now())
    response = streamed(_compressed(lines), MEDIA_TYPE)
    name = f"{slugify(partner.name) or 'partner'}-{head.seq}.ndjson.gz"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response, head.seq


def _lines(head: HeadState, present: Slice, tags: Snapshot, made_at: datetime) -> Iterator[bytes]:
    with making():
        store_slice(present)
        whole = checksum(Point(head.seq, present.digest))
    yield line(
        {
            "type": "manifest",
            "number": head.seq,
            "count": whole.count,
            "digest": whole.digest,
            "made_at": instant(made_at),
        }
    )
    walk, done = begin(head), False
    while not done:
        with making():
            page = take_page(
                walk, PAGE_SIZE, head=head, present=present, tags=tags, form=DOCUMENTS.form
            )
            lines = page_lines(page, DOCUMENTS.items(page, present, tags))
        walk, done = page.walk, page.is_last
        del page
        yield lines


def _compressed(parts: Iterable[bytes]) -> Generator[bytes]:
    packer = zlib.compressobj(wbits=GZIP)
    for part in parts:
        if packed := packer.compress(part):
            yield packed
    yield packer.flush()
