"""The shapes of articles in answers."""

from functools import cache
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from rest_framework import serializers

from articles.genre import Genre
from articles.published.versions import Correction
from newsroom.api.v1.body_shapes import BodyField
from newsroom.api.v1.fields import partial
from newsroom.api.v1.shapes import (
    ActorReferenceSerializer,
    ImageSerializer,
    RegionReferenceSerializer,
)

BODY_FORMATS = ("html", "blocks", "text", "markdown")


class AuthorSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    name = serializers.CharField()


class ArticleReferenceSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    slug = serializers.CharField()


class RelatedLinkSerializer(serializers.Serializer):
    title = serializers.CharField()
    summary = serializers.CharField(allow_null=True)
    url = serializers.URLField()
    image = ImageSerializer(allow_null=True)
    article = ArticleReferenceSerializer(
        allow_null=True, help_text="The linked story; null where the link leads outside."
    )


class CorrectionSerializer(serializers.Serializer):
    type = serializers.ChoiceField(choices=Correction.Kind.choices)
    text = serializers.CharField()
    at = serializers.DateTimeField()
    heading_id = serializers.CharField(
        allow_null=True, help_text="The section concerned; null means the whole story."
    )
    old_wording = serializers.CharField(allow_null=True)
    new_wording = serializers.CharField(allow_null=True)


class TranslationSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    language = serializers.CharField()
    title = serializers.CharField()
    url = serializers.URLField()
    api_url = serializers.URLField()


class EmbargoSerializer(serializers.Serializer):
    until = serializers.DateTimeField(
        allow_null=True, help_text="When it is released; null means that nobody has said."
    )


class ArticleCardSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    url = serializers.URLField(help_text="The public page of the story.")
    api_url = serializers.URLField()
    title = serializers.CharField()
    summary = serializers.CharField()
    genre = serializers.ChoiceField(choices=Genre.choices)
    language = serializers.CharField(help_text="BCP 47.")
    byline = AuthorSerializer(many=True)
    published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField(min_value=1)
    image = ImageSerializer(allow_null=True)
    regions = RegionReferenceSerializer(many=True, help_text="In order of weight.")
    actors = ActorReferenceSerializer(many=True, help_text="In order of weight.")
    word_count = serializers.IntegerField(min_value=0)
    reading_minutes = serializers.IntegerField(min_value=0)
    embargo = EmbargoSerializer(
        required=False,
        allow_null=True,
        help_text="Of a story that may not be passed on to readers yet; null for others. Given to "
        "keys with `embargoed:read`, and whoever asks for it.",
    )


class ArticleSerializer(ArticleCardSerializer):
    first_published_at = serializers.DateTimeField()
    body = BodyField()
    editors_note = serializers.CharField(allow_null=True)
    related_links = RelatedLinkSerializer(many=True)
    corrections = CorrectionSerializer(many=True)
    translations = TranslationSerializer(many=True)
    usage_terms = serializers.CharField(allow_null=True)


class VersionSerializer(serializers.Serializer):
    version = serializers.IntegerField(min_value=1)
    api_url = serializers.URLField()
    title = serializers.CharField()
    updated_at = serializers.DateTimeField()
    is_current = serializers.BooleanField()
    correction = CorrectionSerializer(
        allow_null=True, help_text="What was told with this version; null where nothing was."
    )


REASONS = ("curated", "shared_tags")


class ReasonSerializer(serializers.Serializer):
    type = serializers.ChoiceField(
        choices=REASONS,
        help_text="`curated`: an editor linked the two. `shared_tags`: they are about the same.",
    )
    regions = RegionReferenceSerializer(many=True, help_text="In both stories, the rarest first.")
    actors = ActorReferenceSerializer(many=True, help_text="In both stories, the rarest first.")


class RelatedCardSerializer(ArticleCardSerializer):
    reason = ReasonSerializer()


class HighlightsSerializer(serializers.Serializer):
    """HTML in which everything is escaped but `<mark>` around what was searched for."""

    title = serializers.CharField()
    body = serializers.CharField(
        allow_null=True, help_text="Excerpts; null where no word of the search stands in the body."
    )


class ArticleIncludesSerializer(serializers.Serializer):
    """What `include=` adds beside the fields of a story."""

    related = RelatedCardSerializer(
        many=True, required=False, help_text="As the list of related articles gives them."
    )
    versions = VersionSerializer(
        many=True, required=False, help_text="As the list of versions gives them."
    )
    corrections = CorrectionSerializer(many=True, required=False)
    highlights = HighlightsSerializer(required=False, help_text="Goes with `q`.")
    jsonld = serializers.DictField(
        required=False, help_text="The story as schema.org describes news."
    )


class EverythingSerializer(ArticleSerializer, ArticleIncludesSerializer):
    """All that an answer may say of a story."""


def _usual(serializer: serializers.Serializer) -> tuple[str, ...]:
    return tuple(name for name, field in serializer.fields.items() if field.required)


CARD_FIELDS = _usual(ArticleCardSerializer())
DETAIL_FIELDS = _usual(ArticleSerializer())


class ArticleListItemSerializer(ArticleCardSerializer):
    """A card, or with `fields=` the fields asked for, and what `include=` adds."""


class ArticleDetailSerializer(ArticleSerializer):
    """A whole story, or with `fields=` the fields asked for, and what `include=` adds."""


@cache
def with_includes(whole: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """Make the serializer of the same name with what `include=` adds where it is asked for.

    Generators of clients know no better than one object with all of it: they take an object that
    is made of several, one of them a choice, for something else.
    """
    return type(whole.__name__, (whole, ArticleIncludesSerializer), {"__doc__": whole.__doc__})


class _OrSelection(OpenApiSerializerExtension):
    """Describes what is whole by default, partial with `fields=` and more with `include=`."""

    whole: type[serializers.Serializer]

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        parts = (with_includes(self.whole), partial(with_includes(ArticleSerializer)))
        return {"anyOf": [auto_schema.resolve_serializer(part, direction).ref for part in parts]}


class ListItemExtension(_OrSelection):
    target_class = ArticleListItemSerializer
    whole = ArticleCardSerializer


class DetailExtension(_OrSelection):
    target_class = ArticleDetailSerializer
    whole = ArticleSerializer
