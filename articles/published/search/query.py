"""The language of the parameter ``q``.

Words are AND; ``or`` between two terms is OR and binds tighter; a leading ``-`` is NOT; quotation
marks make a phrase. So ``drone or missile "black sea" -exercise``. Whatever else is typed is text.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from taxonomy.names import Words, words_of

MAX_CHARACTERS = 500
MAX_WORDS = 32
OR = "or"
QUOTES = '"“”„«»'
TOKEN = re.compile(rf"(-?)(?:[{QUOTES}]([^{QUOTES}]*)(?:[{QUOTES}]|$)|([^\s{QUOTES}]+))")


class BadQuery(ValueError):
    """The text cannot be searched for; the message says why."""


@dataclass(frozen=True)
class Term:
    """A phrase, or words that stand together for a tag, or a single word."""

    text: str
    is_phrase: bool = False
    excluded: bool = False

    @property
    def words(self) -> Words:
        return words_of(self.text)


# Every group must hold; a group holds where any of its terms does.
Groups = tuple[tuple[Term, ...], ...]


def parse(text: str, *, is_name: Callable[[Words], bool], longest_name: int) -> Groups:
    """Read a query; neighbouring words that are the name of a tag become one term.

    Raises ``BadQuery``.
    """
    if len(text) > MAX_CHARACTERS:
        raise BadQuery(f"q is longer than {MAX_CHARACTERS} characters.")
    terms = [term for term in _terms(text) if term.words]
    if sum(len(term.words) for term in terms) > MAX_WORDS:
        raise BadQuery(f"q takes at most {MAX_WORDS} words.")
    groups = _grouped(_joined(terms, is_name, longest_name))
    if not groups:
        raise BadQuery("q has no word to search for.")
    if all(any(term.excluded for term in group) for group in groups):
        raise BadQuery("q needs a word that must be there besides those that must not.")
    return groups


def _terms(text: str) -> list[Term]:
    return [
        Term(phrase or word, is_phrase=not word, excluded=bool(minus))
        for minus, phrase, word in TOKEN.findall(text)
    ]


def _joined(terms: list[Term], is_name: Callable[[Words], bool], longest: int) -> list[Term]:
    """Join neighbouring words that name a tag, the longest name first."""
    joined = []
    position = 0
    while position < len(terms):
        run = _run(terms[position : position + longest])
        sizes = range(len(run), 1, -1)
        size = next((size for size in sizes if is_name(_words(run[:size]))), 1)
        term = terms[position]
        if size > 1:
            term = replace(term, text=" ".join(one.text for one in run[:size]))
        joined.append(term)
        position += size
    return joined


def _run(terms: list[Term]) -> list[Term]:
    """Give the terms up to the first that is no plain word."""
    run = []
    for term in terms:
        if term.is_phrase or term.excluded or _is_or(term):
            break
        run.append(term)
    return run


def _words(terms: list[Term]) -> Words:
    return tuple(word for term in terms for word in term.words)


def _grouped(terms: list[Term]) -> Groups:
    groups: list[tuple[Term, ...]] = []
    position = 0
    while position < len(terms):
        group = [terms[position]]
        position += 1
        while position + 1 < len(terms) and _is_or(terms[position]):
            group.append(terms[position + 1])
            position += 2
        groups.append(tuple(group))
    return tuple(groups)


def _is_or(term: Term) -> bool:
    return not term.is_phrase and not term.excluded and term.text.lower() == OR
