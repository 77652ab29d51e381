"""Suggesting regions and actors while somebody types, typing errors forgiven."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from os.path import commonprefix

from taxonomy.names import Name, PublicTag, all_names, words_of
from taxonomy.snapshot import PublicActor, PublicRegion, Snapshot

# From how many characters on one error is forgiven, and two.
FORGIVEN_FROM = (4, 8)
# Among the first letters only one is; so most names are left after a few letters.
FIRST_LETTERS = 4
LAST_CHARACTER = "\U0010ffff"


@dataclass(frozen=True)
class Suggestion:
    """A tag, and which of its names fits what was typed."""

    tag: PublicTag
    matched: str


@dataclass(frozen=True)
class Start:
    """A name from the beginning of one of its words on, folded; ``place`` is that of the word."""

    text: str
    place: int
    name: Name


class Starts:
    """Every beginning of every name, sorted."""

    def __init__(self, tags: Snapshot) -> None:
        starts = [
            Start(" ".join(words[place:]), place, name)
            for name in all_names(tags)
            for words in [words_of(name.text)]
            for place in range(len(words))
        ]
        self._starts = sorted(starts, key=lambda start: start.text)
        self._texts = [start.text for start in self._starts]

    def beginning_with(self, typed: str) -> list[Start]:
        return self._starts[bisect_left(self._texts, typed) : self._end(typed)]

    def beginning_like(self, typed: str, errors: int) -> Iterator[tuple[int, Start]]:
        """Give those that begin with what was typed but for some errors, and how many those are.

        What texts have in common at their beginnings is compared once, and left where it has too
        many errors.
        """
        comparison = Comparison(typed, errors)
        number = 0
        while number < len(self._texts):
            text = self._texts[number]
            depth = comparison.read(text)
            end = self._end(text[:depth]) if depth < len(text) else number + 1
            if comparison.errors <= errors:
                for start in self._starts[number:end]:
                    yield comparison.errors, start
            number = end

    def _end(self, beginning: str) -> int:
        return bisect_right(self._texts, beginning + LAST_CHARACTER)


class Comparison:
    """Counts letters too many, missing, wrong or swapped, each as one error.

    ``_rows[n][m]`` are the errors between the first n letters of the text and the first m that
    were typed, ``most`` + 1 where there are more than are asked for.
    """

    def __init__(self, typed: str, most: int) -> None:
        self._typed = typed
        self._most = most
        self._text = ""
        self._rows = [[min(place, most + 1) for place in range(len(typed) + 1)]]

    @property
    def errors(self) -> int:
        """The fewest errors between what was typed and any beginning of what was read."""
        return min(row[-1] for row in self._rows)

    def read(self, text: str) -> int:
        """Read a text until it has too many errors; give how many letters were read."""
        depth = min(len(commonprefix([self._text, text])), len(self._rows) - 1)
        del self._rows[depth + 1 :]
        self._text = text
        while depth < len(text) and min(self._rows[-1]) <= self._forgiven(depth):
            depth += 1
            self._rows.append(self._row(depth))
        return depth

    def _forgiven(self, depth: int) -> int:
        return min(1, self._most) if depth <= FIRST_LETTERS else self._most

    def _row(self, depth: int) -> list[int]:
        typed, text, most = self._typed, self._text, self._most
        letter, above = text[depth - 1], self._rows[-1]
        swapped = letter + text[depth - 2]
        row = [most + 1] * len(above)
        if depth <= most:
            row[0] = depth
        # So far from the diagonal there are more errors for the difference in length alone.
        for place in range(max(1, depth - most), min(len(typed), depth + most) + 1):
            errors = above[place - 1]
            if typed[place - 1] != letter:
                errors = min(errors, above[place], row[place - 1]) + 1
                if min(depth, place) > 1 and typed[place - 2 : place] == swapped:
                    errors = min(errors, self._rows[-2][place - 2] + 1)
            row[place] = errors
        return row


def suggest_tags(text: str, tags: Snapshot, most: int) -> tuple[list[Suggestion], list[Suggestion]]:
    """Give the regions and the actors that a text may be the beginning of, the best first."""
    typed = " ".join(words_of(text))
    starts = _starts(tags)
    found = [(0, start) for start in starts.beginning_with(typed)]
    forgiven = sum(len(typed) >= characters for characters in FORGIVEN_FROM)
    if not found and forgiven:
        # Errors are forgiven only where no name begins with what was typed.
        found = list(starts.beginning_like(typed, forgiven))
    found.sort(key=lambda pair: _rank(typed, *pair))
    best = [start for _, start in found]
    return _first(best, PublicRegion, most), _first(best, PublicActor, most)


def _rank(typed: str, errors: int, start: Start) -> tuple[object, ...]:
    name = start.name
    is_alias = name.text != name.tag.name
    return errors, start.place, start.text != typed, len(name.text), is_alias, name.text


def _first(starts: Iterable[Start], kind: type, most: int) -> list[Suggestion]:
    """Give the first tags of a kind, each once, with the name that fitted best."""
    names: dict[PublicTag, str] = {}
    for start in starts:
        if isinstance(start.name.tag, kind):
            names.setdefault(start.name.tag, start.name.text)
            if len(names) == most:
                break
    return [Suggestion(tag, name) for tag, name in names.items()]


@lru_cache(maxsize=2)
def _starts(tags: Snapshot) -> Starts:
    return Starts(tags)
