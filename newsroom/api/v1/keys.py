"""/keys/revoke/: whoever finds a key can end it."""

import logging
from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from newsroom.api.parameters import check_parameters
from newsroom.api.problems import Problem, parameter_problem
from newsroom.partners.keeping import revoke_key
from newsroom.partners.key_text import PATTERN, read_key_text
from newsroom.partners.recognising import holder_of

REASON = "Reported as leaked through the API."
NO_KEY = "key is not the whole text of a key: its form or its checksum is wrong."

logger = logging.getLogger(__name__)


@extend_schema_field({"type": "string", "format": "api-key", "pattern": f"^{PATTERN}$"})
class KeyText(serializers.CharField):
    """The text of a key, whose checksum a pattern cannot tell."""


class LeakedKeySerializer(serializers.Serializer):
    key = KeyText(help_text="The whole text of the key.")


class RevokeKey(APIView):
    """Whoever holds a key may end it, at once and for good, without any other right.

    The answer is the same whether the key was valid, has ended already or never was.
    """

    http_method_names = ["post", "options"]

    @extend_schema(
        operation_id="revoke_key",
        summary="Revoke a leaked key",
        request=LeakedKeySerializer,
        responses={204: OpenApiResponse(description="The key is not valid, or no longer.")},
    )
    def post(self, request: Request) -> Response:
        check_parameters(request.query_params, set())
        key = holder_of(read_text(request.data))
        if key and key.revoked_at is None:
            revoke_key(key, by=None, reason=REASON)
            logger.warning("The key %s of %s was reported as leaked.", key.pk, key.partner)
        return Response(status=204)


def read_text(body: Any) -> str:
    """Give the text of the key from the body; raises ``Problem``."""
    if not isinstance(body, dict) or set(body) != {"key"}:
        raise Problem("invalid_request", 'The body is an object with one member, "key".')
    text = body["key"]
    if not isinstance(text, str) or read_key_text(text) is None:
        raise parameter_problem("key", NO_KEY)
    return text
