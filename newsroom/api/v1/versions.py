"""/articles/{key}/versions/: what was public of a story, and how it changed."""

import re
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from articles.published.history import (
    public_numbers,
    public_version,
    public_versions,
    version_before,
)
from articles.published.readership import Readership
from newsroom.api.authentication import check_archive
from newsroom.api.problems import Problem, parameter_problem
from newsroom.api.reading import ReadingView
from newsroom.api.v1.article_answers import compose
from newsroom.api.v1.article_finding import find_article
from newsroom.api.v1.article_keys import add_row_keys
from newsroom.api.v1.article_selection import selection_of
from newsroom.api.v1.article_shapes import (
    DETAIL_FIELDS,
    ArticleDetailSerializer,
    VersionSerializer,
)
from newsroom.api.v1.as_of import AS_OF, read_as_of, told
from newsroom.api.v1.differences import DifferenceSerializer, difference
from newsroom.api.v1.fields import FIELDS
from newsroom.api.v1.parameters import BODY_FORMAT, STORY_KEY
from newsroom.api.v1.shapes import address

VERSION = OpenApiParameter(
    "version", int, OpenApiParameter.PATH, description="The number of a version."
)
AGAINST = OpenApiParameter(
    "against",
    {"type": "integer", "minimum": 1},
    description="The number of the version to compare with; by default the last before that "
    "is public.",
)

NUMBER = re.compile("[0-9]{1,100}")
# What must be known of the current version to list all of them.
LISTED = ("article_id", "slug", "version_id")


class VersionsSerializer(serializers.Serializer):
    results = VersionSerializer(many=True)


class ArchiveView(ReadingView, generics.GenericAPIView):
    """A view of what was, for which a closed newsroom asks another scope."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        check_archive(request)


class VersionList(ArchiveView):
    """All versions of a public story that readers may still see, the newest first."""

    serializer_class = VersionsSerializer
    parameters = ("as_of",)

    @extend_schema(
        operation_id="list_versions",
        summary="List the versions of an article",
        parameters=[STORY_KEY, AS_OF],
    )
    def get(self, request: Request, key: str) -> Response:
        as_of = read_as_of(request)
        found = find_article(key, LISTED, request, "versions", as_of=as_of)
        if isinstance(found, Response):
            return found
        return Response({"results": list_versions(found, self.readers, as_of)}, headers=told(as_of))


class VersionDetail(ArchiveView):
    """One version of a public story as it stood, with the names of tags as they are now."""

    serializer_class = ArticleDetailSerializer
    parameters = ("fields", "body_format")

    @extend_schema(
        operation_id="get_version",
        summary="Get a version of an article",
        parameters=[STORY_KEY, VERSION, FIELDS, BODY_FORMAT],
    )
    def get(self, request: Request, key: str, version: int) -> Response:
        selection = selection_of(request, DETAIL_FIELDS)
        found = find_article(key, ("article_id",), request, "versions", str(version))
        if isinstance(found, Response):
            return found
        row = _row(found, version, selection.columns, self.readers)
        add_row_keys(self.keys, [row], selection, self.tags)
        return Response(compose([row], selection, self.tags, self.readers)[0])


class VersionDifference(ArchiveView):
    """What a version changed, as data: the fields that differ, and the body block by block."""

    serializer_class = DifferenceSerializer
    parameters = ("against",)

    @extend_schema(
        operation_id="compare_versions",
        summary="Compare two versions of an article",
        parameters=[STORY_KEY, VERSION, AGAINST],
    )
    def get(self, request: Request, key: str, version: int) -> Response:
        found = find_article(key, ("article_id",), request, "versions", str(version), "difference")
        if isinstance(found, Response):
            return found
        columns = ("version__number", "version__card", "version__document")
        columns = (*columns, "version__bodies__blocks")
        after = _row(found, version, columns, self.readers)
        return Response(difference(self._before(found, version, columns), after))

    def _before(self, found: dict[str, Any], version: int, columns: Any) -> dict[str, Any]:
        text = self.request.query_params.get("against")
        if text is None:
            row = version_before(found["article_id"], version, columns, self.readers)
            if row is None:
                raise Problem("not_found", f"Before version {version} none is public.")
            return row
        if not NUMBER.fullmatch(text):
            raise parameter_problem("against", "against is the number of a version.")
        return _row(found, int(text), columns, self.readers, "against")


def list_versions(
    current: dict[str, Any], readers: Readership, as_of: int | None = None
) -> list[dict[str, Any]]:
    """Describe each version of a story until a change, the newest first; one statement."""
    rows = public_versions(current["article_id"], readers, as_of)
    return [_version(row, current) for row in rows]


def _row(
    found: dict[str, Any],
    version: int,
    columns: Any,
    readers: Readership,
    parameter: str = "version",
) -> dict[str, Any]:
    row = public_version(found["article_id"], version, columns, readers)
    if row is None:
        raise parameter_problem(
            parameter,
            f"The story has no public version {version}.",
            _nearest(version, public_numbers(found["article_id"], readers)),
            code="not_found",
        )
    return row


def _nearest(version: int, numbers: list[int]) -> str | None:
    """Give the nearest number, the later of two; none where all versions were redacted."""
    if not numbers:
        return None
    return str(min(numbers, key=lambda number: (abs(number - version), -number)))


def _version(row: dict[str, Any], current: dict[str, Any]) -> dict[str, Any]:
    number, card = row["version__number"], row["version__card"]
    # The corrections of a version are all that were told so far; its own is the last.
    told = row["version__document"]["corrections"][-1] if row["version__correction"] else None
    return {
        "version": number,
        "api_url": address("articles", current["slug"], "versions", str(number)),
        "title": card["title"],
        "updated_at": card["updated_at"],
        "is_current": row["version_id"] == current["version_id"],
        "correction": told,
    }
