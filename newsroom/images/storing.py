"""Files of pictures under random names, which stay only if their rows do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from newsroom.images.encoding import Encoded
from newsroom.images.formats import random_name
from newsroom.images.models import Picture, Rendition

Store = Callable[[Encoded], str]


@contextmanager
def storing() -> Iterator[Store]:
    """Give a function that stores a file and tells its name, within a transaction for the rows.

    If that transaction fails, the files are deleted again.
    """
    names: list[str] = []

    def store(encoded: Encoded) -> str:
        names.append(random_name(encoded.format))
        return default_storage.save(names[-1], ContentFile(encoded.data))

    try:
        with transaction.atomic():
            yield store
    except BaseException:
        for name in names:
            default_storage.delete(name)
        raise


def store_renditions(picture: Picture, renditions: dict[str, Encoded], store: Store) -> None:
    Rendition.objects.bulk_create(
        Rendition(
            picture=picture,
            kind=kind,
            file=store(encoded),
            width=encoded.width,
            height=encoded.height,
        )
        for kind, encoded in renditions.items()
    )
