"""/me/usage/: what the calling key has asked, by day and endpoint."""

import itertools
import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from newsroom.api.problems import parameter_problem
from newsroom.api.reading import ReadingView
from newsroom.partners.usage import KEPT_DAYS, Usage, today

DEFAULT_DAYS = 30
COUNTS = ("requests", "refused", "bytes")
DAYS = OpenApiParameter(
    "days",
    {"type": "integer", "minimum": 1, "maximum": KEPT_DAYS, "default": DEFAULT_DAYS},
    description="How many days, of which today is the last.",
)


class CountsSerializer(serializers.Serializer):
    requests = serializers.IntegerField(min_value=0, help_text="All of them, those refused too.")
    refused = serializers.IntegerField(
        min_value=0, help_text="Those answered 403 for want of a scope, or 429 over a limit."
    )
    bytes = serializers.IntegerField(min_value=0, help_text="Of answers, without compression.")


class EndpointUsageSerializer(CountsSerializer):
    endpoint = serializers.CharField(help_text="The path as this schema spells it.")


class DayUsageSerializer(CountsSerializer):
    day = serializers.DateField()
    endpoints = EndpointUsageSerializer(many=True, help_text="In the order of their paths.")


class UsageSerializer(serializers.Serializer):
    time_zone = serializers.CharField(help_text="The time zone that the days are of.")
    days = DayUsageSerializer(
        many=True, help_text="The earliest first; days without a request are left out."
    )


class MyUsage(ReadingView, generics.GenericAPIView):
    """What the key that you call with has asked on each day; it is counted within seconds."""

    serializer_class = UsageSerializer
    requires_key = True
    parameters = ("days",)

    @extend_schema(
        operation_id="get_my_usage", summary="Count what the calling key asked", parameters=[DAYS]
    )
    def get(self, request: Request) -> Response:
        before_first = today() - timedelta(days=_read_days(request))
        rows = Usage.objects.filter(key=request.auth, day__gt=before_first)
        found = rows.order_by("day", "endpoint").values("day", "endpoint", *COUNTS)
        days = [_day(day, group) for day, group in itertools.groupby(found, lambda row: row["day"])]
        return Response({"time_zone": settings.NEWSROOM_TIME_ZONE, "days": days})


def _day(day: date, rows: Iterable[dict[str, Any]]) -> dict[str, Any]:
    endpoints = [{name: row[name] for name in ("endpoint", *COUNTS)} for row in rows]
    sums = {name: sum(one[name] for one in endpoints) for name in COUNTS}
    return {"day": day.isoformat(), **sums, "endpoints": endpoints}


def _read_days(request: Request) -> int:
    text = request.query_params.get("days", str(DEFAULT_DAYS))
    if not re.fullmatch("[0-9]{1,3}", text) or not 1 <= int(text) <= KEPT_DAYS:
        raise parameter_problem("days", f"days is a whole number from 1 to {KEPT_DAYS}.")
    return int(text)
