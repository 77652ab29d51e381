import pytest

from articles.body.characters import forbidden_characters, without_forbidden


@pytest.mark.parametrize(
    ("character", "sentence"),
    [
        ("\x00", "The character U+0000 NULL is not allowed: delete it."),
        ("\x1b", "The character U+001B CONTROL CHARACTER is not allowed: delete it."),
        ("\x0c", "The character U+000C CONTROL CHARACTER is not allowed: delete it."),
        ("\x7f", "The character U+007F CONTROL CHARACTER is not allowed: delete it."),
        ("\x85", "The character U+0085 CONTROL CHARACTER is not allowed: delete it."),
        ("\u200b", "The character U+200B ZERO WIDTH SPACE is not allowed: delete it."),
        ("\ufeff", "The character U+FEFF ZERO WIDTH NO-BREAK SPACE is not allowed: delete it."),
        ("\u202a", "The character U+202A LEFT-TO-RIGHT EMBEDDING is not allowed: delete it."),
        ("\u2069", "The character U+2069 POP DIRECTIONAL ISOLATE is not allowed: delete it."),
        (
            "\u2028",
            "The character U+2028 LINE SEPARATOR is not allowed: start a new paragraph instead.",
        ),
        ("\ud800", "The character U+D800 LONE SURROGATE is not allowed: delete it."),
        ("\ufdd0", "The character U+FDD0 NONCHARACTER is not allowed: delete it."),
        ("\U0010ffff", "The character U+10FFFF NONCHARACTER is not allowed: delete it."),
        (
            "\ufffd",
            "The character U+FFFD REPLACEMENT CHARACTER is not allowed: "
            "it marks text damaged in a conversion; type what stood there.",
        ),
    ],
)
def test_forbidden_character_is_named(character: str, sentence: str) -> None:
    assert forbidden_characters(f"a{character}b{character}") == {character: sentence}
    assert without_forbidden(f"a{character}b") == "ab"


@pytest.mark.parametrize("text", ["a\tb\r\nc", "\u200c\u200d\u200e\u200f\u2060\xad\xa0", "👩‍🚀é漢"])
def test_characters_that_scripts_need_are_allowed(text: str) -> None:
    assert forbidden_characters(text) == {}
    assert without_forbidden(text) == text
