import re
import uuid

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from selectolax.lexbor import LexborHTMLParser

from articles.body import (
    Block,
    BodyRefused,
    Heading,
    Image,
    List,
    Paragraph,
    Quote,
    Span,
    canonicalise,
    derive,
    from_json,
    parse,
    to_html,
    to_json,
    to_markdown,
)
from articles.body.characters import forbidden_characters
from articles.body.spans import Spans, spans_to_text, tidy
from tests.articles.body.sanitising import sanitised

COMMONMARK = MarkdownIt("commonmark", {"html": False})
HREFS = [
    "https://example.org/",
    "http://example.org/a_(b)?c=*d*&amp;e=~f~#g",
    "mailto:desk@example.org",
]


def is_canonical(spans: Spans) -> bool:
    return spans != () and all(span.href is None or span.text.strip() for span in spans)


texts = st.one_of(
    st.text("ab1 .,-*_`[]()<>&#!~\\\"'“é漢\u00a0\u3000😀\u200d", min_size=1, max_size=8),
    st.text(min_size=1, max_size=8).filter(lambda text: not forbidden_characters(text)),
)
marked = st.builds(Span, texts, st.booleans(), st.booleans(), st.sampled_from([None, *HREFS]))
spans = st.lists(marked, min_size=1, max_size=5).map(tidy).filter(is_canonical)
lines = st.lists(spans, min_size=1, max_size=3).map(tuple)
attributions = texts.map(lambda text: spans_to_text(tidy([Span(text)]))).filter(
    lambda text: text and not re.match(r"\s*[-—–―]", text)
)
PICTURE = uuid.UUID("0b9f5f6e-6d1c-4c39-9d3b-2f1f6d0f3a11")
plain = texts.map(lambda text: spans_to_text(tidy([Span(text)]))).filter(bool)
images = st.builds(Image, st.just(PICTURE), st.none() | plain, st.none() | plain)
contents = st.one_of(
    images,
    st.builds(Paragraph, spans),
    st.builds(List, st.booleans(), lines),
    st.builds(Quote, lines, st.one_of(st.none(), attributions)),
    st.builds(Heading, st.just("a"), st.sampled_from([2, 3]), spans),
)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[Block, ...]:
    """Blocks whose headings have ids of their own and begin with one of level 2."""
    blocks, headings = [], 0
    for block in draw(st.lists(contents, max_size=4)):
        if isinstance(block, Heading):
            block = Heading(f"h-{headings}", block.level if headings else 2, block.spans)
            headings += 1
        blocks.append(block)
    return tuple(blocks)


PIECES = [
    *("<p>", "</p>", "<div>", "</div>", "<section>", "</section>", "<span>", "</span>", "<p/>"),
    *("<b>", "</b>", "<strong>", "</strong>", "<i>", "</i>", "<em>", "</em >", "</b/>", "</i x>"),
    *("<h2>", "</h2>", "<h2 id=a>", "<h3>", "</h3>", "<ul>", "</ul>", "<ol>", "</ol>", "<li>"),
    *("</li>", "<blockquote>", "</blockquote>", "<figure>", "</figure>", "<figcaption>"),
    *("</figcaption>", "<footer>", "</footer>", "<cite>", "</cite>", "</a>", "<!-- -->", "<!-->"),
    *(f"<img src=picture:{PICTURE}>", f"<img src='picture:{PICTURE}' alt='w &lt;'>", "<img>"),
    *("<a href='https://e.org/'>", "<a href=https://e.org/?a&b>", "<a href=x>", "<a>"),
]
HAZARDS = [
    *(
        "<",
        "<p",
        "</",
        "</p",
        "<!--",
        "<!",
        "<?",
        "<![CDATA[",
        ">",
        "]]>",
        "<a href='",
        '<p "',
        "'>",
    ),
    *("<td>", "<br>", "<script>", "</script>", "<svg>", "<title>", "<p class=x>", "</br>", "<x>"),
    *("&", "&am", "p;", "&#0;", "&#x202e;", "&lt", "\x00", "\u200b", "\ud800", "\r", "\n", " "),
]
words = st.integers(0, 999).map(lambda number: f"w{number}")
well_formed = st.lists(st.one_of(st.sampled_from(PIECES), words), max_size=20).map("".join)
soup = st.lists(
    st.one_of(st.sampled_from(PIECES), st.sampled_from(HAZARDS), words, st.text(max_size=3)),
    max_size=20,
).map("".join)


def accepted(html: str) -> str | None:
    try:
        return canonicalise(html)
    except BodyRefused:
        return None


def shown(html: str) -> str:
    """What a browser shows of `html`, less blanks, and dashes such as that before a source."""
    body = LexborHTMLParser(f"<!DOCTYPE html><body>{html}").body
    return re.sub(r"[\s\-—–―]+", "", body.text())


