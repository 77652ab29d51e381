import uuid

from articles.body import Derived, derive, pictures_in
from newsroom.images.facts import PictureFacts

KEY = uuid.UUID("0b9f5f6e-6d1c-4c39-9d3b-2f1f6d0f3a11")
OTHER = uuid.UUID("7d1d5b1c-30d6-4a0a-8a35-0f6d9b1d7a52")
FACTS: PictureFacts = {
    "path": "pictures/aa.jpg",
    "alt_text": "Cranes over a quay",
    "caption": "The harbour on Monday.",
    "credit": "A. Smith/Agency",
    "width": 1_200,
    "height": 600,
    "renditions": [
        {"kind": "thumbnail", "path": "pictures/bb.webp", "width": 320, "height": 160},
        {"kind": "card", "path": "pictures/cc.webp", "width": 800, "height": 400},
    ],
}


def derived(html: str, **facts) -> Derived:
    return derive(html, {KEY: {**FACTS, **facts}})


def test_picture_is_published_with_its_files_and_its_texts() -> None:
    result = derived(f'<p>One.</p>\n<figure><img src="picture:{KEY}"></figure>')

    assert result.html == (
        '<p>One.</p>\n<figure><img src="\x1a/pictures/cc.webp" '
        'srcset="\x1a/pictures/bb.webp 320w, \x1a/pictures/cc.webp 800w" sizes="auto, 100vw" '
        'alt="Cranes over a quay" width="800" height="400" loading="lazy">'
        "<figcaption>The harbour on Monday. <small>A. Smith/Agency</small></figcaption></figure>"
    )
    assert result.blocks[1] == {"type": "image", **FACTS}
    assert result.text == "One.\n\nThe harbour on Monday. (A. Smith/Agency)"
    assert result.markdown == (
        "One.\n\n![Cranes over a quay](\x1a/pictures/aa.jpg)\n\n"
        "_The harbour on Monday._ (A. Smith/Agency)"
    )
    assert result.word_count == 7


def test_texts_in_the_body_come_before_those_of_the_picture() -> None:
    result = derived(
        f'<figure><img src="picture:{KEY}" alt="&quot;Own&quot; &lt;alt&gt;">'
        "<figcaption>Own &amp; caption</figcaption></figure>"
    )

    assert 'alt="&quot;Own&quot; &lt;alt&gt;"' in result.html
    assert (
        "<figcaption>Own &amp; caption <small>A. Smith/Agency</small></figcaption>" in result.html
    )
    assert result.blocks == [
        {"type": "image", **FACTS, "alt_text": '"Own" <alt>', "caption": "Own & caption"}
    ]
    assert result.text == "Own & caption (A. Smith/Agency)"
    assert result.markdown == (
        '![\\"Own" \\<alt>](\x1a/pictures/aa.jpg)\n\n_Own & caption_ (A. Smith/Agency)'
    ).replace('\\"', '"')


def test_picture_without_caption_credit_and_renditions_is_published_as_it_is() -> None:
    result = derived(
        f'<figure><img src="picture:{KEY}"></figure>', caption=None, credit=None, renditions=[]
    )

    assert result.html == (
        '<figure><img src="\x1a/pictures/aa.jpg" alt="Cranes over a quay" width="1200" '
        'height="600" loading="lazy"></figure>'
    )
    assert result.text == "Cranes over a quay"
    assert result.markdown == "![Cranes over a quay](\x1a/pictures/aa.jpg)"


def test_picture_with_a_credit_alone_shows_it() -> None:
    result = derived(f'<figure><img src="picture:{KEY}"></figure>', caption=None)

    assert "<figcaption><small>A. Smith/Agency</small></figcaption>" in result.html
    assert result.markdown.endswith("\n\n(A. Smith/Agency)")


def test_characters_that_no_body_holds_are_left_out_of_descriptions() -> None:
    """Pictures may be described with some that would be refused in a body."""
    result = derived(
        f'<figure><img src="picture:{KEY}"></figure>',
        alt_text="A\u200b quay",
        caption="On\ufeff Monday",
        credit="\x1aSmith\ufffd",
    )

    assert "On Monday <small>Smith</small>" in result.html
    assert result.blocks[0]["alt_text"] == "A quay"
    assert result.markdown == "![A quay](\x1a/pictures/aa.jpg)\n\n_On Monday_ (Smith)"


def test_pictures_of_a_body_are_named_once_and_in_order() -> None:
    body = "".join(f'<figure><img src="picture:{key}"></figure>' for key in (OTHER, KEY, OTHER))

    assert pictures_in(body) == [OTHER, KEY]
    assert pictures_in(f'<p>&lt;img src="picture:{KEY}"&gt;</p>') == []
