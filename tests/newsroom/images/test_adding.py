import io
import re

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from PIL import Image

from newsroom.images import decoding, storing
from newsroom.images.adding import add_picture
from newsroom.images.errors import PictureRefused
from newsroom.images.models import Picture, Rendition
from tests.newsroom.images import files


def stored(media) -> list[str]:
    return [path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file()]


def test_add_picture_stores_file_and_row(db, media):
    desk = User.objects.create_user("picture-desk")
    upload = SimpleUploadedFile("../../evil.html", files.plain("JPEG"), "text/html")

    picture = add_picture(
        upload,
        alt_text="  A harbour\nat dawn. ",
        credit="A. Smith/Agency",
        caption="The harbour on Monday.",
        by=desk,
    )

    row = Picture.objects.values().get(pk=picture.pk)
    assert re.fullmatch(r"pictures/[0-9a-f]{32}\.jpg", row["file"])
    assert row == {
        "id": picture.pk,
        "file": picture.file.name,
        "alt_text": "A harbour at dawn.",
        "credit": "A. Smith/Agency",
        "caption": "The harbour on Monday.",
        "width": 8,
        "height": 6,
        "uploaded_at": picture.uploaded_at,
        "uploaded_by_id": desk.pk,
    }
    (rendition,) = Rendition.objects.values()
    assert re.fullmatch(r"pictures/[0-9a-f]{32}\.webp", rendition["file"])
    assert rendition == {
        "id": rendition["id"],
        "picture_id": picture.pk,
        "kind": "thumbnail",
        "file": rendition["file"],
        "width": 8,
        "height": 6,
    }
    assert set(stored(media)) == {picture.file.name, rendition["file"]}
    with Image.open(media / picture.file.name) as image:
        assert (image.format, image.size) == ("JPEG", (8, 6))


def test_add_picture_takes_the_type_from_the_bytes(db):
    upload = SimpleUploadedFile("picture.jpg", files.plain("WEBP"), "image/jpeg")

    picture = add_picture(upload, alt_text="A harbour.", by=None)

    assert picture.file.name.endswith(".webp")


def test_add_picture_gives_every_file_a_name_of_its_own(db):
    pictures = [files.make_picture(files.plain(size=(801, 8))) for _ in range(3)]

    renditions = Rendition.objects.values_list("file", flat=True)
    names = {*(picture.file.name for picture in pictures), *renditions}
    stems = {name.rpartition("/")[2].partition(".")[0] for name in names}
    assert (len(stems), {len(stem) for stem in stems}) == (12, {32})


def test_add_picture_refuses_an_svg_named_png(db, media):
    upload = SimpleUploadedFile("picture.png", b"<svg onload='alert(1)'/>", "image/png")

    with pytest.raises(PictureRefused) as caught:
        add_picture(upload, alt_text="A harbour.", by=None)

    assert caught.value.problems == {"upload": [decoding.UNKNOWN]}
    assert (stored(media), Picture.objects.count()) == ([], 0)


def test_add_picture_refuses_a_file_above_the_byte_limit(db, settings):
    data = files.plain()
    settings.NEWSROOM_PICTURE_MAX_BYTES = len(data) - 1

    with pytest.raises(PictureRefused) as caught:
        files.make_picture(data)

    assert caught.value.problems == {
        "upload": [f"This file is larger than {len(data) - 1}\xa0bytes."]
    }


def test_add_picture_takes_a_file_at_the_byte_limit(db, settings):
    data = files.plain()
    settings.NEWSROOM_PICTURE_MAX_BYTES = len(data)

    picture = files.make_picture(data)

    assert Picture.objects.get() == picture


def test_add_picture_tells_everything_that_is_wrong_at_once(db, media):
    with pytest.raises(PictureRefused) as caught:
        files.make_picture(b"", alt_text=" ", credit="x" * 201, caption="a\0b")

    assert caught.value.problems == {
        "upload": [decoding.UNKNOWN],
        "alt_text": ["Say what the picture shows, for readers who cannot see it."],
        "credit": ["Ensure this value has at most 200 characters (it has 201)."],
        "caption": [
            "This text contains an invisible control character: delete it, or type the text anew."
        ],
    }
    assert (stored(media), Picture.objects.count()) == ([], 0)


@pytest.mark.parametrize("table", ["images_picture", "images_rendition"])
def test_add_picture_leaves_no_file_without_its_rows(db, media, table):
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD CHECK (width > 8)")

    with pytest.raises(DatabaseError):
        add_picture(io.BytesIO(files.plain()), alt_text="A harbour.", by=None)

    assert stored(media) == []
    assert (Picture.objects.count(), Rendition.objects.count()) == (0, 0)


def test_add_picture_leaves_no_file_where_another_cannot_be_stored(db, media, monkeypatch):
    (media / "pictures").mkdir(parents=True)
    names = iter([f"pictures/{'0' * 32}.png", "../outside.webp"])
    monkeypatch.setattr(storing, "random_name", lambda format: next(names))

    with pytest.raises(SuspiciousFileOperation):
        add_picture(io.BytesIO(files.plain()), alt_text="A harbour.", by=None)

    assert stored(media) == []
    assert Picture.objects.count() == 0
