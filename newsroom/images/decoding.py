"""From the bytes of an upload to a picture file that holds pixels and nothing else.

Whatever else the upload held is gone afterwards: where and by whom it was taken, thumbnails of
what was cropped away, comments, colour profiles, and bytes that another program would run.
"""

import io
import threading
import warnings
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from newsroom.images.encoding import Encoded, encode, encode_renditions
from newsroom.images.errors import PictureRefused
from newsroom.images.formats import BY_NAME, Format

PIXEL_LIMIT = 50_000_000
# A progressive JPEG has about ten scans. The decoder goes over the whole picture for each, so a
# small file with very many of them would keep it busy for hours.
SCAN_LIMIT = 500
START_OF_SCAN = b"\xff\xda"

# Pillow warns above its limit and raises an error above twice that; for us both are errors.
Image.MAX_IMAGE_PIXELS = PIXEL_LIMIT
warnings.simplefilter("error", Image.DecompressionBombWarning)

# The largest pictures take more than a gigabyte while they are decoded and encoded.
one_at_a_time = threading.Lock()

UNKNOWN = "This cannot be read as a JPEG, PNG, WebP or AVIF picture: save it as one of these."
BROKEN = "This picture is incomplete or damaged: save it anew."
TOO_LARGE = f"This picture has more than {PIXEL_LIMIT // 10**6} million pixels: make it smaller."
MOVING = "This is an animation: choose a picture that does not move."


@dataclass(frozen=True)
class CleanPicture:
    """``renditions`` are by kind, the narrowest first."""

    file: Encoded
    renditions: dict[str, Encoded]


def clean(upload: bytes) -> CleanPicture:
    """Decode everything and encode it anew, upright, in sRGB and in the same format.

    Raises ``PictureRefused`` for what is none of our formats, damaged, moving or too large.
    """
    with one_at_a_time:
        image, format = _decode(upload)
        return CleanPicture(encode(image, format), encode_renditions(image))


def renditions_of(stored: bytes) -> dict[str, Encoded]:
    """Make the renditions of a file that ``clean`` made. Raises ``PictureRefused``."""
    with one_at_a_time:
        image, _ = _decode(stored)
        return encode_renditions(image)


def _decode(upload: bytes) -> tuple[Image.Image, Format]:
    try:
        with _open(upload) as image:
            format = _judge(image, upload)
            image.verify()
        # Verifying uses the open image up.
        with _open(upload) as image:
            return _pixels(image), format
    except PictureRefused:
        raise
    except UnidentifiedImageError as error:
        raise _refusal(UNKNOWN) from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _refusal(TOO_LARGE) from error
    except Exception as error:
        # Decoders raise whatever damaged bytes lead them to.
        raise _refusal(BROKEN) from error


def _open(upload: bytes) -> Image.Image:
    return Image.open(io.BytesIO(upload), formats=list(BY_NAME))


def _judge(image: Image.Image, upload: bytes) -> Format:
    # Cameras append further views to a JPEG, which Pillow then calls MPO; the first is the picture.
    is_jpeg = image.format in ("JPEG", "MPO")
    if is_jpeg and upload.count(START_OF_SCAN) > SCAN_LIMIT:
        raise _refusal(BROKEN)
    if not is_jpeg and getattr(image, "is_animated", False):
        raise _refusal(MOVING)
    return BY_NAME["JPEG" if is_jpeg else str(image.format)]


def _pixels(image: Image.Image) -> Image.Image:
    upright = _eight_bits(ImageOps.exif_transpose(image))
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    plain = _in_srgb(upright, mode).convert(mode)
    # Encoders write some of what they find here, such as comments.
    plain.info = {}
    return plain


def _eight_bits(image: Image.Image) -> Image.Image:
    """Scale 16-bit grey, which Pillow's own conversion would cut off at 255."""
    if image.mode != "I;16":
        return image
    scaled = image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    # The grey that is transparent is given in 16 bits too, and would now name another.
    scaled.info.pop("transparency", None)
    return scaled


def _in_srgb(image: Image.Image, mode: str) -> Image.Image:
    profile = image.info.get("icc_profile")
    if not profile:
        return image
    if image.mode not in ("L", "CMYK"):
        image = image.convert(mode)
    try:
        converted = ImageCms.profileToProfile(
            image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except ImageCms.PyCMSError:
        # The profile is damaged or meant for other pixels; viewers ignore such a one too.
        return image
    return converted or image


def _refusal(sentence: str) -> PictureRefused:
    return PictureRefused({"upload": [sentence]})
