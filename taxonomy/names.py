"""The names of public regions and actors, found without regard to case and accents."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from taxonomy.models import Actor
from taxonomy.snapshot import PublicActor, PublicRegion, Snapshot

WORD = re.compile(r"\w+")
# Letters that do not come apart into a plain letter and an accent.
PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ı": "i", "æ": "ae", "œ": "oe", "ħ": "h"})

PublicTag = PublicRegion | PublicActor
Words = tuple[str, ...]


def fold(text: str) -> str:
    """Write a text in lower case and without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(mark for mark in apart if not unicodedata.combining(mark)).translate(PLAIN)


def words_of(text: str) -> Words:
    return tuple(WORD.findall(fold(text)))


@dataclass(frozen=True)
class Name:
    """A name or an alias, as it is written, and the tag that goes by it."""

    text: str
    tag: PublicTag


class Names:
    """All names of a snapshot, by their folded words."""

    def __init__(self, tags: Snapshot) -> None:
        self.by_words: dict[Words, list[PublicTag]] = defaultdict(list)
        self.longest = 1
        for words, tag in _namings(tags):
            if words and tag not in self.by_words[words]:
                self.by_words[words].append(tag)
                self.longest = max(self.longest, len(words))

    def called(self, words: Words) -> list[PublicTag]:
        """Give the tags that go by exactly these words."""
        return self.by_words.get(words, [])


@lru_cache(maxsize=2)
def names(tags: Snapshot) -> Names:
    return Names(tags)


def all_names(tags: Snapshot) -> Iterator[Name]:
    """Give every name and alias of the tags that are shown."""
    for kind in (tags.regions, tags.actors):
        for tag in kind:
            for text in (tag.name, *tag.aliases):
                yield Name(text, tag)


def _namings(tags: Snapshot) -> Iterator[tuple[Words, PublicTag]]:
    for name in all_names(tags):
        yield words_of(name.text), name.tag
    # People are called by a part of their name; no other part of a name stands for the whole.
    for actor in tags.actors:
        if actor.kind == Actor.Kind.PERSON:
            for word in words_of(actor.name):
                yield (word,), actor
