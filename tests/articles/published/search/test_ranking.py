"""Ranking some of many matches gives nearly what ranking all of them would."""

import random
import uuid
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import pytest

from articles.models import Article, Publication, PublishedVersion
from articles.published.search import matching
from articles.published.search.indexing import index_versions
from articles.published.search.matching import Search, matches, search
from articles.published.search.ranking import Bounds, freshness, rank
from taxonomy.snapshot import load

NOW = datetime(2025, 7, 1, tzinfo=UTC)
STORIES = 1_500
DAYS = 3_650
WORDS = 400
BOUNDS = Bounds(titles=80, any=150)
FIRST = 20


def make_archive(chance: random.Random) -> list[str]:
    """Fill the archive with made words of Zipf's frequencies; gives them, the commonest first."""
    words = [f"w{chance.randrange(10**6):06}x" for _ in range(WORDS)]
    weights = list(accumulate(1 / (rank + 3) for rank in range(WORDS)))
    stories = [_story(chance, words, weights) for _ in range(STORIES)]
    for model in (Article, PublishedVersion, Publication):
        model.objects.bulk_create([story[model] for story in stories], batch_size=1_000)
    index_versions([story[PublishedVersion].pk for story in stories])
    return words


def _story(chance: random.Random, words: list[str], weights: list[float]) -> dict:
    def text(count: int) -> str:
        return " ".join(chance.choices(words, cum_weights=weights, k=count))

    key = uuid.UUID(int=chance.getrandbits(128), version=4)
    moment = NOW - timedelta(days=chance.random() * DAYS)
    slug = f"s-{key}"
    card = {"title": text(8), "summary": text(20), "language": "en", "regions": [], "actors": []}
    article = Article(pk=key, title=card["title"], slug=slug)
    version = PublishedVersion(
        pk=None,
        article=article,
        number=1,
        revision_number=1,
        card=card,
        document={},
        bodies={"text": text(chance.randint(40, 120))},
        digest="",
        created_at=moment,
    )
    publication = Publication(
        version=version,
        article=article,
        seq=1,
        slug=slug,
        language="en",
        genre="news",
        original_id=key,
        first_published_at=moment,
        published_at=moment,
        updated_at=moment,
        region_ids=[],
        actor_ids=[],
        author_ids=[],
        has_image=False,
        has_correction=False,
        has_editors_note=False,
    )
    return {Article: article, PublishedVersion: version, Publication: publication}


def test_first_results_agree_with_the_exact_ranking(db, monkeypatch):
    monkeypatch.setattr(matching, "FEW", 200)
    chance = random.Random(20)
    common = make_archive(chance)[:40]
    tags, live = load(), Publication.objects.live()
    shared = []
    while len(shared) < 60:
        terms = chance.sample(common, chance.choice([1, 1, 2, 2, 3]))
        separator = chance.choice([" ", " ", " or ", " -"])
        some = search(separator.join(terms), tags)
        if some.versions is not None:
            continue
        every = Search(some.forms, tuple(matches(some.forms).values_list("pk", flat=True)))
        exact = rank(every, live, at=NOW)[:FIRST]
        bounded = rank(some, live, at=NOW, bounds=BOUNDS)[:FIRST]
        shared.append(len(set(exact) & set(bounded)) / len(exact))

    assert sum(shared) / len(shared) >= 0.9, shared


@pytest.mark.parametrize(
    ("age", "expected"),
    [(timedelta(), 1), (timedelta(365), 0.5), (timedelta(3 * 365), 0.25), (timedelta(-9), 1)],
)
def test_freshness_halves_in_a_year(age, expected):
    assert freshness(NOW - age, NOW) == expected
