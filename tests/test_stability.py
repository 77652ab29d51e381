"""What was released of the API's first version is still there."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from tests.compatibility import breaking_changes
from tests.contract import SCHEMA

# The contract as it was last released; see docs/stability.md.
RELEASED = yaml.safe_load(
    Path(settings.ROOT, "tests", "released", "v1.yaml").read_text(encoding="utf-8")
)
LIST = "/api/v1/articles/"


def test_nothing_released_is_taken_away():
    assert breaking_changes(RELEASED, SCHEMA) == []


def test_additions_are_no_breaking_change():
    def add(document: dict[str, Any]) -> None:
        schemas = document["components"]["schemas"]
        document["paths"]["/api/v1/new/"] = document["paths"][LIST]
        parameters(document)["new"] = {"name": "new", "in": "query", "schema": {"type": "string"}}
        schemas["ArticleCard"]["properties"]["new"] = {"type": "string"}
        schemas["Genre"]["enum"].append("review")
        genre = parameters(document)["genre"]["schema"]
        genre["pattern"] = genre["pattern"].replace("explainer", "explainer|review")

    assert breaking_changes(RELEASED, changed(add)) == []


def parameters(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Give the parameters of the list of articles by name; what is added here is taken over."""
    return document["paths"][LIST]["get"]["parameters"]


def changed(change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    """Give a changed copy of the released document, its parameters by name while they change."""
    document = copy.deepcopy(RELEASED)
    operation = document["paths"][LIST]["get"]
    operation["parameters"] = {one["name"]: one for one in operation["parameters"]}
    change(document)
    operation["parameters"] = list(operation["parameters"].values())
    return document


def schema(document: dict[str, Any], name: str) -> dict[str, Any]:
    return document["components"]["schemas"][name]


BREAKING: dict[str, tuple[Callable[[dict[str, Any]], Any], str]] = {
    "address": (
        lambda document: document["paths"].pop("/api/v1/timeline/"),
        "GET /api/v1/timeline/ is gone.",
    ),
    "operation": (
        lambda document: document["paths"][LIST]["get"].update(operationId="list"),
        f"GET {LIST} has another operationId, after which generated clients name it.",
    ),
    "parameter": (
        lambda document: parameters(document).pop("has"),
        f"GET {LIST} no longer takes the parameter has.",
    ),
    "required parameter": (
        lambda document: parameters(document)["region"].update(required=True),
        f"GET {LIST} cannot be called without the parameter region.",
    ),
    "default": (
        lambda document: parameters(document)["page_size"]["schema"].update(default=10),
        f"GET {LIST} page_size has another default.",
    ),
    "bound": (
        lambda document: parameters(document)["page_size"]["schema"].update(maximum=50),
        f"GET {LIST} page_size has a narrower maximum.",
    ),
    "choice": (
        lambda document: parameters(document)["ordering"]["schema"]["enum"].remove("published_at"),
        f"GET {LIST} ordering takes fewer values.",
    ),
    "pattern": (
        lambda document: parameters(document)["genre"]["schema"].update(pattern="^(news)$"),
        f"GET {LIST} genre takes fewer values.",
    ),
    "status": (
        lambda document: document["paths"]["/api/v1/articles/{key}/"]["get"]["responses"].pop(
            "410"
        ),
        "GET /api/v1/articles/{key}/ no longer answers 410.",
    ),
    "header": (
        lambda document: document["paths"][LIST]["get"]["responses"]["200"]["headers"].pop("ETag"),
        f"GET {LIST} 200 has no header ETag.",
    ),
    "media type": (
        lambda document: document["paths"][LIST]["get"]["responses"]["200"]["content"].pop(
            "application/json"
        ),
        f"GET {LIST} 200 is not given as application/json.",
    ),
    "field": (
        lambda document: schema(document, "ArticleCard")["properties"].pop("byline"),
        "ArticleCard has no byline.",
    ),
    "field that may be absent": (
        lambda document: schema(document, "ArticleCard")["required"].remove("title"),
        "ArticleCard may lack title.",
    ),
    "type": (
        lambda document: schema(document, "ArticleCard")["properties"]["title"].update(
            type=["string", "null"]
        ),
        "ArticleCard.title may have another type.",
    ),
    "format": (
        lambda document: schema(document, "ArticleCard")["properties"]["published_at"].update(
            format="date"
        ),
        "ArticleCard.published_at has another format.",
    ),
    "value": (
        lambda document: schema(document, "ProblemCode")["enum"].remove("withdrawn"),
        "ProblemCode has lost values.",
    ),
}


@pytest.mark.parametrize("name", BREAKING)
def test_breaking_change_is_refused(name):
    change, sentence = BREAKING[name]

    assert sentence in breaking_changes(RELEASED, changed(change))
