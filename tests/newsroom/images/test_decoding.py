import io

import pytest
from PIL import Image, ImageCms

from newsroom.images import decoding
from newsroom.images.decoding import clean
from newsroom.images.errors import PictureRefused
from tests.newsroom.images import files

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
HTML = b"<html><script>alert(document.cookie)</script></html>"
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">Secret Source</x:xmpmeta>'
EVERY_FORMAT = ["JPEG", "PNG", "WEBP", "AVIF"]


def read(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (b"", decoding.UNKNOWN),
        (b"\0" * 100, decoding.UNKNOWN),
        (SVG, decoding.UNKNOWN),
        (PDF, decoding.UNKNOWN),
        (HTML, decoding.UNKNOWN),
        (files.plain("GIF"), decoding.UNKNOWN),
        (files.plain("TIFF"), decoding.UNKNOWN),
        (files.plain("BMP"), decoding.UNKNOWN),
        (files.plain("ICO"), decoding.UNKNOWN),
        (b"GIF89a" + files.plain("JPEG"), decoding.UNKNOWN),
        (files.moving("GIF"), decoding.UNKNOWN),
        (files.moving("PNG"), decoding.MOVING),
        (files.moving("WEBP"), decoding.MOVING),
        (files.moving("AVIF"), decoding.MOVING),
        (files.png_header(50_000, 50_000), decoding.TOO_LARGE),
        (files.png_header(10_000, 9_000), decoding.TOO_LARGE),
        (files.png_header(5_000, 10_001), decoding.TOO_LARGE),
        (files.png_header(5_000, 10_000), decoding.BROKEN),
        (files.plain("JPEG") + decoding.START_OF_SCAN * 500, decoding.BROKEN),
    ],
)
def test_clean_refuses_what_is_no_sound_picture(upload, sentence):
    with pytest.raises(PictureRefused) as caught:
        clean(upload)

    assert caught.value.problems == {"upload": [sentence]}


