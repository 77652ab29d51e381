"""Pictures in bodies, in every format, with the media address of now."""

import pytest

from articles.verbs.publishing import publish
from articles.verbs.saving import save
from newsroom.images.describing import describe_picture
from newsroom.images.models import Picture
from tests.factories import make_content, make_published
from tests.newsroom.images.files import make_picture, plain

STORY = "/api/v1/articles/s/"
MEDIA = "https://cdn.example.com/media"


@pytest.fixture
def picture(db, settings) -> Picture:
    settings.NEWSROOM_MEDIA_URL = MEDIA
    return make_picture(plain(size=(400, 200)), alt_text="A quay.", credit="A. Smith")


def figure(picture: Picture, inside: str = "") -> str:
    return f'<figure><img src="picture:{picture.pk}">{inside}</figure>'


def body(api, body_format: str, address: str = STORY):
    return api.json(f"{address}?fields=body&body_format={body_format}")["body"]


def test_picture_is_shown_in_every_format(api, picture):
    thumbnail, card = picture.renditions.all()
    make_published(
        slug="s",
        body=f"<p>One.</p>{figure(picture, '<figcaption>On Monday</figcaption>')}",
    )

    answers = {name: body(api, name) for name in ("html", "text", "markdown")}

    assert answers == {
        "html": f'<p>One.</p>\n<figure><img src="{MEDIA}/{card.file}" '
        f'srcset="{MEDIA}/{thumbnail.file} 320w, {MEDIA}/{card.file} 400w" '
        'sizes="auto, 100vw" alt="A quay." width="400" height="200" loading="lazy">'
        "<figcaption>On Monday <small>A. Smith</small></figcaption></figure>",
        "text": "One.\n\nOn Monday (A. Smith)",
        "markdown": f"One.\n\n![A quay.]({MEDIA}/{picture.file})\n\n_On Monday_ (A. Smith)",
    }


def test_block_of_a_picture_has_the_shape_of_every_image(api, picture):
    make_published(slug="s", picture=picture.pk, body=figure(picture))

    (block,) = body(api, "blocks")

    assert block == {"type": "image", **api.json(STORY)["image"]}
    assert len(block["renditions"]) == 2


def test_media_address_is_that_of_now(api, picture, settings):
    make_published(slug="s", body=figure(picture))
    settings.NEWSROOM_MEDIA_URL = "https://pictures.example.net"

    answers = [str(body(api, name)) for name in ("html", "blocks", "markdown")]

    assert all("https://pictures.example.net/pictures/" in answer for answer in answers)
    assert not any("cdn.example.com" in answer or "\x1a" in answer for answer in answers)


def test_pictures_take_no_statement_of_their_own(api, picture, django_assert_num_queries):
    for number in range(3):
        make_published(slug=f"s-{number}", body=figure(picture), picture=picture.pk)
    api.json(f"{STORY[:-2]}?fields=body,image")

    for size in (1, 3):
        with django_assert_num_queries(2):
            answer = api.json(f"{STORY[:-2]}?fields=body,image&page_size={size}")
        assert len(answer["results"]) == size


def test_version_keeps_the_words_that_it_was_published_with(api, picture):
    article = make_published(slug="s", body=figure(picture))
    describe_picture(picture, alt_text="Another quay.", credit="B. Jones")
    save(article, make_content(slug="s", body=figure(picture)), by=None, based_on=1)
    publish(article, by=None)

    blocks = [body(api, "blocks", f"{STORY}versions/{number}/")[0] for number in (1, 2)]

    assert [(block["alt_text"], block["credit"]) for block in blocks] == [
        ("A quay.", "A. Smith"),
        ("Another quay.", "B. Jones"),
    ]
    digests = article.versions.values_list("digest", flat=True)
    assert len(set(digests)) == 2


def test_difference_shows_pictures_as_blocks(api, picture):
    article = make_published(slug="s", body="<p>One.</p>")
    save(article, make_content(slug="s", body=figure(picture)), by=None, based_on=1)
    publish(article, by=None)

    (run,) = api.json(f"{STORY}versions/2/difference/")["body"]

    assert run["operation"] == "replaced"
    assert run["after"] == body(api, "blocks")
    assert run["after"][0]["url"] == f"{MEDIA}/{picture.file}"
