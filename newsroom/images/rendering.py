"""Renditions for pictures that were added before there were any."""

from collections.abc import Iterator

from newsroom.images.decoding import renditions_of
from newsroom.images.errors import PictureRefused
from newsroom.images.models import Picture
from newsroom.images.storing import store_renditions, storing


def make_missing_renditions() -> Iterator[tuple[Picture, str | None]]:
    """Give every picture without renditions its own, each in a transaction of its own.

    Yields the picture and what went wrong, None if nothing did. May be stopped and run again at
    any time, also twice at once.
    """
    # The keys alone, so that a long run holds no cursor open.
    for key in list(Picture.objects.filter(renditions=None).values_list("pk", flat=True)):
        picture = Picture.objects.get(pk=key)
        try:
            _make_renditions(picture)
        except (OSError, PictureRefused) as error:
            yield picture, str(error)
        else:
            yield picture, None


def _make_renditions(picture: Picture) -> None:
    with picture.file.open() as file:
        renditions = renditions_of(file.read())
    with storing() as store:
        locked = Picture.objects.select_for_update().get(pk=picture.pk)
        if not locked.renditions.exists():
            store_renditions(locked, renditions, store)
