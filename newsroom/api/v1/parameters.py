"""Query parameters of several nouns, as the schema describes them."""

from drf_spectacular.utils import OpenApiExample, OpenApiParameter

from newsroom.api.v1.article_shapes import BODY_FORMATS

ORDERING = OpenApiParameter(
    "ordering",
    str,
    enum=["-published_at", "published_at", "-updated_at", "relevance"],
    default="-published_at",
    description="The sort key; a leading `-` means the newest first. `relevance` goes with `q`.",
)
BODY_FORMAT = OpenApiParameter(
    "body_format",
    str,
    enum=list(BODY_FORMATS),
    default="html",
    description="How `body` is given.",
)


def key_parameter(description: str, example: str) -> OpenApiParameter:
    """What a detail is asked for by, the last part of its address."""
    return OpenApiParameter(
        "key",
        str,
        OpenApiParameter.PATH,
        description=description,
        examples=[OpenApiExample("Slug", value=example)],
    )


STORY_KEY = key_parameter("The slug or the id of a story.", "kim-offers-unconditional-support")
