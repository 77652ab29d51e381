"""The shapes of bodies in answers: texts, or lists of blocks."""

from typing import Any

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from rest_framework import serializers

from newsroom.api.v1.shapes import ImageSerializer


class SpanSerializer(serializers.Serializer):
    text = serializers.CharField()
    bold = serializers.BooleanField()
    italic = serializers.BooleanField()
    href = serializers.CharField(allow_null=True)


class HeadingBlockSerializer(serializers.Serializer):
    type = serializers.ChoiceField(choices=["heading"])
    id = serializers.CharField()
    level = serializers.IntegerField(min_value=2, max_value=3)
    spans = SpanSerializer(many=True)


class ParagraphBlockSerializer(serializers.Serializer):
    type = serializers.ChoiceField(choices=["paragraph"])
    spans = SpanSerializer(many=True)


class ListItemSerializer(serializers.Serializer):
    spans = SpanSerializer(many=True)


class ListBlockSerializer(serializers.Serializer):
    type = serializers.ChoiceField(choices=["list"])
    ordered = serializers.BooleanField()
    items = ListItemSerializer(many=True)


class QuoteParagraphSerializer(serializers.Serializer):
    spans = SpanSerializer(many=True)


class QuoteBlockSerializer(serializers.Serializer):
    type = serializers.ChoiceField(choices=["quote"])
    paragraphs = QuoteParagraphSerializer(many=True)
    attribution = serializers.CharField(allow_null=True)


class ImageBlockSerializer(ImageSerializer):
    type = serializers.ChoiceField(choices=["image"])


BLOCKS = {
    "heading": HeadingBlockSerializer,
    "paragraph": ParagraphBlockSerializer,
    "list": ListBlockSerializer,
    "quote": QuoteBlockSerializer,
    "image": ImageBlockSerializer,
}


class BodyField(serializers.JSONField):
    """The body in the format asked for."""


class BlocksField(serializers.JSONField):
    """A list of blocks, which are told apart by their `type`."""


class BlocksFieldExtension(OpenApiSerializerFieldExtension):
    target_class = BlocksField

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        refs = {
            name: auto_schema.resolve_serializer(block, direction).ref
            for name, block in BLOCKS.items()
        }
        block = {
            "oneOf": list(refs.values()),
            "discriminator": {
                "propertyName": "type",
                "mapping": {name: ref["$ref"] for name, ref in refs.items()},
            },
        }
        return {"type": "array", "items": block}


class BodyFieldExtension(BlocksFieldExtension):
    target_class = BodyField

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        return {
            "description": "A text, or a list of blocks with `body_format=blocks`.",
            "oneOf": [{"type": "string"}, super().map_serializer_field(auto_schema, direction)],
        }
