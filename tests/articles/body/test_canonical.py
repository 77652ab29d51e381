import time

import pytest

from articles.body import (
    MAX_CHARACTERS,
    BodyRefused,
    Derived,
    Problem,
    canonicalise,
    derive,
)

CANONICAL = """\
<p>Ships <strong>waited <em>off</em></strong> the coast.</p>
<h2 id="the-strait">The strait</h2>
<p>See <a href="https://example.org/?a=1&amp;b=2">the <strong>map</strong></a>.</p>
<h3 id="traffic">Traffic</h3>
<ul><li>Tankers</li><li><em>Dhows</em></li></ul>
<ol><li>First</li><li>Second</li></ol>
<blockquote><p>We wait.</p></blockquote>
<figure><blockquote><p>We wait.</p><p>And wait.</p></blockquote>\
<figcaption>A captain</figcaption></figure>"""


FIGURE = "A <figure> holds one <blockquote> or <img> and at most one <figcaption>."
NO_PICTURE = (
    "Only pictures of the library can be shown: copy the code of one from its page, "
    'such as <img src="picture:…">.'
)
PICTURE = "picture:0b9f5f6e-6d1c-4c39-9d3b-2f1f6d0f3a11"


def problems_of(html: str) -> list[Problem]:
    with pytest.raises(BodyRefused) as refused:
        canonicalise(html)
    return list(refused.value.problems)


def test_canonical_body_stays_as_it_is() -> None:
    result = canonicalise(CANONICAL)

    assert result == CANONICAL


@pytest.mark.parametrize(
    ("html", "canonical"),
    [
        ("", ""),
        (" \n ", ""),
        ("<p></p><p> </p><h2> </h2><ul><li></li></ul><blockquote></blockquote>", ""),
        ("<figure></figure><div><span></span></div><strong></strong>", ""),
        ("<p>&nbsp;</p><p>\u3000 </p><ul><li>&nbsp;</li></ul>", ""),
        ("Text", "<p>Text</p>"),
        ("one<p>two</p>three", "<p>one</p>\n<p>two</p>\n<p>three</p>"),
        ("<div>one</div><div><p>two</p></div>", "<p>one</p>\n<p>two</p>"),
        ("<section><h2 id=a>A</h2>text</section>", '<h2 id="a">A</h2>\n<p>text</p>'),
        ("<P>A<B>b</B><I>c</I></P>", "<p>A<strong>b</strong><em>c</em></p>"),
        ("<p>a<span>b</span></p>", "<p>ab</p>"),
        ("<p> a\r\n\t b <b> c</b> </p>", "<p>a b <strong>c</strong></p>"),
        ("<p>a&nbsp; b\u3000</p>", "<p>a&nbsp; b\u3000</p>"),
        ("<p><b>a</b><strong>b</strong></p>", "<p><strong>ab</strong></p>"),
        ("<p><b>a <b>b</b></b></p>", "<p><strong>a b</strong></p>"),
        ("<p><em><b>a</b></em></p>", "<p><strong><em>a</em></strong></p>"),
        ("<p><b>a<i>b</i></b><i>c</i>", "<p><strong>a<em>b</em></strong><em>c</em></p>"),
        ("<p>a<b>b<i>c</b>d</i>", "<p>a<strong>b<em>c</em></strong><em>d</em></p>"),
        ("<b><p>a</p><p>b</p></b>", "<p><strong>a</strong></p>\n<p><strong>b</strong></p>"),
        ("<p>a<!-- note -->b", "<p>ab</p>"),
        ("<p>&quot;R&amp;D&quot; &lt;3 &euro;", '<p>"R&amp;D" &lt;3 €</p>'),
        ("<p>می\u200cخواهم 👩\u200d🚀</p>", "<p>می\u200cخواهم 👩\u200d🚀</p>"),
        ("<ul><li><p>a</p></li><li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        (
            "<a href=' HTTPS://example.org/a b '>x</a>",
            '<p><a href="https://example.org/a%20b">x</a></p>',
        ),
        (
            "<p><a href=https://e.org><b>a</b></a><b><a href=https://e.org>b</a></b>",
            '<p><a href="https://e.org"><strong>ab</strong></a></p>',
        ),
    ],
)
def test_synonyms_become_the_canonical_form(html: str, canonical: str) -> None:
    result = canonicalise(html)

    assert result == canonical


