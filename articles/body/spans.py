import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any, Self

from articles.body.characters import forbidden_characters
from articles.body.links import normalise_href
from articles.body.shapes import check_object

# ASCII whitespace of the WHATWG Infra Standard, the only kind that HTML collapses.
_WHITESPACE = re.compile(r"[\t\n\f\r ]+")
_MARKS = attrgetter("bold", "italic", "href")


@dataclass(frozen=True)
class Span:
    """A stretch of text with the same marks.

    Raises ValueError for text with forbidden characters and for a `href` that is not as
    `links.normalise_href` leaves it, so that no Span can carry a script.
    """

    text: str
    bold: bool = False
    italic: bool = False
    href: str | None = None

    def __post_init__(self) -> None:
        for refusal in forbidden_characters(self.text).values():
            raise ValueError(refusal)
        if self.href is not None and normalise_href(self.href) != self.href:
            raise ValueError(f"The address “{self.href}” must be “{normalise_href(self.href)}”.")

    def to_json(self) -> dict[str, Any]:
        return {"text": self.text, "bold": self.bold, "italic": self.italic, "href": self.href}

    @classmethod
    def from_json(cls, data: object) -> Self:
        return cls(**check_object(data, text=str, bold=bool, italic=bool, href=str | None))


Spans = tuple[Span, ...]


def spans_from_json(data: list[object]) -> Spans:
    return tuple(map(Span.from_json, data))


def spans_to_json(spans: Spans) -> list[dict[str, Any]]:
    return [span.to_json() for span in spans]


def tidy(spans: Iterable[Span]) -> Spans:
    """One paragraph with whitespace collapsed as HTML does, and neighbours of equal marks joined.

    Empty if there is nothing but blanks, such as the no-break space of an editor's empty line.
    """
    collapsed, after_space = [], True
    for span in spans:
        text = _WHITESPACE.sub(" ", span.text)
        text = text.removeprefix(" ") if after_space else text
        if text:
            after_space = text.endswith(" ")
            collapsed.append((text, _MARKS(span)))
    if not any(text.strip() for text, _ in collapsed):
        return ()
    if after_space:
        text, marks = collapsed.pop()
        collapsed += [(text[:-1], marks)] if text != " " else []
    return tuple(
        Span("".join(text for text, _ in group), *marks)
        for marks, group in groupby(collapsed, key=lambda each: each[1])
    )


def spans_to_text(spans: Spans) -> str:
    return "".join(span.text for span in spans)


def spans_to_html(spans: Spans) -> str:
    # normalise_href leaves no quotation mark in an address.
    return "".join(
        f'<a href="{escape(href)}">{_strong_to_html(group)}</a>' if href else _strong_to_html(group)
        for href, group in groupby(spans, key=attrgetter("href"))
    )


def _strong_to_html(spans: Iterable[Span]) -> str:
    return "".join(
        f"<strong>{_em_to_html(group)}</strong>" if bold else _em_to_html(group)
        for bold, group in groupby(spans, key=attrgetter("bold"))
    )


def _em_to_html(spans: Iterable[Span]) -> str:
    return "".join(
        f"<em>{escape(span.text)}</em>" if span.italic else escape(span.text) for span in spans
    )


def escape(text: str) -> str:
    """`text` as the WHATWG HTML Standard serialises it (13.3)."""
    return html.escape(text, quote=False).replace("\xa0", "&nbsp;")


def escape_attribute(text: str) -> str:
    """`text` as the value of an attribute in double quotation marks."""
    return escape(text).replace('"', "&quot;")
