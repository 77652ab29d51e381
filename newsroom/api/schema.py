"""The OpenAPI document: how it is made of the views, and how it is served."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from newsroom.api.authentication import may_be_closed, required_scope, requires_key
from newsroom.api.parameters import check_parameters
from newsroom.api.problems import CONTENT_TYPE, KINDS
from newsroom.api.reading import FilteredView, ListView, ReadingView
from newsroom.api.renderers import FormatRenderer
from newsroom.partners.key_text import PATTERN
from newsroom.partners.scopes import Scope

# The committed file is the contract: it is what is served, and a test holds it to the code.
SCHEMA_FILE = Path(__file__).parent / "v1" / "openapi.yaml"
EVERYWHERE = (
    "invalid_request",
    "key_invalid",
    "not_acceptable",
    "precondition_failed",
    "too_large",
    "throttled",
    "internal_error",
    "unavailable",
)
BODY = ("unsupported_media_type",)
VALIDATOR = {"ETag": "A digest of this answer, for If-None-Match."}
READING = {
    "X-Newsroom-Seq": "The number of the newest change when the answer was made.",
    "X-Newsroom-Time-Zone": "The time zone that bare dates mean.",
}
AS_OF = {"X-Newsroom-As-Of": "With `as_of`, the change number that the answer is for."}
PAGES = {"Link": "The next page and the one before, as `next` and `prev` (RFC 8288)."}
FORMAT = "The format of the answer. Without it, the Accept field says which."


class ProblemErrorSerializer(serializers.Serializer):
    parameter = serializers.CharField()
    detail = serializers.CharField()
    nearest = serializers.CharField(allow_null=True, help_text="The nearest valid value.")


class ProblemSerializer(serializers.Serializer):
    """What went wrong (RFC 9457)."""

    type = serializers.URLField(help_text="Where this kind of problem is explained.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.ChoiceField(choices=list(KINDS))
    errors = ProblemErrorSerializer(many=True)


class WithdrawnProblemSerializer(ProblemSerializer):
    article_id = serializers.UUIDField()
    article_title = serializers.CharField(allow_null=True)
    message = serializers.CharField(allow_null=True)


class InsufficientScopeProblemSerializer(ProblemSerializer):
    scope = serializers.ChoiceField(choices=Scope.values, help_text="The scope that is needed.")


class ProblemKindSerializer(serializers.Serializer):
    code = serializers.ChoiceField(choices=list(KINDS))
    status = serializers.IntegerField()
    title = serializers.CharField()
    meaning = serializers.CharField()


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = "newsroom.api.authentication.KeyAuthentication"
    name = "key"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": PATTERN,
            "description": "A key that the newsroom has issued to a partner.",
        }


class ApiSchema(AutoSchema):
    """Adds what every operation has: problem answers, 304, redirects and headers."""

    def get_filter_backends(self) -> list[Any]:
        """Describe filters wherever there are any, not on lists only."""
        return self.view.filter_backends if isinstance(self.view, FilteredView) else []

    def _get_format_parameters(self) -> list[dict[str, Any]]:
        parameters = super()._get_format_parameters()
        for parameter in parameters:
            parameter["description"] = FORMAT
        return parameters

    def get_auth(self) -> list[dict[str, list[str]]]:
        named = [one for one in super().get_auth() if one]
        return named if requires_key(self.view) else [{}, *named]

    def get_tags(self) -> list[str]:
        return [self.path.removeprefix("/api/").removeprefix("v1/").split("/")[0] or "index"]

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        responses = operation["responses"]
        if self.method == "GET":
            self._describe_reading(operation, responses)
        for code in (*EVERYWHERE, *(BODY if "requestBody" in operation else ())):
            self._add_problem(responses, code, ProblemSerializer)
        if required_scope(self.view) or may_be_closed(self.view):
            self._add_problem(responses, "insufficient_scope", InsufficientScopeProblemSerializer)
        for code, serializer in getattr(self.view, "problems", {}).items():
            self._add_problem(responses, code, serializer)
        if "{" in self.path:
            self._add_problem(responses, "not_found", ProblemSerializer)
        if "articles/{key}" in self.path:
            self._add_problem(responses, "withdrawn", WithdrawnProblemSerializer)
        operation["responses"] = dict(sorted(responses.items()))
        return operation

    def _describe_reading(self, operation: dict[str, Any], responses: dict[str, Any]) -> None:
        headers = {
            **VALIDATOR,
            **(READING if isinstance(self.view, ReadingView) else {}),
            **(AS_OF if "as_of" in getattr(self.view, "parameters", ()) else {}),
            **(PAGES if isinstance(self.view, ListView) else {}),
        }
        responses["200"]["description"] = operation["summary"]
        responses["200"]["headers"] = {
            name: {"description": text, "schema": {"type": "string"}}
            for name, text in headers.items()
        }
        for renderer in self.view.get_renderers():
            if isinstance(renderer, FormatRenderer):
                content = responses["200"]["content"]
                content[renderer.media_type] = {"schema": renderer.schema}
        responses["304"] = {"description": "The answer is the one you have."}
        if "{key}" in self.path:
            responses["301"] = {
                "description": "It has another slug now; Location says which.",
                "headers": {"Location": {"schema": {"type": "string", "format": "uri"}}},
            }

    def _add_problem(self, responses: dict[str, Any], code: str, serializer: type) -> None:
        kind = KINDS[code]
        component = self.resolve_serializer(serializer, "response")
        responses[str(kind.status)] = {
            "description": kind.title,
            "content": {CONTENT_TYPE: {"schema": component.ref}},
        }


class SchemaView(APIView):
    """The OpenAPI 3.1 document of this API."""

    http_method_names = ["get", "head", "options"]

    @extend_schema(
        operation_id="get_schema",
        summary="Get this document",
        responses={(200, "application/json"): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> Response:
        check_parameters(request.query_params, set())
        return Response(read_schema())


@cache
def read_schema() -> dict[str, Any]:
    return yaml.safe_load(SCHEMA_FILE.read_text(encoding="utf-8"))
