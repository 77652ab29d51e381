"""What differs between two versions of a story, as data."""

import difflib
import json
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from articles.published.bodies import body_answer
from newsroom.api.v1.body_shapes import BlocksField

FIELDS = (
    "title",
    "slug",
    "summary",
    "genre",
    "language",
    "byline",
    "published_at",
    "editors_note",
    "usage_terms",
)
OPERATIONS = {"equal": "kept", "replace": "replaced", "delete": "removed", "insert": "added"}


@extend_schema_field({})
class AnyField(serializers.JSONField):
    """A value of whatever type the field has."""


class FieldDifferenceSerializer(serializers.Serializer):
    field = serializers.ChoiceField(choices=FIELDS)
    before = AnyField()
    after = AnyField()


class BodyDifferenceSerializer(serializers.Serializer):
    operation = serializers.ChoiceField(choices=list(OPERATIONS.values()))
    before = BlocksField()
    after = BlocksField()


class DifferenceSerializer(serializers.Serializer):
    before = serializers.IntegerField(min_value=1, help_text="The number of the version before.")
    after = serializers.IntegerField(min_value=1, help_text="The number of the version after.")
    fields = FieldDifferenceSerializer(many=True)
    body = BodyDifferenceSerializer(many=True, help_text="Runs of blocks, in order.")


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Compare two rows with card, document and blocks."""
    old, new = ({**row["version__card"], **row["version__document"]} for row in (before, after))
    return {
        "before": before["version__number"],
        "after": after["version__number"],
        "fields": [
            {"field": name, "before": old[name], "after": new[name]}
            for name in FIELDS
            if old[name] != new[name]
        ],
        "body": _runs(*(body_answer(row["version__bodies__blocks"]) for row in (before, after))),
    }


def _runs(before: list[Any], after: list[Any]) -> list[dict[str, Any]]:
    lines = [[json.dumps(block, sort_keys=True) for block in blocks] for blocks in (before, after)]
    matcher = difflib.SequenceMatcher(None, *lines, autojunk=False)
    return [
        {"operation": OPERATIONS[tag], "before": before[i:j], "after": after[k:m]}
        for tag, i, j, k, m in matcher.get_opcodes()
    ]