def pictures(html: str) -> list[tuple[str, str]]:
    """Address and alternative text of the pictures that a browser shows of `html`."""
    found = LexborHTMLParser(f"<!DOCTYPE html><body>{html}").css("img")
    return [(each.attributes["src"] or "", each.attributes.get("alt") or "") for each in found]


Marked = tuple[str, bool, bool, str | None]


def written_lines(block: Block) -> list[list[Marked]]:
    """The characters of each line of `block` with their marks, blanks without."""
    if isinstance(block, List):
        runs = block.items
    elif isinstance(block, Quote):
        source = () if block.attribution is None else ((Span(f"— {block.attribution}"),),)
        runs = (*block.paragraphs, *source)
    elif isinstance(block, Image):
        alt = (Span(block.alt_text),) if block.alt_text else ()
        runs = (alt, *(((Span(block.caption),),) if block.caption else ()))
    else:
        runs = (block.spans,)
    return [
        [
            (
                character,
                span.bold and not character.isspace(),
                span.italic and not character.isspace(),
                span.href and COMMONMARK.normalizeLink(span.href),
            )
            for span in run
            for character in span.text
        ]
        for run in runs
    ]


def read_line(token: Token) -> list[Marked]:
    bold = italic = href = None
    line: list[Marked] = []
    for child in token.children or ():
        if child.tag == "strong":
            bold = child.nesting == 1
        elif child.tag == "em":
            italic = child.nesting == 1
        elif child.tag == "a":
            href = child.attrGet("href") if child.nesting == 1 else None
        elif child.type == "image":
            assert child.attrGet("src") == f"picture:{PICTURE}"
            line += read_line(child)
        else:
            line += [
                (each, bool(bold) and not each.isspace(), bool(italic) and not each.isspace(), href)
                for each in child.content
            ]
    return line


def tags(block: Block) -> list[str]:
    """The elements that Markdown makes of `block`, where a picture is a line of text."""
    if isinstance(block, Image):
        return ["p"] * len(written_lines(block))
    return re.findall(r"^<(?:figure><)?(\w+)", block.to_html())


@given(bodies())
def test_blocks_come_back_from_html(blocks: tuple[Block, ...]) -> None:
    assert parse(to_html(blocks)) == blocks


@given(bodies())
def test_blocks_come_back_from_json(blocks: tuple[Block, ...]) -> None:
    assert from_json(to_json(blocks)) == blocks


@given(bodies())
@settings(max_examples=120)
def test_text_and_marks_come_back_from_markdown(blocks: tuple[Block, ...]) -> None:
    tokens = COMMONMARK.parse(to_markdown(blocks))

    assert [read_line(token) for token in tokens if token.type == "inline"] == [
        line for block in blocks for line in written_lines(block)
    ]
    assert [token.tag for token in tokens if token.level == 0 and token.nesting == 1] == [
        tag for block in blocks for tag in tags(block)
    ]


@given(st.one_of(well_formed, soup))
@settings(max_examples=300)
def test_any_html_is_refused_or_comes_out_whole_and_harmless(html: str) -> None:
    canonical = accepted(html)

    if canonical is not None:
        assert canonicalise(canonical) == canonical
        assert sanitised(canonical) == canonical
        assert shown(canonical) == shown(html)
        assert pictures(canonical) == pictures(html)


@given(images, st.text(), st.none() | st.text(min_size=1), st.none() | st.text(min_size=1))
def test_picture_is_published_harmless_whatever_is_said_about_it(
    image: Image, alt_text: str, caption: str | None, credit: str | None
) -> None:
    facts = {
        **{"path": "pictures/a.jpg", "width": 8, "height": 6, "renditions": []},
        **{"alt_text": alt_text, "caption": caption, "credit": credit},
    }

    result = derive(image.to_html(), {PICTURE: facts})

    (block,) = result.blocks
    body = LexborHTMLParser(f"<!DOCTYPE html><body>{result.html}").body
    (img,) = body.css("img")
    assert img.attributes == {
        **{"src": "\x1a/pictures/a.jpg", "alt": block["alt_text"]},
        **{"width": "8", "height": "6", "loading": "lazy"},
    }
    assert [node.tag for node in body.css("figure *")] == [
        "img",
        *(["figcaption"] if block["caption"] or block["credit"] else []),
        *(["small"] if block["credit"] else []),
    ]
    assert shown(result.html) == re.sub(
        r"[\s\-—–―]+", "", (block["caption"] or "") + (block["credit"] or "")
    )
    markdown = result.markdown.replace("\x1a", "https://example.org")
    assert COMMONMARK.parse(markdown)[1].children[0].type == "image"


@given(st.text())
def test_any_text_is_refused_or_comes_out_whole(text: str) -> None:
    canonical = accepted(text)

    if canonical is not None:
        assert shown(canonical) == shown(text)
