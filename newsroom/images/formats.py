"""The formats that pictures are taken in, stored in and served in, and the renditions of each."""

import secrets
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Format:
    """``save_options`` is what Pillow's encoder is told."""

    name: str
    extension: str
    content_type: str
    save_options: dict[str, int | bool] = field(default_factory=dict)


FORMATS = (
    Format("JPEG", "jpg", "image/jpeg", {"quality": 90, "optimize": True, "progressive": True}),
    Format("PNG", "png", "image/png"),
    # Slower settings save few bytes and take a minute for the largest pictures.
    Format("WEBP", "webp", "image/webp", {"quality": 90, "method": 2}),
    Format("AVIF", "avif", "image/avif", {"quality": 80, "speed": 8}),
)
BY_NAME = {format.name: format for format in FORMATS}
BY_EXTENSION = {format.extension: format for format in FORMATS}

# Every browser shows WebP, and it keeps transparency.
RENDITION_FORMAT = Format("WEBP", "webp", "image/webp", {"quality": 82, "method": 2})
# The widest that each rendition may be, in pixels, the narrowest first.
RENDITION_WIDTHS = {"thumbnail": 320, "card": 800, "wide": 1_600}
# The longest side that WebP can store.
RENDITION_HEIGHT = 16_383

FOLDER = "pictures/"
# 128 random bits, so that nobody finds a picture before the story that shows it is published.
NAME_PATTERN = rf"[0-9a-f]{{32}}\.({'|'.join(BY_EXTENSION)})"


def random_name(format: Format) -> str:
    return f"{FOLDER}{secrets.token_hex(16)}.{format.extension}"


def content_type(path: str) -> str:
    return BY_EXTENSION[path.rpartition(".")[2]].content_type
