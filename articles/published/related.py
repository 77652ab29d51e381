"""The stories to read next to one: those its editor linked, then those most like it.

Likeness is a function of what is public, not of the clock: rare tags in common, words in common
and nearness in time to the story itself. The work is bounded however large the archive is: only
stories near in time and stories with rare tags are looked at, and the words of a few of them.
"""

import re
import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from math import log
from operator import add, or_
from typing import Any

from django.db.models import Case, DurationField, ExpressionWrapper, F, FloatField, Q, Value, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Abs, Extract

from articles.published.readership import Readership
from articles.published.tag_counts import TagCounts

# How many stories on each side of the story's own date are looked at, whatever they carry.
NEAR_IN_TIME = 1_000
# How many stories at most are looked at because they carry a rare tag.
WITH_RARE_TAGS = 3_000
# How many stories, the likest by tags and time, are compared word by word.
COMPARED = 60
# A story that is this far away in time counts half of one from the same moment.
HALVING_DAYS = 180
OTHER_LANGUAGE = 0.5
WORD = re.compile(r"\w{3,}")
DAY_SECONDS = 86_400

Row = dict[str, Any]


@dataclass(frozen=True)
class SharedTag:
    """A tag of the story: its kind, its key and, after merges, all keys that stories carry."""

    kind: str
    key: int
    keys: frozenset[int]

    @property
    def condition(self) -> Q:
        return Q(**{f"{self.kind}_ids__overlap": sorted(self.keys)})


@dataclass(frozen=True)
class Subject:
    """The story that others are related to. ``links`` are its editor's, each once, in order."""

    article_id: uuid.UUID
    original_id: uuid.UUID
    language: str
    published_at: datetime
    words: frozenset[str]
    tags: Sequence[SharedTag]
    links: Sequence[uuid.UUID]


@dataclass(frozen=True)
class Related:
    article_id: uuid.UUID
    is_curated: bool
    shared: Sequence[SharedTag]


def words(*texts: str) -> frozenset[str]:
    return frozenset(WORD.findall(" ".join(texts).casefold()))


def related(subject: Subject, counts: TagCounts, size: int, readers: Readership) -> list[Related]:
    """Choose at most so many stories, the curated ones first; two statements.

    A story appears in one language only, and in none if it is a translation of the subject,
    unless the editor linked it.
    """
    weights = _weights(subject.tags, counts)
    scores = _likest(subject, weights, counts, readers)
    rows = _read({*scores, *subject.links}, readers)
    curated = [rows[key] for key in subject.links if key in rows]
    automatic = _by_words(subject, [rows[key] for key in scores if key in rows], scores)
    chosen = [_related(row, weights, is_curated=True) for row in curated]
    told = {subject.original_id, *(row["original_id"] for row in curated)}
    for row in automatic:
        if row["original_id"] not in told:
            told.add(row["original_id"])
            chosen.append(_related(row, weights, is_curated=False))
    return chosen[:size]


def _weights(tags: Sequence[SharedTag], counts: TagCounts) -> dict[SharedTag, float]:
    """Weigh each tag by its rarity among all public stories; the rarest first."""
    carrying = {tag: max(1, counts.carrying(tag.kind, tag.keys)) for tag in tags}
    weights = {tag: log(1 + counts.stories / count) for tag, count in carrying.items()}
    return dict(sorted(weights.items(), key=lambda item: -item[1]))


def _likest(
    subject: Subject, weights: dict[SharedTag, float], counts: TagCounts, readers: Readership
) -> dict[uuid.UUID, float]:
    """Score stories by shared tags, nearness in time and language; give the best."""
    if not weights:
        return {}
    current = readers.current().annotate(score=_score(subject, weights))
    arms = [
        current.filter(published_at__lte=subject.published_at).order_by(
            F("published_at").desc(), F("article").desc()
        )[:NEAR_IN_TIME],
        current.filter(published_at__gt=subject.published_at).order_by("published_at", "article")[
            :NEAR_IN_TIME
        ],
    ]
    if rare := _rare(weights, counts):
        arms.append(current.filter(reduce(or_, [tag.condition for tag in rare])).order_by())
    first, *others = (arm.values_list("article_id", "score") for arm in arms)
    found = first.union(*others).order_by("-score", "article_id")[:COMPARED]
    return {key: score for key, score in found if score > 0}


def _rare(weights: dict[SharedTag, float], counts: TagCounts) -> list[SharedTag]:
    """Give the rarest tags, as many as together lead to ``WITH_RARE_TAGS`` stories at most."""
    found, total = [], 0
    for tag in weights:
        total += counts.carrying(tag.kind, tag.keys)
        if total > WITH_RARE_TAGS:
            break
        found.append(tag)
    return found


def _score(subject: Subject, weights: dict[SharedTag, float]) -> Any:
    shared = [
        Case(When(tag.condition, then=Value(weight)), default=0.0, output_field=FloatField())
        for tag, weight in weights.items()
    ]
    distance = ExpressionWrapper(
        F("published_at") - Value(subject.published_at), output_field=DurationField()
    )
    days = Abs(Extract(distance, "epoch", output_field=FloatField())) / Value(float(DAY_SECONDS))
    nearness = Value(1.0) / (Value(1.0) + days / Value(float(HALVING_DAYS)))
    language = Case(
        When(original_id=subject.original_id, then=0.0),
        When(language=subject.language, then=1.0),
        default=OTHER_LANGUAGE,
        output_field=FloatField(),
    )
    return ExpressionWrapper(reduce(add, shared) * nearness * language, output_field=FloatField())


def _read(keys: Iterable[uuid.UUID], readers: Readership) -> dict[uuid.UUID, Row]:
    """Read these stories as they are now, as far as choosing among them needs it."""
    rows = readers.current().filter(article_id__in=sorted(keys))
    columns = ("article_id", "original_id", "region_ids", "actor_ids")
    title, summary = (KeyTextTransform(name, "version__card") for name in ("title", "summary"))
    found = rows.order_by().values(*columns, title=title, summary=summary)
    return {row["article_id"]: row for row in found}


def _by_words(subject: Subject, rows: Sequence[Row], scores: dict[uuid.UUID, float]) -> list[Row]:
    """Order by score and by how much of the wording is shared, rare words counting most."""
    texts = {row["article_id"]: words(row["title"], row["summary"]) for row in rows}
    known = Counter(word for text in [subject.words, *texts.values()] for word in text)
    rarity = {word: log((1 + len(rows)) / count) for word, count in known.items()}

    def rank(row: Row) -> tuple[float, uuid.UUID]:
        likeness = _overlap(subject.words, texts[row["article_id"]], rarity)
        return -scores[row["article_id"]] * (1 + likeness), row["article_id"]

    return sorted(rows, key=rank)


def _overlap(one: Collection[str], other: Collection[str], rarity: dict[str, float]) -> float:
    """Give how much two texts share, from 0 to 1. Summed in order, so that it is repeatable."""
    union = sum(rarity[word] for word in sorted({*one, *other}))
    shared = sum(rarity[word] for word in sorted(set(one).intersection(other)))
    return shared / union if union else 0.0


def _related(row: Row, weights: dict[SharedTag, float], *, is_curated: bool) -> Related:
    shared = [tag for tag in weights if not tag.keys.isdisjoint(row[f"{tag.kind}_ids"])]
    return Related(row["article_id"], is_curated, shared)
