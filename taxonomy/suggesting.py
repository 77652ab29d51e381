"""Suggesting regions and actors while somebody types, typing errors forgiven."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from taxonomy.names import Name, PublicTag, all_names, words_of
from taxonomy.snapshot import PublicActor, PublicRegion, Snapshot

# How much of their trigrams a typed text and the beginning of a name must share, of one.
LIKE = 0.35


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
    """Every beginning of every name, sorted, and by trigrams."""

    def __init__(self, tags: Snapshot) -> None:
        starts = [
            Start(" ".join(words[place:]), place, name)
            for name in all_names(tags)
            for words in [words_of(name.text)]
            for place in range(len(words))
        ]
        self._starts = sorted(starts, key=lambda start: start.text)
        self._texts = [start.text for start in self._starts]
        self._by_trigram: dict[str, list[int]] = defaultdict(list)
        for number, text in enumerate(self._texts):
            for trigram in trigrams(text.split()[0]):
                self._by_trigram[trigram].append(number)

    def beginning_with(self, typed: str) -> Iterator[Start]:
        for start in self._starts[bisect_left(self._texts, typed) :]:
            if not start.text.startswith(typed):
                return
            yield start

    def like(self, typed: str) -> Iterator[Start]:
        """Give those that begin much like what was typed, the likest first."""
        wanted = trigrams(typed)
        first = trigrams(typed.split()[0])
        shared = Counter(number for one in first for number in self._by_trigram.get(one, ()))
        scored = []
        for number in shared:
            text = self._texts[number]
            # One letter more or less than was typed may belong to the error.
            likeness = max(
                _likeness(wanted, trigrams(text[: len(typed) + more])) for more in (-1, 0, 1)
            )
            if likeness >= LIKE:
                scored.append((-likeness, number))
        return (self._starts[number] for _, number in sorted(scored))


def suggest_tags(text: str, tags: Snapshot, most: int) -> tuple[list[Suggestion], list[Suggestion]]:
    """Give the regions and the actors that a text may be the beginning of, the best first."""
    typed = " ".join(words_of(text))
    starts = _starts(tags)
    exact = sorted(
        starts.beginning_with(typed),
        key=lambda start: (start.place, start.text != typed, len(start.name.text), start.name.text),
    )
    # What is like it counts only where nothing begins with it.
    found = exact or list(starts.like(typed))
    return _first(found, PublicRegion, most), _first(found, PublicActor, most)


def trigrams(text: str) -> set[str]:
    padded = f"  {text} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}


def _likeness(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other)


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
