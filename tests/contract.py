"""Holding every answer of the API against the committed OpenAPI document."""

import re
from typing import Any

import yaml
from django.http import HttpResponse
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from newsroom.api.schema import SCHEMA_FILE
from tests.formats import READERS

SCHEMA = yaml.safe_load(SCHEMA_FILE.read_text(encoding="utf-8"))
PATTERNS = {
    path: re.compile("^" + re.sub(r"\{\w+\}", "[^/]+", path) + "$") for path in SCHEMA["paths"]
}
PROBLEM = {"$ref": "#/components/schemas/Problem"}
exercised: set[tuple[str, str]] = set()


class CheckedClient:
    """Django's test client under /api/, with every answer checked."""

    def __init__(self) -> None:
        # A failure must come back as the answer that a caller gets, not as an exception.
        self.client = Client(raise_request_exception=False)

    def get(self, path: str, query: Any = None, **headers: str) -> HttpResponse:
        response = _whole(self.client.get(path, query or {}, headers=headers))
        check_answer(path.partition("?")[0], response)
        return response

    def post(self, path: str, body: Any, **headers: str) -> HttpResponse:
        return self.write("post", path, body, **headers)

    def write(self, method: str, path: str, body: Any = None, **headers: str) -> HttpResponse:
        send = getattr(self.client, method)
        response = send(path, body, "application/json", headers=headers)
        check_answer(path, response, method=method)
        return response

    def document(self, path: str, query: Any = None, **headers: str) -> Any:
        """Give what a 200 answer says, read as its media type."""
        response = self.get(path, query, **headers)
        assert response.status_code == 200, response.content
        return READERS[response["Content-Type"].partition(";")[0]](response.content)

    def json(self, path: str, query: Any = None, **headers: str) -> Any:
        """Give the document of a 200 answer."""
        response = self.get(path, query, **headers)
        assert response.status_code == 200, response.content
        return response.json()

    def problem(self, path: str, query: Any = None, **headers: str) -> dict[str, Any]:
        """Give the document of a problem answer."""
        response = self.get(path, query, **headers)
        assert response["Content-Type"] == "application/problem+json", response.content
        return response.json()


def _whole(response: HttpResponse) -> HttpResponse:
    """Read a stream to its end, which closes it."""
    if not response.streaming:
        return response
    body = b"".join(response)
    return HttpResponse(body, status=response.status_code, headers=dict(response.headers))


def check_answer(path: str, response: HttpResponse, *, method: str = "get") -> None:
    """Assert that the schema describes this answer, its status and its body."""
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    media_type = response.headers.get("Content-Type", "").partition(";")[0]
    if response.status_code >= 400:
        assert media_type == "application/problem+json"
        assert response.json()["status"] == response.status_code
        validate(PROBLEM, response.json())
    operation = _operation(path, method)
    if operation is None:
        assert response.status_code in (301, 404), f"{path} is not documented"
        return
    exercised.add((path, str(response.status_code)))
    documented = operation["responses"].get(str(response.status_code))
    assert documented, f"{path}: {response.status_code} is not documented"
    content = documented.get("content")
    if not content:
        assert response.content == b""
        return
    assert media_type in content, f"{path}: {media_type} is not documented"
    if media_type in READERS:
        READERS[media_type](response.content)
    else:
        validate(content[media_type]["schema"], response.json())


def validate(schema: dict[str, Any], document: Any) -> None:
    whole = {**schema, "components": SCHEMA["components"]}
    Draft202012Validator(whole, format_checker=FormatChecker()).validate(document)


def _operation(path: str, method: str) -> dict[str, Any] | None:
    for template, pattern in PATTERNS.items():
        if pattern.match(path):
            return SCHEMA["paths"][template].get(method)
    return None
