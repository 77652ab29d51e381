import time

import pytest

from articles.body.markup import MAX_DEPTH, keep_vocabulary
from articles.body.problems import Problem
from articles.body.tree import build_tree

VOCABULARY = {"p": (), "b": (), "div": (), "a": {"href"}}


def kept_and_problems(html: str) -> tuple[str, list[Problem]]:
    problems: list[Problem] = []
    kept = keep_vocabulary(html, VOCABULARY, problems)
    return kept, problems


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("text &amp; <3", "text &amp; &lt;3"),
        ("<P\n>x</P >\n<p/>", '<p data-line="1">x</p>\n<p data-line="3">'),
        ("<b>x</b/>", "<b>x</b>"),
        ("<a HREF='x\"y'>", '<a href="x&quot;y" data-line="1">'),
        ("<a href=x/>", '<a href="x/" data-line="1">'),
        ("<a\thref = x\n>", '<a href="x" data-line="1">'),
        ("<a href>", '<a href="" data-line="1">'),
        ("<a href=>", '<a href="" data-line="1">'),
        ("a<!-- <td> \n-->b<!-->c<!--->d<!--x--!>e", "a<!---->b<!---->c<!---->d<!---->e"),
        ("<!--!><td>-->", "<!---->"),
        ("<", "&lt;"),
        ("a < b", "a &lt; b"),
    ],
)
def test_allowed_tags_come_back_plainly_spelt(html: str, kept: str) -> None:
    assert kept_and_problems(html) == (kept, [])


@pytest.mark.parametrize(
    ("html", "kept", "element", "detail"),
    [
        ("<!-- a", "", "<!--", "The comment is not closed: end it with “-->”."),
        ("<!doctype x>y", "y", "<!", "This begins no tag: remove it, or write “&lt;!”."),
        ("<![CDATA[x]]>y", "y", "<!", "This begins no tag: remove it, or write “&lt;!”."),
        ("<?php?>y", "y", "<?", "This begins no tag: remove it, or write “&lt;?”."),
        ("</3>y", "y", "</", "This begins no tag: remove it, or write “&lt;/”."),
        ("x<p", "x", "<p>", "The tag is not finished: it lacks its “>”."),
        ("x<a href='>", "x", "<a>", "The tag is not finished: it lacks its “>”."),
        ('x<b y="<b>z</b>', "x", "<b>", "The tag is not finished: it lacks its “>”."),
        ("<hr>x</hr>", "x", "<hr>", "Start a new section with <h2> instead."),
        ("x</br>", "x", "<br>", "Start a new <p> instead."),
        ("<q>x</q>", "x", "<q>", "Write it as plain text."),
        (
            "<script>'<td>'</script>x",
            "x",
            "<script>",
            "Remove it: a body holds no scripts, styles or forms.",
        ),
        ("<xyz>x</xyz>", "x", "<xyz>", "Use one of <a>, <b>, <div>, <p>."),
        ("<pp>x", "x", "<pp>", "There is no such element; did you mean <p>?"),
        ("<b x='>'>y", "<b>y", "<b>", "The attribute “x” is not allowed: remove it."),
        ("x</b y>", "x</b>", "<b>", "The attribute “y” is not allowed: remove it."),
        (
            "<a href=x HREF=y>z",
            '<a href="x" data-line="1">z',
            "<a>",
            "The attribute “href” is given twice.",
        ),
        (
            "<a href=x rel=y>z",
            '<a href="x" data-line="1">z',
            "<a>",
            "The attribute “rel” is not allowed: remove it; allowed here: href.",
        ),
    ],
)
def test_the_rest_is_left_out_and_told(html: str, kept: str, element: str, detail: str) -> None:
    assert kept_and_problems(html) == (kept, [Problem(element, detail, line=1)])


def test_line_is_that_of_the_tag_or_attribute() -> None:
    _, problems = kept_and_problems("<p>\n\n<b\nx\n=1></b><hr\n><td>")

    assert [(problem.element, problem.line) for problem in problems] == [
        ("<b>", 4),
        ("<hr>", 5),
        ("<td>", 6),
    ]


def test_nesting_stops_at_the_limit() -> None:
    deepest = "<div>" * MAX_DEPTH

    kept, problems = kept_and_problems(f"{deepest}<div><b><p>x")

    assert kept == '<div data-line="1">' * MAX_DEPTH + "x"
    assert problems == [
        Problem("<div>", "More than 50 tags stand open here: close or nest less of them.", line=1)
    ]
    assert kept_and_problems(deepest + "</div><div>")[1] == []
    assert kept_and_problems("<p>" * 1000)[1] == []


@pytest.mark.parametrize("tag", ["<b>", "<div>", "<p>", "<b><div>", "<a href=x>", "</b>", "<td>"])
def test_a_hundred_thousand_tags_take_linear_time(tag: str) -> None:
    began_at = time.process_time()

    tree = build_tree(kept_and_problems(tag * 100_000)[0])

    assert tree.name == "body"
    assert time.process_time() - began_at < 5
