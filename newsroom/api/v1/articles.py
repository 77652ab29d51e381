"""/articles/: the stories that the public may read."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from articles.published.lookup import Found, Moved, Taken, look_up
from articles.published.versions import Publication
from newsroom.api.pagination import Ordering, by_moment
from newsroom.api.parameters import choose
from newsroom.api.problems import Problem
from newsroom.api.reading import ListView, ReadingView, moved
from newsroom.api.v1.article_answers import compose
from newsroom.api.v1.article_filters import ArticleFilters
from newsroom.api.v1.article_selection import selection_of
from newsroom.api.v1.article_shapes import (
    CARD_FIELDS,
    DETAIL_FIELDS,
    ArticleDetailSerializer,
    ArticleListItemSerializer,
)
from newsroom.api.v1.facets import (
    FACETS_PARAMETER,
    ArticlePagination,
    count_facets,
    read_facets,
)
from newsroom.api.v1.fields import FIELDS
from newsroom.api.v1.parameters import BODY_FORMAT, ORDERING, STORY_KEY
from newsroom.api.v1.shapes import address

ORDERINGS = {
    "-published_at": by_moment("published_at", descending=True),
    "published_at": by_moment("published_at", descending=False),
    "-updated_at": by_moment("updated_at", descending=True),
}


def find_article(
    key: str, columns: Collection[str], request: Request, *rest: str
) -> dict[str, Any] | Response:
    """Give the row of a public story, or a redirection to where it has moved.

    ``rest`` is what follows the key in the address. Raises a ``Problem`` where the story has been
    withdrawn or was never public.
    """
    match look_up(key, columns):
        case Found(row):
            return row
        case Moved(slug):
            return moved(address("articles", slug, *rest), request)
        case Taken(withdrawal):
            raise Problem(
                "withdrawn",
                withdrawal.message or "This story has been withdrawn.",
                members={
                    "article_id": str(withdrawal.article_id),
                    "article_title": withdrawal.title or None,
                    "message": withdrawal.message or None,
                },
            )
    raise Problem("not_found", "There is no public story at this address.")


@extend_schema_view(
    get=extend_schema(
        operation_id="list_articles",
        summary="List articles",
        parameters=[ORDERING, FIELDS, BODY_FORMAT, FACETS_PARAMETER],
    )
)
class ArticleList(ListView):
    """Cards of the stories that match all filters, the newest first."""

    queryset = Publication.objects.live()
    serializer_class = ArticleListItemSerializer
    filterset_class = ArticleFilters
    pagination_class = ArticlePagination
    parameters = (*ListView.parameters, "ordering", "fields", "body_format", "facets")

    def get_ordering(self) -> Ordering:
        name = self.request.query_params.get("ordering", "-published_at")
        return ORDERINGS[choose("ordering", name, ORDERINGS)]

    def get_queryset(self) -> Any:
        self.selection = selection_of(self.request, CARD_FIELDS)
        return super().get_queryset().values(*self.selection.columns)

    def beside_results(self, queryset: QuerySet) -> dict[str, Any]:
        names = read_facets(self.request.query_params.get("facets"))
        return {"facets": count_facets(names, queryset, self.tags)} if names else {}

    def answer(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return compose(rows, self.selection, self.tags)


@extend_schema_view(
    get=extend_schema(
        operation_id="get_article",
        summary="Get an article",
        parameters=[
            STORY_KEY,
            FIELDS,
            BODY_FORMAT,
        ],
    )
)
class ArticleDetail(ReadingView, generics.GenericAPIView):
    """One story by slug or id. A slug that moved answers 301, a withdrawn story 410."""

    serializer_class = ArticleDetailSerializer
    parameters = ("fields", "body_format")

    def get(self, request: Request, key: str) -> Response:
        selection = selection_of(request, DETAIL_FIELDS)
        found = find_article(key, selection.columns, request)
        if isinstance(found, Response):
            return found
        return Response(compose([found], selection, self.tags)[0])
