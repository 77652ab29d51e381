import io

import pytest
from PIL import Image

from newsroom.images.decoding import clean, renditions_of
from newsroom.images.encoding import encode_renditions
from tests.newsroom.images import files

EVERY_FORMAT = ["JPEG", "PNG", "WEBP", "AVIF"]


def sizes(width: int, height: int) -> dict[str, tuple[int, int]]:
    renditions = encode_renditions(Image.new("RGB", (width, height)))
    return {kind: (each.width, each.height) for kind, each in renditions.items()}


def read(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize(
    ("picture", "expected"),
    [
        ((1, 1), [(1, 1)]),
        ((320, 200), [(320, 200)]),
        ((321, 200), [(320, 199), (321, 200)]),
        ((1_200, 900), [(320, 240), (800, 600), (1_200, 900)]),
        ((1_600, 900), [(320, 180), (800, 450), (1_600, 900)]),
        ((4_000, 2_000), [(320, 160), (800, 400), (1_600, 800)]),
        ((900, 3_000), [(320, 1_067), (800, 2_667), (900, 3_000)]),
        # WebP stores no side longer than 16,383 pixels; JPEG and PNG do.
        ((400, 20_000), [(320, 16_000), (328, 16_383)]),
        ((1, 40_000), [(1, 16_383)]),
        ((40_000, 1), [(320, 1), (800, 1), (1_600, 1)]),
    ],
)
def test_renditions_are_never_larger_than_the_picture(picture, expected):
    assert list(sizes(*picture).values()) == expected
    assert list(sizes(*picture)) == ["thumbnail", "card", "wide"][: len(expected)]


@pytest.mark.parametrize("format", EVERY_FORMAT)
def test_renditions_of_every_format_are_webp_of_the_same_colours(format):
    upload = files.encode(files.red_corner(scale=30), format, quality=100)

    renditions = clean(upload).renditions

    assert {kind: (each.width, each.height) for kind, each in renditions.items()} == {
        "thumbnail": (320, 160),
        "card": (800, 400),
        "wide": (960, 480),
    }
    for each in renditions.values():
        image = read(each.data)
        assert (image.format, image.size, image.mode) == (
            "WEBP",
            (each.width, each.height),
            "RGB",
        )
        assert image.getpixel((4, 4)) == pytest.approx((255, 0, 0), abs=8)
        assert image.getpixel((each.width - 4, each.height - 4)) == pytest.approx(
            (255, 255, 255), abs=6
        )


@pytest.mark.parametrize("format", ["PNG", "WEBP", "AVIF"])
def test_renditions_keep_transparency_without_a_dark_edge(format):
    image = Image.new("RGBA", (800, 400), (0, 0, 0, 0))
    image.paste((250, 200, 40, 255), (0, 0, 401, 400))

    thumbnail = read(clean(files.encode(image, format, quality=100)).renditions["thumbnail"].data)

    assert thumbnail.mode == "RGBA"
    assert thumbnail.getpixel((300, 80))[3] == 0
    assert thumbnail.getpixel((100, 80)) == pytest.approx((250, 200, 40, 255), abs=8)
    edge = [pixel for x in range(155, 165) if (pixel := thumbnail.getpixel((x, 80)))[3] > 30]
    assert min(red for red, *_ in edge) > 200


@pytest.mark.parametrize("format", EVERY_FORMAT)
def test_renditions_are_upright_and_tell_nothing(format):
    upload = files.encode(
        files.red_corner(scale=20), format, exif=files.telling_exif(orientation=6)
    )

    renditions = clean(upload).renditions

    assert [(each.width, each.height) for each in renditions.values()] == [(320, 640)]
    image = read(renditions["thumbnail"].data)
    assert image.getpixel((310, 10)) == pytest.approx((255, 0, 0), abs=12)
    assert image.getpixel((10, 10)) == pytest.approx((255, 255, 255), abs=12)
    assert dict(image.getexif()) == {}
    assert b"Secret" not in renditions["thumbnail"].data


def test_renditions_of_a_stored_file_are_those_of_its_upload():
    cleaned = clean(files.encode(files.red_corner(scale=30), "PNG"))

    assert renditions_of(cleaned.file.data) == cleaned.renditions
