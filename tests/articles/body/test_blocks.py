import uuid
from typing import Any

import pytest

from articles.body import (
    Block,
    Heading,
    Image,
    List,
    Paragraph,
    Quote,
    Span,
    from_json,
    parse,
    to_html,
    to_json,
    to_text,
)

PICTURE = uuid.UUID("0b9f5f6e-6d1c-4c39-9d3b-2f1f6d0f3a11")
BLOCKS = (
    Heading("ports", 2, (Span("Ports"),)),
    Paragraph((Span("See "), Span("this", bold=True, italic=True, href="https://e.org/"))),
    List(False, ((Span("a"),), (Span("b"),))),
    List(True, ((Span("c"),), (Span("d"),))),
    Quote(((Span("e"),), (Span("f"),)), "A captain"),
    Quote(((Span("g"),),)),
    Image(PICTURE),
    Image(PICTURE, "A quay", "The harbour"),
)
HTML = """\
<h2 id="ports">Ports</h2>
<p>See <a href="https://e.org/"><strong><em>this</em></strong></a></p>
<ul><li>a</li><li>b</li></ul>
<ol><li>c</li><li>d</li></ol>
<figure><blockquote><p>e</p><p>f</p></blockquote><figcaption>A captain</figcaption></figure>
<blockquote><p>g</p></blockquote>
<figure><img src="picture:0b9f5f6e-6d1c-4c39-9d3b-2f1f6d0f3a11"></figure>
<figure><img src="picture:0b9f5f6e-6d1c-4c39-9d3b-2f1f6d0f3a11" alt="A quay">\
<figcaption>The harbour</figcaption></figure>"""


def plain(text: str) -> dict[str, Any]:
    return {"text": text, "bold": False, "italic": False, "href": None}


JSON = [
    {"type": "heading", "id": "ports", "level": 2, "spans": [plain("Ports")]},
    {
        "type": "paragraph",
        "spans": [
            plain("See "),
            {"text": "this", "bold": True, "italic": True, "href": "https://e.org/"},
        ],
    },
    {"type": "list", "ordered": False, "items": [{"spans": [plain(text)]} for text in "ab"]},
    {"type": "list", "ordered": True, "items": [{"spans": [plain(text)]} for text in "cd"]},
    {
        "type": "quote",
        "paragraphs": [{"spans": [plain(text)]} for text in "ef"],
        "attribution": "A captain",
    },
    {"type": "quote", "paragraphs": [{"spans": [plain("g")]}], "attribution": None},
    {"type": "image", "picture": str(PICTURE), "alt_text": None, "caption": None},
    {
        "type": "image",
        "picture": str(PICTURE),
        "alt_text": "A quay",
        "caption": "The harbour",
    },
]


def test_html_becomes_blocks_and_blocks_html() -> None:
    assert parse(HTML) == BLOCKS
    assert to_html(BLOCKS) == HTML


def test_blocks_become_json_and_json_blocks() -> None:
    assert to_json(BLOCKS) == JSON
    assert from_json(JSON) == BLOCKS


def test_blocks_become_plain_text() -> None:
    assert to_text(BLOCKS) == (
        "Ports\n\nSee this\n\n• a\n• b\n\n1. c\n2. d\n\ne\nf\n— A captain\n\ng\n\n\n\nThe harbour"
    )


def test_empty_body_is_empty_in_every_form() -> None:
    assert (parse(""), to_html(()), to_json(()), from_json([]), to_text(())) == ((), "", [], (), "")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "a body must be a list of blocks"),
        ({"type": "paragraph", "spans": []}, "a body must be a list of blocks"),
        (
            ["text"],
            "blocks[0]: “type” must be one of heading, paragraph, list, quote, image",
        ),
        (
            [{"type": "table"}],
            "blocks[0]: “type” must be one of heading, paragraph, list, quote, image",
        ),
        (
            [{"type": ["list"]}],
            "blocks[0]: “type” must be one of heading, paragraph, list, quote, image",
        ),
        (
            [JSON[0], {"type": "paragraph"}],
            "blocks[1]: expected an object with exactly the members type, spans",
        ),
        (
            [{"type": "paragraph", "spans": [], "class": "x"}],
            "blocks[0]: expected an object with exactly the members type, spans",
        ),
        ([{"type": "paragraph", "spans": "x"}], "blocks[0]: “spans” must be list, not str"),
        (
            [{"type": "paragraph", "spans": ["x"]}],
            "blocks[0]: expected an object with exactly the members text, bold, italic, href",
        ),
        (
            [{"type": "paragraph", "spans": [{**plain("x"), "bold": 1}]}],
            "blocks[0]: “bold” must be bool, not int",
        ),
        (
            [{"type": "paragraph", "spans": [{**plain("x"), "href": 1}]}],
            "blocks[0]: “href” must be str | None, not int",
        ),
        (
            [{"type": "paragraph", "spans": [{**plain("x"), "href": "javascript:x"}]}],
            "blocks[0]: The address “javascript:x” has the scheme “javascript”: "
            "use https, http or mailto.",
        ),
        (
            [{"type": "paragraph", "spans": [{**plain("x"), "href": "https://e.org/a b"}]}],
            "blocks[0]: The address “https://e.org/a b” must be “https://e.org/a%20b”.",
        ),
        (
            [{"type": "paragraph", "spans": [plain("\x00")]}],
            "blocks[0]: The character U+0000 NULL is not allowed: delete it.",
        ),
        (
            [{"type": "heading", "id": "a", "level": 4, "spans": []}],
            "blocks[0]: the level of a heading must be 2 or 3, not 4",
        ),
        (
            [{"type": "heading", "id": 'a"', "level": 2, "spans": []}],
            'blocks[0]: “a"” is no valid id',
        ),
        (
            [{"type": "list", "ordered": False, "items": [[]]}],
            "blocks[0]: expected an object with exactly the members spans",
        ),
        (
            [{"type": "quote", "paragraphs": [], "attribution": ""}],
            "blocks[0]: an attribution must not be empty: use null",
        ),
        (
            [{"type": "quote", "paragraphs": [], "attribution": "\u202e"}],
            "blocks[0]: The character U+202E RIGHT-TO-LEFT OVERRIDE is not allowed: delete it.",
        ),
        (
            [{"type": "image", "picture": "x", "alt_text": None, "caption": None}],
            "blocks[0]: badly formed hexadecimal UUID string",
        ),
        (
            [{"type": "image", "picture": str(PICTURE), "alt_text": "", "caption": None}],
            "blocks[0]: a text must not be empty: use null",
        ),
        (
            [{"type": "image", "picture": str(PICTURE), "alt_text": None, "caption": "\x1a"}],
            "blocks[0]: The character U+001A CONTROL CHARACTER is not allowed: delete it.",
        ),
    ],
)
def test_json_of_another_shape_is_refused(data: object, message: str) -> None:
    with pytest.raises(ValueError) as refused:
        from_json(data)

    assert str(refused.value) == message


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: type(block).__name__)
def test_blocks_cannot_be_changed(block: Block) -> None:
    with pytest.raises(AttributeError):
        block.spans = ()
