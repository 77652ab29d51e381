"""/timeline/: how many stories were published in each day, week or month."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import TruncDay, TruncMonth, TruncWeek
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from articles.published.versions import Publication
from newsroom.api.parameters import choose
from newsroom.api.reading import FilteredView
from newsroom.api.v1.article_filters import ArticleFilters

INTERVALS = {"day": TruncDay, "week": TruncWeek, "month": TruncMonth}
INTERVAL = OpenApiParameter(
    "interval",
    str,
    enum=list(INTERVALS),
    default="month",
    description="How long the stretches are; weeks begin on Monday.",
)


class StretchSerializer(serializers.Serializer):
    start = serializers.DateField(help_text="Its first day.")
    count = serializers.IntegerField(min_value=1)


class TimelineSerializer(serializers.Serializer):
    interval = serializers.ChoiceField(choices=list(INTERVALS))
    time_zone = serializers.CharField(help_text="The time zone that the days are of.")
    results = StretchSerializer(
        many=True, help_text="The earliest first; stretches without a story are left out."
    )


class Timeline(FilteredView):
    """The stories that match all filters, counted by when they were published."""

    queryset = Publication.objects.all()
    serializer_class = TimelineSerializer
    filterset_class = ArticleFilters
    parameters = ("interval",)

    @extend_schema(
        operation_id="get_timeline", summary="Count stories over time", parameters=[INTERVAL]
    )
    def get(self, request: Request) -> Response:
        interval = choose("interval", request.query_params.get("interval", "month"), INTERVALS)
        zone = ZoneInfo(settings.NEWSROOM_TIME_ZONE)
        start = INTERVALS[interval]("published_at", tzinfo=zone)
        stories: Any = self.filter_queryset(self.readers.current()).order_by()
        self.keys.add_stories()
        counts = stories.annotate(start=start).values_list("start").annotate(Count("pk"))
        results = [{"start": moment.date().isoformat(), "count": n} for moment, n in sorted(counts)]
        return Response(
            {"interval": interval, "time_zone": settings.NEWSROOM_TIME_ZONE, "results": results}
        )
