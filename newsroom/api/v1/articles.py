"""/articles/: the stories that the public may read."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from articles.published.facet_counts import BOUND
from articles.published.search.matching import Search
from articles.published.search.ranking import BOUNDS, WHOLE, Ranked, rank
from articles.published.tag_counts import tag_counts
from articles.published.versions import Publication
from articles.published.withdrawn import withdrawn_publications
from newsroom.api.cursors import Pin
from newsroom.api.pagination import Ordering, by_moment, by_score
from newsroom.api.parameters import choose
from newsroom.api.problems import parameter_problem
from newsroom.api.reading import ListView, ReadingView
from newsroom.api.renderers import (
    AtomRenderer,
    CsvRenderer,
    FormatRenderer,
    JsonFeedRenderer,
    JsonLdRenderer,
    MarkdownListRenderer,
    MarkdownRenderer,
    NinjsListRenderer,
    NinjsRenderer,
    RssRenderer,
)
from newsroom.api.v1.article_answers import compose
from newsroom.api.v1.article_feeds import feed_of, find_withdrawn
from newsroom.api.v1.article_filters import ArticleFilters
from newsroom.api.v1.article_finding import find_article
from newsroom.api.v1.article_jsonld import describe
from newsroom.api.v1.article_keys import add_row_keys
from newsroom.api.v1.article_ninjs import news_items
from newsroom.api.v1.article_selection import DETAIL_INCLUDE, LIST_INCLUDE, selection_of
from newsroom.api.v1.article_shapes import (
    CARD_FIELDS,
    DETAIL_FIELDS,
    ArticleDetailSerializer,
    ArticleListItemSerializer,
)
from newsroom.api.v1.as_of import AS_OF, read_as_of, told
from newsroom.api.v1.facets import (
    FACETS_PARAMETER,
    ArticlePagination,
    facet_keys,
    facets_answer,
    read_facets,
)
from newsroom.api.v1.fields import FIELDS
from newsroom.api.v1.includes import add_included
from newsroom.api.v1.named import told_of_names
from newsroom.api.v1.parameters import BODY_FORMAT, ORDERING, STORY_KEY
from newsroom.feeds.feed import Feed

FEED_RENDERERS = (
    RssRenderer,
    AtomRenderer,
    JsonFeedRenderer,
    CsvRenderer,
    MarkdownListRenderer,
    NinjsListRenderer,
)
ORDERINGS = {
    "-published_at": by_moment("published_at", descending=True),
    "published_at": by_moment("published_at", descending=False),
    "-updated_at": by_moment("updated_at", descending=True),
}
RELEVANCE = "relevance"


@extend_schema_view(
    get=extend_schema(
        operation_id="list_articles",
        summary="List articles",
        parameters=[ORDERING, FIELDS, LIST_INCLUDE.parameter, BODY_FORMAT, FACETS_PARAMETER],
    )
)
class ArticleList(ListView):
    """Cards of the stories that match all filters, the newest first."""

    queryset = Publication.objects.all()
    serializer_class = ArticleListItemSerializer
    filterset_class = ArticleFilters
    pagination_class = ArticlePagination
    renderer_classes = (*ListView.renderer_classes, *FEED_RENDERERS)
    parameters = (*ListView.parameters, "ordering", "fields", "include", "body_format", "facets")
    search: Search | None = None
    # What matches all filters but the search, which the ranking puts in its own words.
    unsearched: QuerySet

    def get_queryset(self) -> QuerySet:
        return self.readers.current()

    def get_ordering(self) -> Ordering:
        name = self.request.query_params.get("ordering", "-published_at")
        if choose("ordering", name, [*ORDERINGS, RELEVANCE]) != RELEVANCE:
            ordering = ORDERINGS[name]
            return replace(ordering, within=self._limits(ordering.field))
        if self.search is None:
            raise parameter_problem("ordering", "ordering=relevance goes with q only.")
        search = self.search
        whole = search.versions is not None
        return by_score(lambda pin: self._rank(search, pin), whole=whole)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.selection = selection_of(request, CARD_FIELDS, LIST_INCLUDE)

    def row_columns(self) -> Sequence[str]:
        return self.selection.columns

    def count_all(self, queryset: QuerySet) -> dict[str, Any]:
        """Without filters the count is known; with them it is given up beyond ``BOUND``."""
        is_filtered = self.filterset_class.base_filters.keys() & self.request.query_params.keys()
        if self.readers.is_everybody and not is_filtered:
            return {"count": tag_counts(self.state).stories, "count_is": "exact"}
        found = queryset.order_by().values("pk")[: BOUND + 1].count()
        is_exact = found <= BOUND
        return {"count": min(found, BOUND), "count_is": "exact" if is_exact else "at_least"}

    def beside_results(self, queryset: QuerySet) -> dict[str, Any]:
        renderer = self.request.accepted_renderer
        if getattr(renderer, "tells_withdrawn", False):
            withdrawn = self.filter_queryset(withdrawn_publications(self.readers))
            return {"withdrawn": find_withdrawn(withdrawn, self.paginator.span)}
        if isinstance(renderer, FormatRenderer):
            return {}
        names = read_facets(self.request.query_params.get("facets"))
        self.keys.add(*facet_keys(names))
        expected = self._expected() if names else 0
        facets = facets_answer(names, queryset, self.tags, expected=expected)
        return facets | told_of_names(self.request.query_params, self.keys, self.readers)

    def answer(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.keys.add_stories()
        add_row_keys(self.keys, rows, self.selection, self.tags)
        if isinstance(self.request.accepted_renderer, NinjsRenderer):
            return news_items(rows, self.tags, self.readers)
        answers = compose(rows, self.selection, self.tags, self.readers)
        add_included(answers, rows, self.selection, self)
        return answers

    def feed(self, page: dict[str, Any]) -> Feed:
        return feed_of(page, self.request, self.tags)

    def columns(self) -> Sequence[str]:
        return (*self.selection.parts, *self.selection.added)

    def _expected(self) -> int:
        """Say how many stories match at most, by their tags; 0 where a search decides it."""
        if self.search:
            return 0
        counts = tag_counts(self.state)
        carrying = (counts.carrying(kind, keys) for kind, keys in self.required_keys.items())
        return min([counts.stories, *carrying])

    def _limits(self, field: str, *, pinned: int = 0) -> Q:
        """Say between which dates the stories with the tags lie, so that a walk begins there.

        Nothing is said for a walk that is pinned to a change which has not been counted yet:
        another process may have begun it that knew more.
        """
        limits = Q()
        if self.readers.is_trusted:
            # What is under embargo is not counted.
            return limits
        for kind, keys in self.required_keys.items():
            counts = tag_counts(self.state)
            if pinned <= counts.seq:
                limits &= counts.limits(kind, keys, field)
        return limits

    def _rank(self, search: Search, pin: Pin) -> list[Ranked]:
        limits = self._limits("published_at", pinned=pin.seq)
        bounds = WHOLE if pin.whole else BOUNDS
        stories = self.unsearched.filter(limits, seq__lte=pin.seq)
        return rank(search, stories, at=pin.at, bounds=bounds)


@extend_schema_view(
    get=extend_schema(
        operation_id="get_article",
        summary="Get an article",
        parameters=[
            STORY_KEY,
            FIELDS,
            DETAIL_INCLUDE.parameter,
            BODY_FORMAT,
            AS_OF,
        ],
    )
)
class ArticleDetail(ReadingView, generics.GenericAPIView):
    """One story by slug or id. A slug that moved answers 301, a withdrawn story 410."""

    serializer_class = ArticleDetailSerializer
    renderer_classes = (
        *ReadingView.renderer_classes,
        JsonLdRenderer,
        MarkdownRenderer,
        NinjsRenderer,
    )
    parameters = ("fields", "include", "body_format", "as_of")

    def get(self, request: Request, key: str) -> Response:
        selection = selection_of(request, DETAIL_FIELDS, DETAIL_INCLUDE)
        as_of = read_as_of(request)
        found = find_article(key, selection.columns, request, as_of=as_of)
        if isinstance(found, Response):
            return found
        add_row_keys(self.keys, [found], selection, self.tags)
        if isinstance(request.accepted_renderer, JsonLdRenderer):
            (described,) = describe([found], self)
            return Response(described, headers=told(as_of))
        if isinstance(request.accepted_renderer, NinjsRenderer):
            (item,) = news_items([found], self.tags, self.readers)
            return Response(item, headers=told(as_of))
        answers = compose([found], selection, self.tags, self.readers)
        add_included(answers, [found], selection, self, as_of)
        return Response(answers[0], headers=told(as_of))
