"""The language of searches."""

import pytest

from articles.published.search.query import MAX_WORDS, BadQuery, Term, parse
from taxonomy.names import words_of

NAMES = {("north", "korea"), ("bank", "of", "england"), ("korea",)}


def read(text: str):
    return parse(text, is_name=lambda words: words in NAMES, longest_name=3)


def word(text: str, **values) -> tuple[Term, ...]:
    return (Term(text, **values),)


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("drone", (word("drone"),)),
        ("drone  missile", (word("drone"), word("missile"))),
        ("drone -missile", (word("drone"), word("missile", excluded=True))),
        ("drone or missile", ((Term("drone"), Term("missile")),)),
        ("a drone OR missile", (word("a"), (Term("drone"), Term("missile")))),
        ("a or b or c d", ((Term("a"), Term("b"), Term("c")), word("d"))),
        ('"black sea" port', (word("black sea", is_phrase=True), word("port"))),
        ("“black sea”", (word("black sea", is_phrase=True),)),
        ("«black sea»", (word("black sea", is_phrase=True),)),
        ('port -"black sea"', (word("port"), word("black sea", is_phrase=True, excluded=True))),
        ('port "black sea', (word("port"), word("black sea", is_phrase=True))),
        ('port ""', (word("port"),)),
        ('a or "b c"', ((Term("a"), Term("b c", is_phrase=True)),)),
        ("port - sea", (word("port"), word("sea"))),
        ("or port", (word("or"), word("port"))),
        ("port or", (word("port"), word("or"))),
        ('port "or" sea', (word("port"), word("or", is_phrase=True), word("sea"))),
        ("north korea", (word("north korea"),)),
        ("North Koréa troops", (word("North Koréa"), word("troops"))),
        ("bank of england", (word("bank of england"),)),
        ("south korea", (word("south"), word("korea"))),
        ("russia or north korea", ((Term("russia"), Term("north korea")),)),
        ("north -korea", (word("north"), word("korea", excluded=True))),
        ("& | ! ( <-> : * '' \\ %s", (word("%s"),)),
        ("制裁", (word("制裁"),)),
    ],
)
def test_parse_reads_terms_and_groups(text, groups):
    assert read(text) == groups


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("!!! …", "no word"),
        ('""', "no word"),
        ("-", "no word"),
        ("-drone", "must be there"),
        ("a or -b", "must be there"),
        ("-a -b", "must be there"),
        ("x" * 501, "longer than 500"),
        (" ".join(["word"] * (MAX_WORDS + 1)), "at most 32 words"),
        ('"' + "a " * (MAX_WORDS + 1) + '"', "at most 32 words"),
    ],
)
def test_parse_refuses_what_cannot_be_searched_for(text, reason):
    with pytest.raises(BadQuery, match=reason):
        read(text)


def test_words_are_folded():
    assert words_of("Łódź, São-Tomé & Straße’s ØRSTED") == (
        "lodz",
        "sao",
        "tome",
        "strasse",
        "s",
        "orsted",
    )
    assert words_of("Київ — Москва") == ("киів", "москва")
