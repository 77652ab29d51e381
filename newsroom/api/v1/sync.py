"""/sync/: keeping a copy of a partner's slice in step."""

import re

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from articles.published.slices import Slice, UnknownSlice
from articles.published.sync.checksums import checksum, hashes_of_bucket
from articles.published.sync.items import items_again
from articles.published.sync.walking import Page, WalkLost, begin, check_history, take_page
from articles.published.sync.walks import Walk
from newsroom.api.callers import audience_of
from newsroom.api.pagination import page_size_schema, read_page_size
from newsroom.api.problems import Problem
from newsroom.api.reading import ReadingView
from newsroom.api.schema import ProblemSerializer
from newsroom.api.v1.filters import MAX_IDS, read_ids
from newsroom.api.v1.shapes import address
from newsroom.api.v1.sync_answers import DOCUMENTS, Telling, page_answer
from newsroom.api.v1.sync_cursors import read_cursor, read_rest, required_cursor
from newsroom.api.v1.sync_ninjs import NinjsPageRenderer, NinjsStreamRenderer
from newsroom.api.v1.sync_sample import is_sampled, sample_bucket, sample_checksum, sample_page
from newsroom.api.v1.sync_shapes import BucketSerializer, ChecksumSerializer, SyncPageSerializer
from newsroom.api.v1.sync_streams import NdjsonRenderer, stream
from newsroom.changes.head import HeadState
from newsroom.partners import copies
from newsroom.partners.products import standing_of
from newsroom.partners.scopes import Scope
from taxonomy.snapshot import Snapshot

PAGE_SIZE = 500
MAX_PAGE_SIZE = 1_000
CURSOR = OpenApiParameter(
    "cursor",
    {"type": "string", "minLength": 1, "format": "sync-cursor"},
    description="Where the copy stands, as the last page said. Without it a walk begins that "
    "gives all there is.",
)
DONE_CURSOR = OpenApiParameter(
    "cursor",
    {"type": "string", "minLength": 1, "format": "sync-cursor"},
    required=True,
    description="The cursor of a copy that is in step, from a page with `done`.",
)
ANY_CURSOR = OpenApiParameter(
    "cursor",
    {"type": "string", "minLength": 1, "format": "sync-cursor"},
    required=True,
    description="The cursor of a page. Of a copy on its way, what it will hold in the end is told, "
    "unless the partner's products change before.",
)
SIZE = OpenApiParameter(
    "page_size",
    page_size_schema(default=PAGE_SIZE, most=MAX_PAGE_SIZE),
    description="How many items a page has at most.",
)
IDS = OpenApiParameter(
    "ids",
    {
        "type": "string",
        "minLength": 1,
        "format": "ids",
        "examples": ["0197f3a2-5d1c-7c3e-9b1a-3f1f6f0c2a11"],
    },
    description=f"At most {MAX_IDS} ids of stories to be given once more, as they are at the "
    "cursor of a copy that is in step. What is not given back is not in the slice.",
)
BUCKET = OpenApiParameter(
    "bucket",
    {"type": "string", "pattern": "^[0-9a-f]{2}$"},
    OpenApiParameter.PATH,
    description="The first two hexadecimal digits of ids.",
    examples=[OpenApiExample("Bucket", value="0f")],
)


class ResetProblemSerializer(ProblemSerializer):
    reset_url = serializers.CharField(help_text="Where a walk begins that gives all there is.")


class SyncingView(ReadingView, generics.GenericAPIView):
    """A view of what the partner may keep; a cursor that leads nowhere answers 410."""

    required_scope = Scope.SYNC
    problems = {"reset_required": ResetProblemSerializer}
    present: Slice

    def read_state(self, request: Request) -> tuple[HeadState, Snapshot]:
        head, tags, self.present = standing_of(request.user, audience_of(request.auth))
        return head, tags

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, UnknownSlice):
            exc = WalkLost("What the copy was made of is not known any more.")
        if isinstance(exc, WalkLost):
            exc = reset_problem(exc)
        return super().handle_exception(exc)

    def walk_in_step(self, request: Request) -> Walk:
        """Read the cursor of a copy that is in step."""
        return check_history(read_rest(required_cursor(request)), self.state)


