"""What a published document keeps of a picture, and what the API answers from that."""

from typing import TypedDict

from django.conf import settings

from newsroom.images.models import Picture


class PictureFacts(TypedDict):
    """``path`` is relative to the media address, which may change; sizes are pixels."""

    path: str
    alt_text: str
    caption: str | None
    credit: str | None
    width: int
    height: int


class ImageAnswer(TypedDict):
    url: str
    alt_text: str
    caption: str | None
    credit: str | None
    width: int
    height: int


def facts(picture: Picture) -> PictureFacts:
    return {
        "path": str(picture.file),
        "alt_text": picture.alt_text,
        "caption": picture.caption or None,
        "credit": picture.credit or None,
        "width": picture.width,
        "height": picture.height,
    }


def image_answer(facts: PictureFacts) -> ImageAnswer:
    return {
        "url": f"{settings.NEWSROOM_MEDIA_URL}/{facts['path']}",
        "alt_text": facts["alt_text"],
        "caption": facts["caption"],
        "credit": facts["credit"],
        "width": facts["width"],
        "height": facts["height"],
    }
