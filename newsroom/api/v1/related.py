"""/articles/{key}/related/: what to read next, and why."""

import uuid
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from articles.published import surrogates
from articles.published.related import Related, SharedTag, Subject, related, words
from articles.published.tag_counts import tag_counts
from newsroom.api.pagination import page_size_schema, read_page_size
from newsroom.api.reading import ReadingView
from newsroom.api.v1.article_answers import compose
from newsroom.api.v1.article_finding import find_article
from newsroom.api.v1.article_keys import add_row_keys
from newsroom.api.v1.article_selection import Selection, selection_of
from newsroom.api.v1.article_shapes import (
    CARD_FIELDS,
    ArticleSerializer,
    ReasonSerializer,
    RelatedCardSerializer,
)
from newsroom.api.v1.fields import FIELDS, partial
from newsroom.api.v1.parameters import BODY_FORMAT, STORY_KEY
from newsroom.api.v1.shapes import (
    actor_reference,
    region_reference,
)
from taxonomy.snapshot import Snapshot

DEFAULT_SIZE = 6
MAX_SIZE = 20
SUBJECT_COLUMNS = (
    "article_id",
    "original_id",
    "published_at",
    "region_ids",
    "actor_ids",
    "version__card",
    "version__document",
)
PAGE_SIZE = OpenApiParameter(
    "page_size",
    page_size_schema(default=DEFAULT_SIZE, most=MAX_SIZE),
    description="How many stories at most.",
)

Row = dict[str, Any]


class RelatedSelectionSerializer(partial(ArticleSerializer)):
    """The fields that are asked for; the reason is always given."""

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), "reason": ReasonSerializer()}


class RelatedItemSerializer(RelatedCardSerializer):
    """A card, or with `fields=` the fields asked for, and why it is here."""


class RelatedItemExtension(OpenApiSerializerExtension):
    target_class = RelatedItemSerializer

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        parts = (RelatedCardSerializer, RelatedSelectionSerializer)
        return {"anyOf": [auto_schema.resolve_serializer(part, direction).ref for part in parts]}


class RelatedArticlesSerializer(serializers.Serializer):
    results = RelatedItemSerializer(many=True, help_text="The curated first, then the likest.")


class RelatedArticles(ReadingView, generics.GenericAPIView):
    """The stories to read next to one: its editor's links, then those most like it."""

    serializer_class = RelatedArticlesSerializer
    parameters = ("fields", "body_format", "page_size")

    @extend_schema(
        operation_id="list_related_articles",
        summary="List related articles",
        parameters=[STORY_KEY, PAGE_SIZE, FIELDS, BODY_FORMAT],
    )
    def get(self, request: Request, key: str) -> Response:
        selection = selection_of(request, CARD_FIELDS)
        size = read_page_size(request, default=DEFAULT_SIZE, most=MAX_SIZE)
        found = find_article(key, SUBJECT_COLUMNS, request, "related")
        if isinstance(found, Response):
            return found
        results = related_answers(found, selection, self, size)
        return Response({"results": results})


def related_answers(
    row: Row, selection: Selection, view: ReadingView, size: int = DEFAULT_SIZE
) -> list[dict[str, Any]]:
    """Give what is related to the story of a row that has ``SUBJECT_COLUMNS``.

    The answer of the view depends on every story, because each may turn out to be the likest.
    """
    tags = view.tags
    chosen = related(_subject(row, tags), tag_counts(view.state), size, view.readers)
    order = [one.article_id for one in chosen]
    current = view.readers.current().filter(article_id__in=order).order_by()
    found = {one["article_id"]: one for one in current.values(*selection.columns)}
    # What was withdrawn since it was chosen is left out.
    chosen = [one for one in chosen if one.article_id in found]
    rows = [found[one.article_id] for one in chosen]
    view.keys.add(surrogates.STORIES)
    add_row_keys(view.keys, [row, *rows], selection, tags)
    answers = compose(rows, selection, tags, view.readers)
    return [
        {**answer, "reason": _reason(one, tags)}
        for answer, one in zip(answers, chosen, strict=True)
    ]


def _subject(row: Row, tags: Snapshot) -> Subject:
    card, links = row["version__card"], row["version__document"]["related_links"]
    shared = [
        SharedTag(kind, tag.id, frozenset(known.rows_shown_as(tag.id)))
        for kind, known in (("region", tags.regions), ("actor", tags.actors))
        for tag in known.shown(row[f"{kind}_ids"])
    ]
    return Subject(
        article_id=row["article_id"],
        original_id=row["original_id"],
        language=card["language"],
        published_at=row["published_at"],
        words=words(card["title"], card["summary"]),
        tags=shared,
        links=[uuid.UUID(link["article"]) for link in links if link["article"]],
    )


def _reason(one: Related, tags: Snapshot) -> dict[str, Any]:
    regions = [tags.regions.get(tag.key) for tag in one.shared if tag.kind == "region"]
    actors = [tags.actors.get(tag.key) for tag in one.shared if tag.kind == "actor"]
    return {
        "type": "curated" if one.is_curated else "shared_tags",
        "regions": [region_reference(region) for region in regions],
        "actors": [actor_reference(actor) for actor in actors],
    }