class Sync(SyncingView):
    """What a copy must take in, in order, to be in step with the partner's products.

    Begin without a cursor, and go on with the cursor of each page. Once `done` is true the copy
    is in step; ask again with that cursor whenever you like, and you get what has changed since.
    As `application/x-ndjson`, a whole walk is one answer: a line for each item, and between them
    lines of type `cursor` from which to go on if the connection breaks.
    """

    serializer_class = SyncPageSerializer
    renderer_classes = (
        *ReadingView.renderer_classes,
        NdjsonRenderer,
        NinjsPageRenderer,
        NinjsStreamRenderer,
    )
    parameters = ("cursor", "page_size", "ids")

    @extend_schema(
        operation_id="sync", summary="Keep a copy in step", parameters=[CURSOR, SIZE, IDS]
    )
    def get(self, request: Request) -> HttpResponse:
        size = read_page_size(request, default=PAGE_SIZE, most=MAX_PAGE_SIZE)
        text = request.query_params.get("cursor")
        ids = request.query_params.get("ids")
        renderer = request.accepted_renderer
        if is_sampled(request):
            return sample_page(request, size, ids and read_ids("ids", ids))
        if isinstance(renderer, NdjsonRenderer):
            walk = check_history(self._begin(text), self.state)
            return stream(walk, size, request.user, request.auth, renderer)
        telling: Telling = getattr(renderer, "telling", DOCUMENTS)
        about = {"present": self.present, "tags": self.tags, "form": telling.form}
        if ids is None:
            page = take_page(self._begin(text), size, head=self.state, **about)
            copies.note(request.auth.pk, page.walk)
        else:
            walk = self.walk_in_step(request)
            page = Page(items_again(read_ids("ids", ids), walk.base, **about), walk)
        return Response(page_answer(page, telling.items(page, self.present, self.tags)))

    def _begin(self, text: str | None) -> Walk:
        return read_cursor(text) if text else begin(self.state)


class SyncChecksum(SyncingView):
    """What a copy must hold once it is in step: how many stories, and digests of their hashes."""

    serializer_class = ChecksumSerializer
    parameters = ("cursor",)

    @extend_schema(
        operation_id="get_sync_checksum",
        summary="Prove that a copy is whole",
        parameters=[ANY_CURSOR],
    )
    def get(self, request: Request) -> Response:
        text = required_cursor(request)
        if is_sampled(request):
            found = sample_checksum(text)
        else:
            found = checksum(check_history(read_cursor(text), self.state).point)
        return Response(
            {
                "count": found.count,
                "digest": found.digest,
                "buckets": [
                    {"bucket": one.name, "count": one.count, "digest": one.digest}
                    for one in found.buckets
                ],
            }
        )


class SyncBucket(SyncingView):
    """The hash of each story of a bucket, to find those in which a copy differs."""

    serializer_class = BucketSerializer
    parameters = ("cursor",)

    @extend_schema(
        operation_id="get_sync_bucket",
        summary="List the hashes of a bucket",
        parameters=[BUCKET, DONE_CURSOR],
    )
    def get(self, request: Request, bucket: str) -> Response:
        if not re.fullmatch("[0-9a-f]{2}", bucket):
            raise Problem("not_found", "A bucket is two hexadecimal digits, such as 0f.")
        if is_sampled(request):
            hashes = sample_bucket(required_cursor(request), bucket)
        else:
            hashes = hashes_of_bucket(self.walk_in_step(request).base, bucket)
        return Response({"articles": [{"id": key, "hash": one} for key, one in hashes]})


def reset_problem(error: WalkLost) -> Problem:
    link = address("sync")
    return Problem(
        "reset_required",
        f"{error} Begin anew, and drop at the end what you were not given.",
        members={"reset_url": link},
        headers={"Link": f'<{link}>; rel="alternate"'},
    )
