"""Picture files, honest and hostile, made on the spot."""

import io
import struct
import zlib
from typing import Any

from django.core.files.base import ContentFile
from PIL import ExifTags, Image, ImageCms

from newsroom.images.adding import add_picture
from newsroom.images.models import Picture


def encode(image: Image.Image, format: str, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def plain(
    format: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (8, 6), **options: Any
) -> bytes:
    """A picture in one colour."""
    return encode(Image.new(mode, size), format, **options)


def red_corner(scale: int = 1) -> Image.Image:
    """A white picture, 32 wide and 16 high times the scale, whose top left quarter is red."""
    image = Image.new("RGB", (32 * scale, 16 * scale), "white")
    image.paste("red", (0, 0, 16 * scale, 8 * scale))
    return image


def telling_exif(orientation: int = 1) -> Image.Exif:
    """Where, with what and by whom a picture was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "SecretCamera"
    exif[ExifTags.Base.Artist] = "Secret Source"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = (39.0, 1.0, 30.0)
    return exif


def srgb_profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def moving(format: str) -> bytes:
    frames = [Image.new("RGB", (8, 6), colour) for colour in ("red", "blue")]
    return encode(frames[0], format, save_all=True, append_images=frames[1:])


def png_header(width: int, height: int) -> bytes:
    """A PNG that says how large it is and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(b"\0")), chunk(b"IEND", b"")]
    )


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def make_picture(data: bytes | None = None, **values: Any) -> Picture:
    upload = ContentFile(plain() if data is None else data)
    return add_picture(upload, **{"alt_text": "A harbour at dawn.", "by": None, **values})
