from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from newsroom.images.models import Picture, Rendition
from newsroom.images.rendering import make_missing_renditions
from tests.newsroom.images.files import make_picture, plain


def make_old_picture(**values) -> Picture:
    """A picture as it was before there were renditions."""
    picture = make_picture(plain(size=(400, 8)), **values)
    for rendition in picture.renditions.all():
        rendition.file.delete(save=False)
    Rendition.objects.filter(picture=picture).delete()
    return picture


def kinds(picture: Picture) -> list[str]:
    return list(picture.renditions.values_list("kind", flat=True))


def test_missing_renditions_are_made_once(db, media):
    old, new = make_old_picture(), make_picture()
    kept = list(new.renditions.values())

    done = [list(make_missing_renditions()) for _ in range(2)]

    assert done == [[(old, None)], []]
    assert kinds(old) == ["thumbnail", "card"]
    assert list(new.renditions.values()) == kept
    for rendition in old.renditions.all():
        assert (media / rendition.file.name).read_bytes().startswith(b"RIFF")


def test_renditions_made_by_another_run_meanwhile_are_kept(db, media):
    first, second = make_old_picture(), make_old_picture()
    run = make_missing_renditions()
    next(run)

    others = list(make_missing_renditions())
    files = len(list(media.rglob("*.webp")))

    assert len(others) == 1
    assert list(run)[0][1] is None
    assert (kinds(first), kinds(second)) == (["thumbnail", "card"],) * 2
    assert len(list(media.rglob("*.webp"))) == files == 4


def test_command_goes_on_after_a_picture_that_cannot_be_read(db, media):
    lost, damaged, sound = (make_old_picture() for _ in range(3))
    (media / lost.file.name).unlink()
    (media / damaged.file.name).write_bytes(b"damaged")
    out, err = StringIO(), StringIO()

    with pytest.raises(CommandError, match="2 pictures have no renditions still."):
        call_command("make_renditions", stdout=out, stderr=err)

    assert out.getvalue() == "Renditions made for 1 pictures.\n"
    assert {line.partition(":")[0] for line in err.getvalue().splitlines()} == {
        str(lost.pk),
        str(damaged.pk),
    }
    assert (kinds(lost), kinds(damaged), kinds(sound)) == ([], [], ["thumbnail", "card"])
