from newsroom.images.facts import facts, image_answer
from tests.newsroom.images.files import make_picture


def test_facts_hold_what_a_document_needs(db):
    picture = make_picture(credit="A. Smith/Agency", caption="On Monday.")

    assert facts(picture) == {
        "path": picture.file.name,
        "alt_text": "A harbour at dawn.",
        "caption": "On Monday.",
        "credit": "A. Smith/Agency",
        "width": 8,
        "height": 6,
    }


def test_facts_without_credit_say_none(db):
    assert facts(make_picture())["credit"] is None


def test_image_answer_builds_the_address_when_asked(settings):
    settings.NEWSROOM_MEDIA_URL = "https://cdn.example.com/media"

    answer = image_answer(
        {
            "path": "pictures/ab.webp",
            "alt_text": "A quay.",
            "caption": None,
            "credit": None,
            "width": 8,
            "height": 6,
        }
    )

    assert answer == {
        "url": "https://cdn.example.com/media/pictures/ab.webp",
        "alt_text": "A quay.",
        "caption": None,
        "credit": None,
        "width": 8,
        "height": 6,
    }
