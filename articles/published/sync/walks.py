"""Where a copy stands: the states it was made of, the state it is walking to, and how far it is."""

import uuid
from dataclasses import dataclass, replace
from typing import NamedTuple

# Beyond this many changes of its slice, a walk costs more than beginning anew.
MAX_BASES = 4
# A walk gives all regions, then all actors, then stories.
REGIONS, ACTORS, STORIES = range(3)
LEAST = uuid.UUID(int=0)
GREATEST = uuid.UUID(int=2**128 - 1)


class Point(NamedTuple):
    """What was public at a change number, seen through the slice with a digest."""

    number: int
    slice: str


class Position(NamedTuple):
    """The last thing that a walk has dealt with. Tags have no number."""

    stage: int
    number: int
    id: uuid.UUID


START = Position(REGIONS, 0, LEAST)
FIRST_STORY = Position(STORIES, 0, LEAST)


@dataclass(frozen=True)
class Form:
    """In which form a copy keeps stories, as far as it matters for what it is told.

    ``columns`` names what is read of versions beside their documents. Where a story
    ``shows_others``, by title, that it links to or translates, it is told again when one of them
    is told of.
    """

    columns: tuple[str, ...] = ()
    shows_others: bool = False


PLAIN = Form()


@dataclass(frozen=True)
class Walk:
    """A copy that is in step with its only base, or on its way from its bases to ``target``.

    A copy that began from nothing may hold nothing of its bases; ``bases`` may then be empty.
    """

    epoch: uuid.UUID
    bases: tuple[Point, ...] = ()
    from_nothing: bool = True
    target: Point | None = None
    position: Position = START

    def towards(self, target: Point) -> "Walk":
        """Pin a target. Where there was another, parts of it may be in the copy: a base more."""
        bases = (*self.bases, self.target) if self.target else self.bases
        return replace(self, bases=bases, target=target, position=START)

    def at(self, position: Position) -> "Walk":
        return replace(self, position=position)

    def arrived(self) -> "Walk":
        return Walk(self.epoch, (self.goal,), from_nothing=False)

    @property
    def goal(self) -> Point:
        assert self.target is not None  # noqa: S101 - only asked of a walk under way.
        return self.target

    @property
    def point(self) -> Point:
        """The state that the copy is brought to, or is in."""
        return self.target or self.base

    @property
    def base(self) -> Point:
        """The state that a copy in step is made of."""
        (base,) = self.bases
        return base

    @property
    def has_too_many_bases(self) -> bool:
        return len(self.bases) + self.from_nothing > MAX_BASES

    @property
    def points(self) -> tuple[Point, ...]:
        return (*self.bases, self.target) if self.target else self.bases

    @property
    def since(self) -> int:
        """The number up to which the copy holds all there was; 0 if it began from nothing."""
        return 0 if self.from_nothing else min(base.number for base in self.bases)
