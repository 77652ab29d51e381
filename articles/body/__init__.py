"""The body of a story: a strict subset of HTML, and what is derived from it."""

from articles.body.blocks import (
    Block,
    Heading,
    Image,
    List,
    Paragraph,
    Quote,
    from_json,
    pictures_in,
    to_html,
    to_json,
    to_markdown,
    to_text,
)
from articles.body.canonical import MAX_CHARACTERS, Derived, canonicalise, derive, parse
from articles.body.counting import WORDS_PER_MINUTE, reading_minutes, word_count
from articles.body.problems import BodyRefused, Problem
from articles.body.spans import Span

__all__ = [
    "MAX_CHARACTERS",
    "WORDS_PER_MINUTE",
    "Block",
    "BodyRefused",
    "Derived",
    "Heading",
    "Image",
    "List",
    "Paragraph",
    "Problem",
    "Quote",
    "Span",
    "canonicalise",
    "derive",
    "from_json",
    "parse",
    "pictures_in",
    "reading_minutes",
    "to_html",
    "to_json",
    "to_markdown",
    "to_text",
    "word_count",
]
