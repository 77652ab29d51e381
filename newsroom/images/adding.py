"""The verb that takes a picture in."""

import uuid
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.template.defaultfilters import filesizeformat

from newsroom.images.decoding import CleanPicture, clean
from newsroom.images.describing import set_texts
from newsroom.images.errors import PictureRefused
from newsroom.images.models import Picture
from newsroom.images.storing import store_renditions, storing


def add_picture(
    upload: File | IO[bytes],
    *,
    alt_text: str,
    credit: str = "",
    caption: str = "",
    by: Any,
    id: uuid.UUID | None = None,
) -> Picture:
    """Store the pixels of an uploaded file and its renditions under random names, then the rows.

    Its name and its type as the client tells them count for nothing. ``by`` is the acting user,
    None where the system acts; ``id`` is given where stories name it beforehand. Raises
    ``PictureRefused`` with everything that is wrong.
    """
    picture = Picture(id=id or uuid.uuid4(), uploaded_by=by)
    problems: dict[str, list[str]] = {}
    try:
        set_texts(picture, alt_text, credit, caption)
    except PictureRefused as refusal:
        problems.update(refusal.problems)
    try:
        cleaned = clean(_read(upload))
    except PictureRefused as refusal:
        problems.update(refusal.problems)
    if problems:
        raise PictureRefused(problems)
    _store(picture, cleaned)
    return picture


def _read(upload: File | IO[bytes]) -> bytes:
    limit = settings.NEWSROOM_PICTURE_MAX_BYTES
    data = upload.read(limit + 1)
    if len(data) > limit:
        raise PictureRefused({"upload": [f"This file is larger than {filesizeformat(limit)}."]})
    return data


def _store(picture: Picture, cleaned: CleanPicture) -> None:
    picture.width, picture.height = cleaned.file.width, cleaned.file.height
    with storing() as store:
        picture.file = store(cleaned.file)
        picture.save(force_insert=True)
        store_renditions(picture, cleaned.renditions, store)