@pytest.mark.parametrize(
    "html",
    [
        "<figure><blockquote>We wait.</blockquote><figcaption>A captain</figcaption></figure>",
        "<figure><figcaption>A captain</figcaption><blockquote>We wait.</blockquote></figure>",
        "<figure><blockquote>We wait.<footer>A captain</footer></blockquote></figure>",
        "<blockquote><p>We wait.</p><footer>A captain</footer></blockquote>",
        "<blockquote><p>We wait.</p><footer>— <cite>A captain</cite></footer></blockquote>",
        "<blockquote>We wait. <cite>A captain</cite></blockquote>",
        "<blockquote><p>We wait.</p><p>–&nbsp;<cite>A captain</cite></p></blockquote>",
        "<blockquote><p>We wait.</p><footer><p>-- A captain</p></footer></blockquote>",
    ],
)
def test_quotation_with_its_source_becomes_a_figure(html: str) -> None:
    result = canonicalise(html)

    assert result == (
        "<figure><blockquote><p>We wait.</p></blockquote>"
        "<figcaption>A captain</figcaption></figure>"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<figure><blockquote>We wait.</blockquote></figure>",
        "<blockquote><div>We wait.</div><footer> </footer></blockquote>",
        "<blockquote>We wait.</blockquote>",
    ],
)
def test_quotation_without_a_source_is_a_blockquote(html: str) -> None:
    result = canonicalise(html)

    assert result == "<blockquote><p>We wait.</p></blockquote>"


@pytest.mark.parametrize(
    ("html", "inside"),
    [
        (f"<figure><img src='{PICTURE}'></figure>", ""),
        (f"<img src={PICTURE.upper().replace('PICTURE', 'Picture')} />", ""),
        (f"<p><img alt=' ' src=' {PICTURE} '></img></p>", ""),
        (f"<figure><img src={PICTURE}><figcaption> </figcaption></figure>", ""),
        (
            f"<figure><figcaption>A &amp;\n <i></i>B</figcaption><img src={PICTURE}></figure>",
            "<figcaption>A &amp; B</figcaption>",
        ),
    ],
)
def test_picture_becomes_a_figure(html: str, inside: str) -> None:
    assert canonicalise(html) == f'<figure><img src="{PICTURE}">{inside}</figure>'


def test_alternative_text_is_kept_whole() -> None:
    html = f"<img src={PICTURE} alt=' \"A\" &lt;b&gt; \n &amp;amp; c&nbsp;d '>"

    result = canonicalise(html)

    alt = "&quot;A&quot; &lt;b&gt; &amp;amp; c&nbsp;d"
    assert result == f'<figure><img src="{PICTURE}" alt="{alt}"></figure>'
    assert canonicalise(result) == result


def test_picture_between_words_stands_alone() -> None:
    result = canonicalise(f"<p>one <img src={PICTURE}> two</p>")

    assert result == f'<p>one</p>\n<figure><img src="{PICTURE}"></figure>\n<p>two</p>'


def test_body_may_hold_many_pictures() -> None:
    figures = "\n".join([f'<figure><img src="{PICTURE}"></figure>'] * 200)

    assert canonicalise(figures) == figures


def test_heading_without_an_id_gets_one_and_keeps_it_when_its_text_changes() -> None:
    first = canonicalise("<h2>The strait</h2>")
    second = canonicalise(first.replace("The strait", "The Gulf"))

    assert first == '<h2 id="the-strait">The strait</h2>'
    assert second == '<h2 id="the-strait">The Gulf</h2>'


def test_copied_heading_gets_an_id_that_no_other_heading_has() -> None:
    html = "<h2 id=a>Ports</h2><h2 id=a>Ports</h2><h3>Ports</h3><h3 id=ports>Harbours</h3>"

    result = canonicalise(html)

    assert result == (
        '<h2 id="a">Ports</h2>\n<h2 id="ports-2">Ports</h2>\n'
        '<h3 id="ports-3">Ports</h3>\n<h3 id="ports">Harbours</h3>'
    )


