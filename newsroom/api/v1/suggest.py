"""/suggest/: what somebody who types may have in mind."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from articles.published import surrogates
from articles.published.addresses import public_url
from articles.published.search.suggesting import suggest_stories
from newsroom.api.pagination import page_size_schema, read_page_size
from newsroom.api.problems import parameter_problem
from newsroom.api.reading import ReadingView
from newsroom.api.v1.shapes import (
    ActorReferenceSerializer,
    RegionReferenceSerializer,
    actor_reference,
    address,
    region_reference,
)
from taxonomy.models import Region
from taxonomy.names import words_of
from taxonomy.suggesting import suggest_tags

MAX_CHARACTERS = 100
DEFAULT_SIZE = 5
MAX_SIZE = 20

TYPED = OpenApiParameter(
    "q",
    {
        "type": "string",
        "minLength": 1,
        "maxLength": MAX_CHARACTERS,
        "format": "typed",
        "examples": ["north ko"],
    },
    required=True,
    description="What has been typed so far.",
)
PAGE_SIZE = OpenApiParameter(
    "page_size",
    page_size_schema(default=DEFAULT_SIZE, most=MAX_SIZE),
    description="How many of each kind to give at most.",
)


class SuggestedRegionSerializer(RegionReferenceSerializer):
    kind = serializers.ChoiceField(choices=Region.Kind.choices)
    matched = serializers.CharField(help_text="The name or the alias that fits.")
    api_url = serializers.URLField()


class SuggestedActorSerializer(ActorReferenceSerializer):
    matched = serializers.CharField(help_text="The name or the alias that fits.")
    api_url = serializers.URLField()


class SuggestedArticleSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField()
    published_at = serializers.DateTimeField()
    url = serializers.URLField()
    api_url = serializers.URLField()


class SuggestionsSerializer(serializers.Serializer):
    regions = SuggestedRegionSerializer(many=True, help_text="The best first.")
    actors = SuggestedActorSerializer(many=True, help_text="The best first.")
    articles = SuggestedArticleSerializer(
        many=True, help_text="Those with all words in the title, the newest first."
    )


class Suggest(ReadingView, generics.GenericAPIView):
    """Regions and actors by a name or alias, and articles by title, from what was typed so far.

    Case and accents do not matter, and errors in names are forgiven where no name fits.
    """

    serializer_class = SuggestionsSerializer
    parameters = ("q", "page_size")
    depends_on = (surrogates.STORIES, surrogates.REGIONS, surrogates.ACTORS)

    @extend_schema(
        operation_id="suggest", summary="Suggest while typing", parameters=[TYPED, PAGE_SIZE]
    )
    def get(self, request: Request) -> Response:
        typed = read_typed(request.query_params.get("q"))
        size = read_page_size(request, default=DEFAULT_SIZE, most=MAX_SIZE)
        regions, actors = suggest_tags(typed, self.tags, size)
        return Response(
            {
                "regions": [
                    {
                        **region_reference(one.tag),
                        "kind": one.tag.kind,
                        "matched": one.matched,
                        "api_url": address("regions", one.tag.slug),
                    }
                    for one in regions
                ],
                "actors": [
                    {
                        **actor_reference(one.tag),
                        "matched": one.matched,
                        "api_url": address("actors", one.tag.slug),
                    }
                    for one in actors
                ],
                "articles": [
                    article_suggestion(card) for card in suggest_stories(typed, size, self.readers)
                ],
            }
        )


def article_suggestion(card: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: card[name] for name in ("id", "slug", "title", "language", "published_at")},
        "url": public_url(card["language"], card["slug"]),
        "api_url": address("articles", card["slug"]),
    }


def read_typed(text: str | None) -> str:
    if text is None:
        raise parameter_problem("q", "q is required: what has been typed so far.")
    if len(text) > MAX_CHARACTERS:
        raise parameter_problem("q", f"q is longer than {MAX_CHARACTERS} characters.")
    if not words_of(text):
        raise parameter_problem("q", "q has no letter or digit.")
    return text
