"""Random filter expressions, each with what it means said independently of the product."""

import random
from collections.abc import Callable, Mapping
from typing import Any

from articles.published.selection import MAX_TAGS

Card = dict[str, Any]
Meaning = Callable[[Card], bool]
Written = tuple[str, Meaning]


class Expressions:
    """Writes expressions over tags: what each may be called, and which cards it matches."""

    def __init__(self, chance: random.Random, tags: Mapping[str, Meaning], depth: int) -> None:
        self.chance = chance
        self.tags = tags
        self.depth = depth

    def write(self) -> Written:
        """Write an expression of at most ``MAX_TAGS`` tags."""
        while True:
            self.written = 0
            text, meaning = self._all_of(self.chance.randint(0, self.depth))
            if self.written <= MAX_TAGS:
                return text, meaning

    def _all_of(self, depth: int) -> Written:
        parts = [self._any_of(depth) for _ in range(self.chance.choice((1, 1, 2, 3)))]
        meanings = [meaning for _, meaning in parts]
        text = ",".join(text for text, _ in parts)
        return text, lambda card: all(meaning(card) for meaning in meanings)

    def _any_of(self, depth: int) -> Written:
        parts = [self._one(depth) for _ in range(self.chance.choice((1, 1, 2, 3)))]
        meanings = [meaning for _, meaning in parts]
        text = "|".join(text for text, _ in parts)
        return text, lambda card: any(meaning(card) for meaning in meanings)

    def _one(self, depth: int) -> Written:
        kind = self.chance.choice(("tag", "not", "brackets")) if depth else "tag"
        if kind == "not":
            text, meaning = self._one(depth - 1)
            return f"-{text}", lambda card: not meaning(card)
        if kind == "brackets":
            text, meaning = self._all_of(depth - 1)
            return f"({text})", meaning
        self.written += 1
        name = self.chance.choice(list(self.tags))
        return name, self.tags[name]
