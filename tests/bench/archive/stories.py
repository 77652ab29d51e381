"""Story number n of an archive: a pure function of n, so that a load can go on anywhere."""

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from articles.body.identifiers import slug
from articles.genre import Genre
from tests.bench.archive.bodies import Body, write_body
from tests.bench.archive.tags import NAMESPACE, actors, authors
from tests.bench.archive.words import Vocabulary, vocabulary, zipf

LANGUAGES = {"en": 70, "fr": 12, "de": 8, "es": 6, "uk": 4}
FIRST_DAY = datetime(2015, 7, 1, tzinfo=UTC)
SPAN = timedelta(days=3_652)
# Stands in a third of all stories, all of them English: in some once, in some often, and in
# the titles of some.
COMMON_WORD = "ceasefire"
COMMON_SHARE = 1 / 3 / (LANGUAGES["en"] / sum(LANGUAGES.values()))
# Each stands in about one English story of 2,000.
RARE_WORDS = ("kingfisher", "saltpetre", "lighthouse")
RARE_SHARE = 1 / 2_000


@dataclass(frozen=True)
class RegionTag:
    """What the generator needs to know of a region of the product."""

    id: int
    uid: uuid.UUID
    name: str


@dataclass(frozen=True)
class SyntheticLink:
    """A related link; ``target`` is the number of an earlier story, None for one outside."""

    target: int | None
    url: str
    title: str
    summary: str


@dataclass(frozen=True)
class SyntheticStory:
    number: int
    uid: uuid.UUID
    slug: str
    title: str
    summary: str
    genre: str
    language: str
    body: Body
    editors_note: str
    translation_of: int | None
    published_at: datetime
    updated_at: datetime
    regions: tuple[RegionTag, ...]
    actor_ids: tuple[int, ...]
    author_ids: tuple[int, ...]
    links: tuple[SyntheticLink, ...]


def uid_of(number: int) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, f"story {number}")


class Archive:
    """``size`` stories, spread over ten years in the order of their numbers, which begin at 1."""

    def __init__(self, size: int, regions: list[RegionTag]) -> None:
        self.size = size
        self.step = SPAN / size
        # In an order of frequency that has nothing to do with the alphabet or the map.
        self.regions = random.Random("regions").sample(regions, len(regions))
        self.region_weights = zipf(len(regions))
        self.actor_weights = zipf(len(actors()))
        self.author_weights = zipf(len(authors()))

    def story(self, number: int) -> SyntheticStory:
        chance = random.Random(f"story {number}")
        language = _language(chance)
        words = vocabulary(language)
        regions = self._draw(chance, self.regions, self.region_weights, (4, 3, 2, 1))
        tagged = self._draw(chance, actors(), self.actor_weights, (3, 3, 2, 1, 1))
        written = self._draw(chance, authors(), self.author_weights, (8, 2))
        planted, in_title = _planted(chance, language)
        title = _title(chance, words, tagged[0].name, regions[0].name, in_title)
        body = write_body(chance, words, [actor.name for actor in tagged], planted)
        published_at = self._moment(number, chance)
        later = timedelta(seconds=chance.randrange(259_200)) if chance.random() < 0.2 else SPAN * 0
        return SyntheticStory(
            number=number,
            uid=uid_of(number),
            slug=f"{slug(title) or 'story'}-{number}",
            title=title,
            summary=" ".join(words.choose(chance, 30)).capitalize() + ".",
            genre=chance.choices(Genre.values, (60, 20, 12, 8))[0],
            language=language,
            body=body,
            editors_note=f"{title}." if chance.random() < 0.05 else "",
            translation_of=_original(chance, number, language),
            published_at=published_at,
            updated_at=published_at + later,
            regions=tuple(regions),
            actor_ids=tuple(actor.id for actor in tagged),
            author_ids=tuple(author.id for author in written),
            links=_links(chance, words, number),
        )

    def _moment(self, number: int, chance: random.Random) -> datetime:
        """Give a moment to the second that no other story has."""
        moment = FIRST_DAY + self.step * (number - 1) + self.step * 0.9 * chance.random()
        return moment.replace(microsecond=0)

    @staticmethod
    def _draw(
        chance: random.Random, things: list[Any], weights: Sequence[float], counts: Sequence[int]
    ) -> list[Any]:
        """Draw one or more different things; ``counts`` are the weights of one, two and so on."""
        count = chance.choices(range(1, len(counts) + 1), counts)[0]
        return list(dict.fromkeys(chance.choices(things, cum_weights=weights, k=count)))


def _language(chance: random.Random) -> str:
    return chance.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]


def _planted(chance: random.Random, language: str) -> tuple[list[str], bool]:
    """Choose the words of known frequency, and whether the common one stands in the title."""
    common, often, titled = chance.random(), chance.expovariate(0.4), chance.random()
    rare = [word for word in RARE_WORDS if chance.random() < RARE_SHARE / COMMON_SHARE]
    if language != "en" or common > COMMON_SHARE:
        return [], False
    return [COMMON_WORD] * (1 + int(often)) + rare, titled < 0.15


def _title(
    chance: random.Random, words: Vocabulary, actor: str, region: str, in_title: bool
) -> str:
    telling = " ".join(words.choose_telling(chance, 3))
    special = f" {COMMON_WORD}" if in_title else ""
    return f"{actor} {telling}{special}: {region}"


def _original(chance: random.Random, number: int, language: str) -> int | None:
    """Half of what is not in English translates the story before, if that is in English."""
    translated = chance.random() < 0.5
    if language == "en" or not translated or number == 1:
        return None
    before = number - 1
    return before if _language(random.Random(f"story {before}")) == "en" else None


def _links(chance: random.Random, words: Vocabulary, number: int) -> tuple[SyntheticLink, ...]:
    targets = (
        {chance.randrange(max(1, number - 2_000), number) for _ in range(2)} if number > 1 else ()
    )
    inside = [SyntheticLink(target, "", "", "") for target in sorted(targets)]
    title = " ".join(words.choose_telling(chance, 5)).capitalize()
    return (*inside, SyntheticLink(None, f"https://example.org/{number}", title, ""))