def test_all_problems_are_told_in_the_order_of_the_source() -> None:
    html = (
        "<h1>Title</h1>\n<p class=lead>Text<br>text\u200b</p>\r\n"
        "<ul>\n<li>a<ul><li>b</li></ul></li></ul>\r<a href=/about>us</a>"
    )

    problems = problems_of(html)

    assert problems == [
        Problem(
            "<h1>", "Use <h2>: the title of the story is the only first-level heading.", line=1
        ),
        Problem("text", "The character U+200B ZERO WIDTH SPACE is not allowed: delete it.", line=2),
        Problem("<p>", "The attribute “class” is not allowed: remove it.", line=2),
        Problem("<br>", "Start a new <p> instead.", line=2),
        Problem(
            "<ul>",
            "A list item holds one line of text: make this an item or block of its own.",
            line=4,
        ),
        Problem("<a>", "The address “/about” is relative: write it in full, “https://…”.", line=5),
    ]


def test_refusal_reads_as_lines_of_text() -> None:
    with pytest.raises(BodyRefused) as refused:
        canonicalise("<hr>\n<sub>2</sub>")

    assert str(refused.value) == (
        "line 1, <hr>: Start a new section with <h2> instead.\n"
        "line 2, <sub>: Write it as plain text, as in CO₂ or m²."
    )


@pytest.mark.parametrize(
    ("html", "element", "detail"),
    [
        ("<td>x", "<td>", "Use paragraphs or a list: a body holds no tables."),
        ("<strnog>x</strnog>", "<strnog>", "There is no such element; did you mean <strong>?"),
        (
            "<ul>text</ul>",
            "<ul>",
            "A list holds only <li>: put the rest inside one or outside of the list.",
        ),
        ("<li>x</li>", "<li>", "Put it inside <ul> or <ol>."),
        (
            "<ul><li><p>a</p><p>b</p></ul>",
            "<li>",
            "A list item holds one line of text: make this an item or block of its own.",
        ),
        (
            "<h2>a<p>b</p></h2>",
            "<h2>",
            "A heading holds one line of text: move this out of it.",
        ),
        ("<h3>a</h3>", "<h3>", "The first heading must be <h2>: <h3> divides its section."),
        (
            "<h2 id='Foo Bar'>x</h2>",
            "<h2>",
            "The id “Foo Bar” must be 1 to 64 lower-case letters, digits and hyphens and begin "
            "with a letter, such as “foo-bar”.",
        ),
        (
            "<blockquote><h2>a</h2>b</blockquote>",
            "<h2>",
            "A quotation holds paragraphs only: move this out of it.",
        ),
        (
            "<blockquote><footer>x</footer></blockquote>",
            "<blockquote>",
            "The quotation has an attribution but no text.",
        ),
        (
            "<figure><blockquote>a<footer>b</footer></blockquote><figcaption>c</figcaption></figure>",
            "<blockquote>",
            "The quotation has two attributions: keep the <figcaption>.",
        ),
        (
            "<figure><blockquote>a</blockquote><blockquote>a</blockquote></figure>",
            "<figure>",
            "A <figure> holds one <blockquote> or <img> and at most one <figcaption>.",
        ),
        (
            "<figure><p>a</p></figure>",
            "<figure>",
            "A <figure> holds one <blockquote> or <img> and at most one <figcaption>.",
        ),
        (
            "<blockquote>a<footer>b <em>c</em></footer></blockquote>",
            "<footer>",
            "An attribution is plain text: leave out <strong>, <em> and <a>.",
        ),
        (
            "<p>In <cite>Emma</cite></p>",
            "<cite>",
            "Put it at the end of a <blockquote> to name the source; "
            "use <em> for the title of a work.",
        ),
        (
            "<a href=https://e.org>&nbsp;</a>",
            "<a>",
            "The link has no text: write some or remove it.",
        ),
        ("<img>", "<img>", NO_PICTURE),
        ("<img src=https://example.org/a.jpg>", "<img>", NO_PICTURE),
        ("<img src=/media/pictures/a.jpg>", "<img>", NO_PICTURE),
        ("<img src=picture:harbour>", "<img>", NO_PICTURE),
        (f"<img src={PICTURE}/../x>", "<img>", NO_PICTURE),
        (f"<img src='{PICTURE} 1x, https://e.org/a.jpg 2x'>", "<img>", NO_PICTURE),
        (
            f"<img src={PICTURE} srcset=https://e.org/a.jpg>",
            "<img>",
            "The attribute “srcset” is not allowed: remove it; allowed here: alt, src.",
        ),
        (
            f"<a href=https://e.org>text <img src={PICTURE}></a>",
            "<img>",
            "A picture carries no link: move it out of the <a>.",
        ),
        (
            f"<img src={PICTURE} alt='{'x' * 501}'>",
            "<img>",
            f"The text “{'x' * 40}…” has 501 characters; 500 are allowed.",
        ),
        (
            f"<img src={PICTURE} alt='a&#x202e;b'>",
            "<img>",
            "The character U+202E RIGHT-TO-LEFT OVERRIDE is not allowed: delete it.",
        ),
        (
            f"<figure><img src={PICTURE}><figcaption>a <em>b</em></figcaption></figure>",
            "<figcaption>",
            "A caption is plain text: leave out <strong>, <em> and <a>.",
        ),
        (
            f"<figure><img src={PICTURE}><figcaption>a<p>b</p></figcaption></figure>",
            "<figcaption>",
            "A caption is one line of plain text.",
        ),
        (
            f"<figure><img src={PICTURE}><img src={PICTURE}></figure>",
            "<figure>",
            FIGURE,
        ),
        (f"<figure><img src={PICTURE}>a</figure>", "<figure>", FIGURE),
        (
            f"<figure><blockquote>a</blockquote><img src={PICTURE}></figure>",
            "<figure>",
            FIGURE,
        ),
        (
            f"<ul><li>a <img src={PICTURE}></li></ul>",
            "<img>",
            "A list item holds one line of text: make this an item or block of its own.",
        ),
        (
            f"<h2 id=a>a <img src={PICTURE}></h2>",
            "<img>",
            "A heading holds one line of text: move this out of it.",
        ),
        (
            f"<blockquote>a <img src={PICTURE}></blockquote>",
            "<img>",
            "A quotation holds paragraphs only: move this out of it.",
        ),
        ("<picture>", "<picture>", "Use <img> with the code from the page of a picture."),
    ],
)
def test_what_would_be_lost_is_refused(html: str, element: str, detail: str) -> None:
    problems = problems_of(html)

    assert problems == [Problem(element, detail, line=1)]


