import pytest
from markdown_it import MarkdownIt

from articles.body import Heading, List, Paragraph, Quote, Span, to_markdown

COMMONMARK = MarkdownIt("commonmark", {"html": False})

TRICKY = [
    "# not a heading",
    "## also #not# #",
    "- not a list",
    "+ not a list",
    "* not a list",
    "---",
    "***",
    "===",
    "> not a quotation",
    "1. not a list",
    "1984) not a list",
    "1984.",
    "123456789. x",
    "*a* **b** _c_ __d__ snake_case",
    "`code` ``` ~~~ ~~gone~~",
    "[a](b) ![a](b) [a]: b [^1] [ ]",
    "<b> <!-- --> <https://e.org> a < b > c",
    "&amp; &copy; &#35; &#x23; AT&T &;",
    "back\\slash \\* \\",
    "a | b",
    "100 % | 5* $x$ :smile: @a 'b' \"c\"",
    "\u3000indented\u3000",
    "\xa0x\xa0",
    "“*”",
]


def text_of(markdown: str) -> str:
    return "\n".join(
        "".join(child.content for child in token.children or ())
        for token in COMMONMARK.parse(markdown)
        if token.type == "inline"
    )


@pytest.mark.parametrize("text", TRICKY)
def test_text_comes_back_as_the_same_text(text: str) -> None:
    blocks = [
        Heading("a", 2, (Span(text),)),
        Paragraph((Span(text),)),
        List(False, ((Span(text),),)),
        List(True, ((Span(text),),)),
        Quote(((Span(text),),), text),
        Paragraph((Span("!"), Span(text, href="https://e.org/"))),
        Paragraph((Span(text, bold=True, italic=True),)),
    ]

    markdown = to_markdown(blocks)

    assert text_of(markdown) == "\n".join(
        [text, text, text, text, text, f"— {text}", f"!{text}", text]
    )
    assert [token.type for token in COMMONMARK.parse(markdown) if token.nesting == 1] == [
        *("heading_open", "paragraph_open"),
        *("bullet_list_open", "list_item_open", "paragraph_open"),
        *("ordered_list_open", "list_item_open", "paragraph_open"),
        *("blockquote_open", "paragraph_open", "paragraph_open"),
        *("paragraph_open", "paragraph_open"),
    ]


@pytest.mark.parametrize(
    ("spans", "markdown"),
    [
        ((Span("a "), Span("b", bold=True), Span(" c")), "a **b** c"),
        ((Span("a"), Span(" b ", bold=True), Span("c")), "a **b** c"),
        ((Span("a"), Span(" ", bold=True), Span("c")), "a c"),
        ((Span("un"), Span("believ", bold=True), Span("able")), "un**believ**able"),
        ((Span("un"), Span("believ", italic=True), Span("able")), "u&#110;_believ_&#97;ble"),
        ((Span("a"), Span("“b”", bold=True), Span("c")), "&#97;**“b”**&#99;"),
        ((Span("强"), Span("“调”", bold=True), Span("字")), "&#24378;**“调”**&#23383;"),
        ((Span("a ", bold=True), Span("b", bold=True, italic=True)), "**a _b_**"),
        (
            (Span("a", bold=True), Span("b", bold=True, href="https://e.org/(x)?y&copy;=1")),
            r"**a**[**b**](<https://e.org/(x)?y\&copy;=1>)",
        ),
        ((Span("Hi!"), Span("b", href="https://e.org/")), r"Hi\![b](https://e.org/)"),
        ((Span("3. May"),), r"3\. May"),
    ],
)
def test_marks_are_written_so_that_they_count(spans: tuple[Span, ...], markdown: str) -> None:
    assert to_markdown([Paragraph(spans)]) == markdown


def test_blocks_are_written_as_commonmark() -> None:
    blocks = [
        Heading("a", 2, (Span("A"),)),
        Heading("b", 3, (Span("B"),)),
        Paragraph((Span("c"),)),
        Quote(((Span("d"),), (Span("e"),)), "F"),
        Quote(((Span("g"),),)),
    ]

    assert to_markdown(blocks) == ("## A\n\n### B\n\nc\n\n> d\n>\n> e\n>\n> — F\n\n> g")


def test_lists_in_a_row_stay_lists_of_their_own() -> None:
    a, b = ((Span("a"),), (Span("b"),)), ((Span("c"),),)
    blocks = [List(False, a), List(False, b), List(False, b), List(True, a), List(True, b)]

    markdown = to_markdown(blocks)

    assert markdown == "- a\n- b\n\n* c\n\n- c\n\n1. a\n2. b\n\n1) c"
    assert COMMONMARK.render(markdown).count("<ul>\n<li>") == 3
    assert COMMONMARK.render(markdown).count("<ol>\n<li>") == 2
