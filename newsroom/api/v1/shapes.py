"""The shapes of tags in answers, shared by every noun."""

from collections.abc import Collection
from typing import Any

from django.conf import settings
from rest_framework import serializers

from newsroom.api.problems import Problem, parameter_problem
from newsroom.images.models import Rendition
from taxonomy.models import Actor
from taxonomy.snapshot import PublicActor, PublicRegion, Unknown


def address(*parts: str) -> str:
    """Give our own address of something, from the configured public address."""
    return "/".join([f"{settings.NEWSROOM_PUBLIC_URL}/api/v1", *parts, ""])


class RegionReferenceSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    code = serializers.CharField(
        allow_null=True, help_text="The best-known code: ISO alpha-2, ISO 3166-2 or UN M49."
    )


class ActorReferenceSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Actor.Kind.choices)


class PointSerializer(serializers.Serializer):
    latitude = serializers.FloatField(min_value=-90, max_value=90)
    longitude = serializers.FloatField(min_value=-180, max_value=180)


def region_reference(region: PublicRegion) -> dict[str, Any]:
    return {
        "id": str(region.uid),
        "slug": region.slug,
        "name": region.name,
        "code": region.code,
    }


def actor_reference(actor: PublicActor) -> dict[str, Any]:
    return {"id": str(actor.uid), "slug": actor.slug, "name": actor.name, "kind": actor.kind}


def unknown_tag(kind: str, error: Unknown, *, keys: Collection[str]) -> Problem:
    detail = f"There is no {kind} “{error.value[:60]}”."
    return parameter_problem("key", detail, error.nearest, code="not_found", keys=keys)


class RenditionSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=Rendition.Kind.choices)
    url = serializers.URLField()
    content_type = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class ImageSerializer(serializers.Serializer):
    url = serializers.URLField(help_text="The picture in full size.")
    content_type = serializers.CharField()
    alt_text = serializers.CharField()
    caption = serializers.CharField(allow_null=True)
    credit = serializers.CharField(allow_null=True)
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    renditions = RenditionSerializer(
        many=True,
        help_text="Smaller files of the same picture, the narrowest first. A kind as wide as the "
        "picture is the last; a story published before there were renditions has none.",
    )
