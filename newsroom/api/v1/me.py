"""/me/: what the calling key is and may do."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from articles.published.instants import instant
from newsroom.api.limits import describe_limits
from newsroom.api.reading import ReadingView
from newsroom.partners.models import ApiKey
from newsroom.partners.scopes import Scope


class CallingPartnerSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()


class CallingKeySerializer(serializers.Serializer):
    id = serializers.CharField(help_text="The part of the key that is no secret.")
    name = serializers.CharField()
    environment = serializers.ChoiceField(choices=ApiKey.Environment.values)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.values))
    ip_ranges = serializers.ListField(
        child=serializers.CharField(),
        help_text="Where the key may be used from; empty means anywhere.",
    )
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True, help_text="null means never.")
    rotated_at = serializers.DateTimeField(
        allow_null=True, help_text="Since when another key replaces this one, or null."
    )
    replaced_by = serializers.CharField(
        allow_null=True, help_text="The id of the key that replaces this one, or null."
    )


class LimitSerializer(serializers.Serializer):
    name = serializers.ChoiceField(choices=["minute", "day"])
    requests = serializers.IntegerField(help_text="Requests that the key may make in the window.")
    seconds = serializers.IntegerField(help_text="The length of the window.")
    left = serializers.IntegerField(help_text="Requests left in the present window.")
    begins_anew_in = serializers.IntegerField(help_text="Seconds until the next window.")


class MeSerializer(serializers.Serializer):
    partner = CallingPartnerSerializer()
    key = CallingKeySerializer()
    limits = LimitSerializer(many=True, help_text="Without an entry there is no limit.")


class Me(ReadingView, generics.GenericAPIView):
    """What the key is that you call with, what it may do, when it ends, and what it has left."""

    serializer_class = MeSerializer
    requires_key = True

    @extend_schema(operation_id="get_me", summary="Describe the calling key")
    def get(self, request: Request) -> Response:
        key: ApiKey = request.auth
        partner = {"id": str(key.partner.id), "name": key.partner.name}
        standing = getattr(request._request, "standing", None)
        limits = list(describe_limits(standing)) if standing else []
        return Response({"partner": partner, "key": describe(key), "limits": limits})


def describe(key: ApiKey) -> dict[str, Any]:
    return {
        "id": key.id,
        "name": key.name,
        "environment": key.environment,
        "scopes": key.scopes,
        "ip_ranges": key.ip_ranges,
        "created_at": instant(key.created_at),
        "expires_at": key.expires_at and instant(key.expires_at),
        "rotated_at": key.rotated_at and instant(key.rotated_at),
        "replaced_by": key.replaced_by_id,
    }
