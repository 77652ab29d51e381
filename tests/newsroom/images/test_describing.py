import pytest

from newsroom.images.describing import describe_picture
from newsroom.images.errors import PictureRefused
from newsroom.images.models import Picture
from tests.newsroom.images.files import make_picture

TEXTS = ("alt_text", "credit", "caption")


def test_describe_picture_changes_the_texts_alone(db):
    picture = make_picture(credit="A. Smith")
    before = Picture.objects.values().get()

    describe_picture(picture, alt_text=" A quay. ", credit="", caption="On  Monday.")

    after = {**before, "alt_text": "A quay.", "credit": "", "caption": "On Monday."}
    assert Picture.objects.values().get() == after


def test_describe_picture_writes_nothing_when_refused(db):
    picture = make_picture()

    with pytest.raises(PictureRefused) as caught:
        describe_picture(picture, alt_text="\u202eA quay.", caption="x" * 1_001)

    assert caught.value.problems == {
        "alt_text": [
            "This text contains an invisible control character: delete it, or type the text anew."
        ],
        "caption": ["Ensure this value has at most 1000 characters (it has 1001)."],
    }
    assert Picture.objects.values_list(*TEXTS).get() == ("A harbour at dawn.", "", "")
