"""What a published document keeps of a picture, and what the API answers from that."""

from typing import NotRequired, TypedDict

from django.conf import settings

from newsroom.images.formats import content_type
from newsroom.images.models import Picture

# Stands in stored texts for the media address, which may change. SUBSTITUTE is a control character,
# which no text of an editor can hold.
MEDIA_ADDRESS = "\x1a"


class RenditionFacts(TypedDict):
    """``path`` is relative to the media address, which may change; sizes are pixels."""

    kind: str
    path: str
    width: int
    height: int


class PictureFacts(TypedDict):
    """``renditions``, the narrowest first, lack in documents older than renditions."""

    path: str
    alt_text: str
    caption: str | None
    credit: str | None
    width: int
    height: int
    renditions: NotRequired[list[RenditionFacts]]


class RenditionAnswer(TypedDict):
    kind: str
    url: str
    content_type: str
    width: int
    height: int


class ImageAnswer(TypedDict):
    url: str
    content_type: str
    alt_text: str
    caption: str | None
    credit: str | None
    width: int
    height: int
    renditions: list[RenditionAnswer]


def facts(picture: Picture) -> PictureFacts:
    return {
        "path": str(picture.file),
        "alt_text": picture.alt_text,
        "caption": picture.caption or None,
        "credit": picture.credit or None,
        "width": picture.width,
        "height": picture.height,
        "renditions": [
            {
                "kind": rendition.kind,
                "path": str(rendition.file),
                "width": rendition.width,
                "height": rendition.height,
            }
            for rendition in picture.renditions.all()
        ],
    }


def image_answer(facts: PictureFacts) -> ImageAnswer:
    return {
        "url": _url(facts["path"]),
        "content_type": content_type(facts["path"]),
        "alt_text": facts["alt_text"],
        "caption": facts["caption"],
        "credit": facts["credit"],
        "width": facts["width"],
        "height": facts["height"],
        "renditions": [
            {
                "kind": rendition["kind"],
                "url": _url(rendition["path"]),
                "content_type": content_type(rendition["path"]),
                "width": rendition["width"],
                "height": rendition["height"],
            }
            for rendition in facts.get("renditions", ())
        ],
    }


def with_media_address(text: str) -> str:
    return text.replace(MEDIA_ADDRESS, settings.NEWSROOM_MEDIA_URL)


def _url(path: str) -> str:
    return f"{settings.NEWSROOM_MEDIA_URL}/{path}"
