import re
import unicodedata
from collections.abc import Iterable

IDENTIFIER = re.compile(r"[a-z][a-z0-9-]{0,63}")

# Leaves room in the 64 characters for a number after it.
_MAX_SLUG = 56
# Letters that Unicode does not take apart into a base letter and a mark.
_FOLDED = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


class Identifiers:
    """Gives each heading of one body an id of its own; ask in the order of the headings.

    `stored` are the ids that headings carry already: none of them is given to another heading.
    """

    def __init__(self, stored: Iterable[str]) -> None:
        self._stored = frozenset(stored)
        self._given: set[str] = set()
        self._next_number: dict[str, int] = {}

    def identify(self, stored: str | None, text: str) -> str:
        """The stored id where this is the first heading with it, else a new one made from `text`.

        Raises ValueError if the stored id is invalid.
        """
        if stored is not None and not IDENTIFIER.fullmatch(stored):
            raise ValueError(
                f"The id “{stored[:80]}” must be 1 to 64 lower-case letters, digits and hyphens "
                f"and begin with a letter, such as “{slug(stored) or 'section-1'}”."
            )
        if stored is not None and stored not in self._given:
            self._given.add(stored)
            return stored
        return self._fresh(slug(text))

    def _fresh(self, base: str) -> str:
        fresh, number = base, self._next_number.get(base, 2 if base else 1)
        while not fresh or fresh in self._stored or fresh in self._given:
            fresh = f"{base or 'section'}-{number}"
            number += 1
        self._next_number[base] = number
        self._given.add(fresh)
        return fresh


def slug(text: str) -> str:
    """`text` folded to ASCII as an id; empty where nothing remains."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_FOLDED))
    ascii_only = folded.encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", ascii_only).strip("-")
    if words[:1].isdigit():
        words = f"section-{words}"
    return words[:_MAX_SLUG].rstrip("-")