@pytest.mark.parametrize(
    ("format", "sentence"),
    [
        ("JPEG", decoding.BROKEN),
        ("PNG", decoding.BROKEN),
        ("WEBP", decoding.BROKEN),
        ("AVIF", decoding.UNKNOWN),
    ],
)
def test_clean_refuses_a_truncated_file(format, sentence):
    whole = files.encode(Image.effect_noise((64, 64), 50), format)

    with pytest.raises(PictureRefused) as caught:
        clean(whole[: len(whole) // 2])

    assert caught.value.problems == {"upload": [sentence]}


def test_clean_refuses_a_png_with_a_wrong_checksum():
    upload = bytearray(files.plain("PNG"))
    upload[upload.index(b"IEND") - 5] ^= 1

    with pytest.raises(PictureRefused) as caught:
        clean(bytes(upload))

    assert caught.value.problems == {"upload": [decoding.BROKEN]}


@pytest.mark.parametrize("format", EVERY_FORMAT)
def test_clean_keeps_format_size_and_colour(format):
    upload = files.encode(files.red_corner(), format, quality=100)

    result = clean(upload)

    image = read(result.file.data)
    assert (result.file.format.name, result.file.width, result.file.height) == (format, 32, 16)
    assert (image.format, image.size, image.mode) == (format, (32, 16), "RGB")
    assert image.getpixel((4, 4)) == pytest.approx((255, 0, 0), abs=6)
    assert image.getpixel((28, 12)) == pytest.approx((255, 255, 255), abs=6)


@pytest.mark.parametrize("format", EVERY_FORMAT)
def test_clean_leaves_nothing_but_pixels(format):
    upload = files.plain(
        format, exif=files.telling_exif(), xmp=XMP, icc_profile=files.srgb_profile()
    )
    assert b"Secret Source" in upload
    assert read(upload).getexif().get_ifd(0x8825)[1] == "N"

    result = clean(upload)

    image = read(result.file.data)
    assert dict(image.getexif()) == {}
    assert image.getexif().get_ifd(0x8825) == {}
    assert {"exif", "xmp", "icc_profile", "comment"} & set(image.info) == set()
    for trace in (b"Secret", b"Exif", b"xmpmeta", b"acsp"):
        assert trace not in result.file.data


def test_clean_drops_comments_thumbnails_and_text():
    jpeg = files.plain("JPEG", comment=b"Secret Source")
    text = files.chunk(b"tEXt", b"Author\0Secret Source")
    png = files.plain("PNG")
    png = png[:33] + text + png[33:]
    assert read(jpeg).info["comment"] == b"Secret Source"
    assert read(png).info["Author"] == "Secret Source"

    cleaned = [clean(jpeg).file.data, clean(png).file.data]

    assert "comment" not in read(cleaned[0]).info
    assert read(cleaned[1]).info == {}
    assert [b"Secret" in data for data in cleaned] == [False, False]


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_clean_drops_what_is_hidden_behind_the_picture(format):
    upload = files.plain(format) + HTML

    result = clean(upload)

    assert b"<script" not in result.file.data


def test_clean_drops_html_hidden_inside_a_jpeg():
    upload = files.plain("JPEG", comment=HTML)

    result = clean(upload)

    assert b"<script" not in result.file.data


@pytest.mark.parametrize("format", EVERY_FORMAT)
@pytest.mark.parametrize(
    ("orientation", "size", "corner"),
    [
        (1, (32, 16), (4, 4)),
        (3, (32, 16), (28, 12)),
        (6, (16, 32), (12, 4)),
        (8, (16, 32), (4, 28)),
    ],
)
def test_clean_turns_the_picture_upright(format, orientation, size, corner):
    upload = files.encode(files.red_corner(), format, exif=files.telling_exif(orientation))

    result = clean(upload)

    image = read(result.file.data)
    assert (result.file.width, result.file.height) == image.size == size
    assert image.getpixel(corner) == pytest.approx((255, 0, 0), abs=12)
    assert image.getexif().get(0x0112) is None


@pytest.mark.parametrize(
    ("mode", "colour", "expected"),
    [
        ("1", 1, (255, 255, 255)),
        ("L", 100, (100, 100, 100)),
        ("I;16", 25_700, (100, 100, 100)),
        ("LA", (100, 30), (100, 100, 100, 30)),
        ("RGBA", (1, 2, 3, 40), (1, 2, 3, 40)),
    ],
)
def test_clean_brings_every_kind_of_png_to_eight_bit_colour(mode, colour, expected):
    upload = files.encode(Image.new(mode, (8, 6), colour), "PNG")

    result = clean(upload)

    assert read(result.file.data).getpixel((0, 0)) == expected


def test_clean_keeps_the_transparency_of_a_palette():
    image = Image.new("P", (8, 6), 1)
    image.putpalette([10, 20, 30, 40, 50, 60])

    result = clean(files.encode(image, "PNG", transparency=1))

    assert read(result.file.data).getpixel((0, 0)) == (40, 50, 60, 0)


def test_clean_converts_cmyk_to_rgb():
    upload = files.encode(Image.new("CMYK", (8, 6), (0, 255, 255, 0)), "JPEG")

    result = clean(upload)

    image = read(result.file.data)
    assert image.mode == "RGB"
    assert image.getpixel((0, 0)) == pytest.approx((255, 0, 0), abs=3)


def test_clean_converts_other_colour_spaces_to_srgb():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    swapped = _profile_with_red_and_blue_swapped()
    red = Image.new("RGB", (8, 6), "red")

    converted = clean(files.encode(red, "PNG", icc_profile=swapped))
    unfit = clean(files.encode(red, "PNG", icc_profile=profile))
    damaged = clean(files.encode(red, "PNG", icc_profile=b"no profile"))

    assert read(converted.file.data).getpixel((0, 0)) == pytest.approx((0, 0, 255), abs=3)
    assert read(unfit.file.data).getpixel((0, 0)) == (255, 0, 0)
    assert read(damaged.file.data).getpixel((0, 0)) == (255, 0, 0)


def test_clean_takes_the_first_view_of_a_picture_with_several():
    views = [Image.new("RGB", (8, 6), colour) for colour in ("red", "blue")]
    upload = files.encode(views[0], "MPO", save_all=True, append_images=views[1:])

    result = clean(upload)

    image = read(result.file.data)
    assert (result.file.format.name, image.format) == ("JPEG", "JPEG")
    assert image.getpixel((0, 0)) == pytest.approx((255, 0, 0), abs=3)


def _profile_with_red_and_blue_swapped() -> bytes:
    profile = bytearray(files.srgb_profile())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)
