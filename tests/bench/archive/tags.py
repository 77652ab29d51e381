"""Actors with aliases, and authors; the regions are those of the product."""

import random
import uuid
from dataclasses import dataclass
from functools import cache

from articles.body.identifiers import slug
from taxonomy.models import Actor
from tests.bench.archive.words import made_word

ACTORS = 2_000
AUTHORS = 300
NAMESPACE = uuid.UUID("5c1f3a52-6c7e-4d0e-9d58-0f5b6c8a7d11")
# Where an actor of a kind has a second name that does not look like the first.
BYNAMES = {"state": "Government of", "organisation": "Office of", "armed_group": "Army of"}


@dataclass(frozen=True)
class SyntheticActor:
    id: int
    uid: uuid.UUID
    slug: str
    name: str
    kind: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class SyntheticAuthor:
    id: int
    uid: uuid.UUID
    slug: str
    name: str


@cache
def actors() -> list[SyntheticActor]:
    """Give the actors, the most frequent first; their keys begin at 1."""
    return [_actor(key) for key in range(1, ACTORS + 1)]


@cache
def authors() -> list[SyntheticAuthor]:
    return [_author(key) for key in range(1, AUTHORS + 1)]


def _actor(key: int) -> SyntheticActor:
    chance = random.Random(f"actor {key}")
    name = f"{made_word(chance, 'en')} {made_word(chance, 'en')}".title()
    kind = chance.choices(Actor.Kind.values, (50, 8, 20, 3, 7, 8, 4))[0]
    aliases = [name.split()[1] + made_word(chance, "en")]
    if kind in BYNAMES:
        aliases.append(f"{BYNAMES[kind]} {name}")
    uid = uuid.uuid5(NAMESPACE, f"actor {key}")
    return SyntheticActor(key, uid, f"{slug(name)}-{key}", name, kind, tuple(aliases))


def _author(key: int) -> SyntheticAuthor:
    chance = random.Random(f"author {key}")
    name = f"{made_word(chance, 'fr')} {made_word(chance, 'de')}".title()
    uid = uuid.uuid5(NAMESPACE, f"author {key}")
    return SyntheticAuthor(key, uid, f"{slug(name)}-{key}", name)
