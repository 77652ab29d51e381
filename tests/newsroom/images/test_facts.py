from newsroom.images.facts import PictureFacts, facts, image_answer
from tests.newsroom.images.files import make_picture, plain


def test_facts_hold_what_a_document_needs(db, django_assert_num_queries):
    picture = make_picture(plain(size=(400, 8)), credit="A. Smith/Agency", caption="On Monday.")
    names = dict(picture.renditions.values_list("kind", "file"))

    with django_assert_num_queries(1):
        found = facts(picture)

    assert found == {
        "path": picture.file.name,
        "alt_text": "A harbour at dawn.",
        "caption": "On Monday.",
        "credit": "A. Smith/Agency",
        "width": 400,
        "height": 8,
        "renditions": [
            {"kind": "thumbnail", "path": names["thumbnail"], "width": 320, "height": 6},
            {"kind": "card", "path": names["card"], "width": 400, "height": 8},
        ],
    }


def test_facts_without_credit_say_none(db):
    assert facts(make_picture())["credit"] is None


STORED: PictureFacts = {
    "path": "pictures/ab.jpg",
    "alt_text": "A quay.",
    "caption": None,
    "credit": None,
    "width": 500,
    "height": 60,
    "renditions": [
        {"kind": "thumbnail", "path": "pictures/cd.webp", "width": 320, "height": 38},
    ],
}


def test_image_answer_builds_the_addresses_when_asked(settings):
    settings.NEWSROOM_MEDIA_URL = "https://cdn.example.com/media"

    assert image_answer(STORED) == {
        "url": "https://cdn.example.com/media/pictures/ab.jpg",
        "content_type": "image/jpeg",
        "alt_text": "A quay.",
        "caption": None,
        "credit": None,
        "width": 500,
        "height": 60,
        "renditions": [
            {
                "kind": "thumbnail",
                "url": "https://cdn.example.com/media/pictures/cd.webp",
                "content_type": "image/webp",
                "width": 320,
                "height": 38,
            }
        ],
    }


def test_image_answer_of_facts_older_than_renditions_has_none():
    old = {name: value for name, value in STORED.items() if name != "renditions"}

    assert image_answer(old)["renditions"] == []