def test_body_may_be_as_long_as_the_limit_in_canonical_form() -> None:
    longest = f"<p>{'x' * (MAX_CHARACTERS - 7)}</p>"

    assert canonicalise(longest) == longest
    assert problems_of(longest + "x") == [
        Problem("body", "The body has 200,001 characters of HTML; 200,000 are allowed.")
    ]
    assert problems_of(longest[3:-4] + "<") == [
        Problem("body", "The body has 200,004 characters of HTML; 200,000 are allowed.")
    ]


def test_problems_are_told_up_to_a_hundred() -> None:
    problems = problems_of("<br>\n" * 1000)

    assert problems == [Problem("<br>", "Start a new <p> instead.", n) for n in range(1, 101)]


@pytest.mark.parametrize(
    "bomb",
    [
        "<b>",
        "<div>",
        "<ul><li>",
        "<blockquote><p>",
        "<p>x",
        "<b><div></b>",
        "</b>",
        "<a href=https://e.org>x<div>",
        "<h2>é</h2>",
        "<b a=1><p>x",
        "<!--",
        "<!---->",
        "<a b='",
        '<a b="c" ',
        "<script>",
        "<",
        "\u202e\n",
    ],
)
def test_bombs_take_linear_time(bomb: str) -> None:
    html = (bomb * MAX_CHARACTERS)[:MAX_CHARACTERS]
    began_at = time.process_time()

    try:
        result = canonicalise(html)
    except BodyRefused as refused:
        result = str(refused)

    assert len(result) <= MAX_CHARACTERS
    assert time.process_time() - began_at < 5


def test_derive_gives_everything_that_is_published_beside_the_html() -> None:
    html = '<h2 id="a">A &amp; B</h2>\n<ul><li>one two</li></ul>'

    result = derive(html, {})

    assert result == Derived(
        html=html,
        blocks=[
            {
                "type": "heading",
                "id": "a",
                "level": 2,
                "spans": [{"text": "A & B", "bold": False, "italic": False, "href": None}],
            },
            {
                "type": "list",
                "ordered": False,
                "items": [
                    {"spans": [{"text": "one two", "bold": False, "italic": False, "href": None}]}
                ],
            },
        ],
        text="A & B\n\n• one two",
        markdown="## A & B\n\n- one two",
        word_count=4,
        reading_minutes=1,
    )
