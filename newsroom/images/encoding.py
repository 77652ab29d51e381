"""From pixels to the bytes of a picture file and of its renditions."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from newsroom.images.formats import (
    RENDITION_FORMAT,
    RENDITION_HEIGHT,
    RENDITION_WIDTHS,
    Format,
)


@dataclass(frozen=True)
class Encoded:
    data: bytes
    format: Format
    width: int
    height: int


def encode(image: Image.Image, format: Format) -> Encoded:
    file = io.BytesIO()
    image.save(file, format.name, **format.save_options)
    return Encoded(file.getvalue(), format, image.width, image.height)


def encode_renditions(image: Image.Image) -> dict[str, Encoded]:
    """Give one to three renditions by kind, the narrowest first, none larger than the picture.

    The first kind that is as wide as the picture holds it whole, and wider ones are left out.
    """
    return {kind: encode(_scaled(image, size), RENDITION_FORMAT) for kind, size in _sizes(image)}


def _sizes(image: Image.Image) -> Iterator[tuple[str, tuple[int, int]]]:
    before = 0
    for kind, width in RENDITION_WIDTHS.items():
        scale = min(1, width / image.width, RENDITION_HEIGHT / image.height)
        size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
        if size[0] == before:
            return
        yield kind, size
        before = size[0]


def _scaled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if size == image.size:
        return image
    # Halving quickly first keeps the largest pictures under a second.
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
