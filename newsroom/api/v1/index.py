"""/api/v1/: where everything is."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from newsroom.api.parameters import check_parameters
from newsroom.api.v1.shapes import address


class IndexSerializer(serializers.Serializer):
    articles = serializers.URLField()
    regions = serializers.URLField()
    actors = serializers.URLField()
    suggest = serializers.URLField()
    timeline = serializers.URLField()
    sync = serializers.URLField(help_text="For keys with the scope sync:read.")
    me = serializers.URLField(help_text="For keys.")
    webhooks = serializers.URLField(help_text="For keys with the scope webhooks:manage.")


class Index(APIView):
    """The addresses of the lists."""

    http_method_names = ["get", "head", "options"]
    tells_of_stories = True

    @extend_schema(operation_id="get_index", summary="Get the addresses", responses=IndexSerializer)
    def get(self, request: Request) -> Response:
        check_parameters(request.query_params, set())
        return Response({name: address(name) for name in IndexSerializer().fields})
