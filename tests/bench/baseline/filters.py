import django_filters
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tests.bench.baseline.models import Article, Region


class ArticleFilter(django_filters.FilterSet):
    region = django_filters.CharFilter(method="within_region")
    actor = django_filters.CharFilter(method="with_actor")
    published_after = django_filters.IsoDateTimeFilter("published_at", "gte")
    published_before = django_filters.IsoDateTimeFilter("published_at", "lt")
    q = django_filters.CharFilter(method="search")

    class Meta:
        model = Article
        fields = ["genre", "language"]

    def within_region(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        """Stories in the region or in anything that lies in it."""
        tagged = Article.regions.through.objects.filter(
            article=OuterRef("pk"), region__in=descendants(value)
        )
        return queryset.filter(Exists(tagged))

    def with_actor(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        tagged = Article.actors.through.objects.filter(article=OuterRef("pk"), actor__slug=value)
        return queryset.filter(Exists(tagged))

    def search(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        query = SearchQuery(value, config="english", search_type="websearch")
        return (
            queryset.filter(search_vector=query)
            .annotate(rank=SearchRank(F("search_vector"), query))
            .order_by("-rank", "-published_at")
        )


def descendants(slug: str) -> set[int]:
    """Give the keys of a region and of all regions within it, a statement for each level."""
    found = layer = set(Region.objects.filter(slug=slug).values_list("pk", flat=True))
    while layer:
        below = Region.objects.filter(Q(parent__in=layer) | Q(groupings__in=layer))
        layer = set(below.values_list("pk", flat=True)) - found
        found = found | layer
    return found
