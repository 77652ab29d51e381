from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import TruncMonth
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import viewsets
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response

from tests.bench.baseline.filters import ArticleFilter
from tests.bench.baseline.models import Article, RelatedLink
from tests.bench.baseline.serializers import ArticleCardSerializer, ArticleDetailSerializer

LARGE = ("body", "search_vector")
MOST = 100


class ArticlePagination(PageNumberPagination):
    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100


class ArticleViewSet(viewsets.ModelViewSet):
    queryset = Article.objects.filter(status=Article.Status.PUBLISHED)
    lookup_field = "slug"
    filter_backends = [DjangoFilterBackend]
    filterset_class = ArticleFilter
    pagination_class = ArticlePagination
    http_method_names = ["get", "head", "options"]

    def get_serializer_class(self) -> type:
        return ArticleCardSerializer if self.action == "list" else ArticleDetailSerializer

    def get_queryset(self) -> QuerySet:
        stories = super().get_queryset().prefetch_related("regions", "actors", "authors")
        if self.action == "list":
            return stories.defer(*LARGE)
        links = RelatedLink.objects.select_related("target").defer(
            *(f"target__{name}" for name in LARGE)
        )
        return stories.defer("search_vector").prefetch_related(
            Prefetch("related_links", links),
            Prefetch("translations", Article.objects.defer(*LARGE)),
            "corrections",
        )

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().list(request, *args, **kwargs)
        if names := request.query_params.get("facets"):
            stories = self.filter_queryset(Article.objects.filter(status="published")).order_by()
            response.data["facets"] = {name: facet(stories, name) for name in names.split(",")}
        return response


def facet(stories: QuerySet, name: str) -> list[dict[str, Any]]:
    """Count the stories by one of their fields, in a statement of its own."""
    if name in ("region", "actor", "author"):
        counts = stories.filter(**{f"{name}s__isnull": False}).values_list(f"{name}s__slug")
    elif name == "month":
        counts = stories.annotate(month=TruncMonth("published_at")).values_list("month")
    else:
        counts = stories.values_list(name)
    counted = counts.annotate(count=Count("pk")).order_by("-count")[:MOST]
    return [{"value": value, "count": count} for value, count in counted]
