"""The verb that changes what is said about a picture."""

from django.core.exceptions import ValidationError

from newsroom.images.errors import PictureRefused
from newsroom.images.models import Picture

TEXTS = ("alt_text", "credit", "caption")


def describe_picture(
    picture: Picture, *, alt_text: str, credit: str = "", caption: str = ""
) -> None:
    """Published stories keep the words that they were published with. Raises ``PictureRefused``."""
    set_texts(picture, alt_text, credit, caption)
    picture.save(update_fields=TEXTS)


def set_texts(picture: Picture, *texts: str) -> None:
    """Set the texts in the order of ``TEXTS``, each in one line; raise ``PictureRefused``."""
    for name, text in zip(TEXTS, texts, strict=True):
        setattr(picture, name, " ".join(text.split()))
    try:
        picture.clean_fields(exclude={field.name for field in Picture._meta.fields} - set(TEXTS))
    except ValidationError as error:
        raise PictureRefused(error.message_dict) from error
