import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from articles.body.spans import Span, Spans

_ENTITY = re.compile(r"&(?=#?\w+;)")
_SPECIAL = re.compile(rf"[\\`*_\[\]<~#]|{_ENTITY.pattern}")
_BLOCK_START = re.compile(r"^(?:[0-9]{1,9}(?=[.)])|(?=[-+=>]))")
_DELIMITERS = (("bold", "**"), ("italic", "_"))


class _Atom(NamedTuple):
    """A character of the text or a sign of Markdown, as written.

    `kind` is what CommonMark (6.2) asks of the neighbours of a delimiter: "space", "punctuation",
    "symbol" (punctuation only since version 0.31) or "word"; delimiters are "opening" or "closing".
    """

    source: str
    kind: str


def text_to_markdown(text: str) -> str:
    """One line of CommonMark that comes back as `text`."""
    return spans_to_markdown((Span(text),))


def spans_to_markdown(spans: Spans) -> str:
    """One line of CommonMark that comes back as `spans`, but for blanks at the edges of marks."""
    atoms = list(_linked(spans))
    _reference_neighbours(atoms)
    # Parsers strip blanks of every kind from the ends of a line.
    for end in {0, len(atoms) - 1} if atoms else ():
        if atoms[end].kind == "space":
            atoms[end] = _reference(atoms[end])
    line = "".join(atom.source for atom in atoms)
    return _BLOCK_START.sub(r"\g<0>\\", line).replace("![", r"\![")


def _linked(spans: Spans) -> Iterator[_Atom]:
    for href, group in groupby(spans, key=attrgetter("href")):
        atoms = _emphasised(group, _DELIMITERS)
        if href is None:
            yield from atoms
        else:
            target = _ENTITY.sub(r"\\&", href)
            target = f"<{target}>" if "(" in target or ")" in target else target
            yield _Atom("[", "punctuation")
            yield from atoms
            yield _Atom(f"]({target})", "punctuation")


def _emphasised(spans: Iterable[Span], delimiters: Sequence[tuple[str, str]]) -> Iterator[_Atom]:
    if not delimiters:
        for span in spans:
            yield from _characters(span.text)
        return
    (mark, delimiter), *inner_delimiters = delimiters
    for is_marked, group in groupby(spans, key=attrgetter(mark)):
        atoms = _emphasised(group, inner_delimiters)
        yield from _enclosed(list(atoms), delimiter) if is_marked else atoms


def _enclosed(atoms: list[_Atom], delimiter: str) -> list[_Atom]:
    """`atoms` between delimiters, but for blanks at the ends, beside which none would count."""
    inked = [position for position, atom in enumerate(atoms) if atom.kind != "space"]
    if not inked:
        return atoms
    first, last = inked[0], inked[-1] + 1
    opening, closing = _Atom(delimiter, "opening"), _Atom(delimiter, "closing")
    return [*atoms[:first], opening, *atoms[first:last], closing, *atoms[last:]]


def _characters(text: str) -> Iterator[_Atom]:
    special = {found.start() for found in _SPECIAL.finditer(text)}
    for position, character in enumerate(text):
        source = f"\\{character}" if position in special else character
        yield _Atom(source, _kind(character))


def _kind(character: str) -> str:
    category = unicodedata.category(character)[0]
    if character.isspace():
        return "space"
    if category == "P" or (category == "S" and character.isascii()):
        return "punctuation"
    return "symbol" if category == "S" else "word"


def _reference_neighbours(atoms: list[_Atom]) -> None:
    """Write letters beside a delimiter as references where it would not count otherwise.

    A reference is punctuation to its other neighbour, so a delimiter further out may need the
    same: outwards is to the left of opening delimiters and to the right of closing ones.
    """
    for position in range(len(atoms) - 2, 0, -1):
        before, delimiter, after = atoms[position - 1 : position + 2]
        if delimiter.kind == "opening" and _hinders(before, delimiter, after):
            atoms[position - 1] = _reference(before)
    for position in range(1, len(atoms) - 1):
        before, delimiter, after = atoms[position - 1 : position + 2]
        if delimiter.kind == "closing" and _hinders(after, delimiter, before):
            atoms[position + 1] = _reference(after)


def _hinders(outside: _Atom, delimiter: _Atom, inside: _Atom) -> bool:
    return outside.kind in {"word", "symbol"} and (delimiter.source == "_" or inside.kind != "word")


def _reference(atom: _Atom) -> _Atom:
    return _Atom(f"&#{ord(atom.source)};", "punctuation")
