"""What a copy is told of each story: its whole document, or that it is to be removed and why."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from articles.published.readership import Readership
from articles.published.slices import COLUMNS, Slice, find_slice
from articles.published.sync.difference import ROW, Row
from articles.published.sync.states import held_at
from articles.published.sync.walks import PLAIN, Form, Point
from articles.published.versions import Publication, PublishedVersion
from taxonomy.snapshot import Snapshot

WITHDRAWN = "withdrawn"
REDACTED = "redacted"
LEFT_SLICE = "left_slice"
RIGHTS = "rights"
MERGED = "merged"
REASONS = (WITHDRAWN, REDACTED, LEFT_SLICE, RIGHTS, MERGED)

DOCUMENT = ("id", "card", "document", "bodies__html", "partners_note", "digest")
SEEN = ("redacted_at", "erased_at")


@dataclass(frozen=True)
class Upsert:
    """A story as it was published; ``version`` has the columns of the form too.

    The row says whether it is under embargo, and until when.
    """

    row: Row
    version: dict[str, Any]

    @property
    def document(self) -> dict[str, Any]:
        """What the hash was taken of."""
        return synced_document(self.version)

    @property
    def hash(self) -> str:
        return str(self.version["digest"])


@dataclass(frozen=True)
class Removal:
    """A story that is not to be kept, and the version that was given of it.

    With a ``hash`` it is in the slice at the target, where checksums count it, but may not be
    given out any more; the next walk removes it for good.
    """

    id: uuid.UUID
    reason: str
    hash: str | None
    version_id: int


Item = Upsert | Removal


def items_of(
    rows: Sequence[Row],
    *,
    target: Slice,
    number: int,
    present: Slice,
    tags: Snapshot,
    form: Form,
) -> list[Item]:
    """Make items of the rows of a page; up to three statements, whatever their number.

    ``target`` and ``number`` are where the copy will stand, ``present`` is what it may have now.
    What has been taken back since is not given out, nor what is in the present slice no more:
    rows that are no longer current are held against the story as it is now.
    """
    staying = [row for row in rows if "departed" not in row and _stays(row, target)]
    now = _rows_by_article(
        Readership(present.audience).current(),
        (row["article_id"] for row in staying if row["seq_end"] is not None),
    )
    gone = [row["article_id"] for row in rows if row.get("departed")]
    at_target = _rows_by_article(Readership(target.audience).at(number), gone)
    versions = PublishedVersion.objects.filter(pk__in=[row["version_id"] for row in staying])
    documents = {one["id"]: one for one in versions.values(*DOCUMENT, *SEEN, *form.columns)}

    def item(row: Row) -> Item:
        article, version = row["article_id"], row["version_id"]
        if row.get("departed"):
            return Removal(article, reason_gone(at_target.get(article), target), None, version)
        if not _stays(row, target):
            return Removal(article, _reason_unchanged(row, target, tags), None, version)
        one = documents[version]
        if one["redacted_at"] and article in now:
            return Removal(article, REDACTED, one["digest"], version)
        current = now.get(article) if row["seq_end"] is not None else row
        if current is None or one["erased_at"] or not present.holds(current):
            return Removal(article, reason_gone(current, present), one["digest"], version)
        return Upsert(row, one)

    return [item(row) for row in rows]


def items_again(
    ids: Iterable[uuid.UUID], base: Point, *, present: Slice, tags: Snapshot, form: Form = PLAIN
) -> list[Item]:
    """Give once more what a copy holds of some stories, as they are in the state it is made of."""
    held = find_slice(base.slice)
    rows = list(
        Publication.objects.filter(held_at(base), article__in=set(ids))
        .order_by("article_id")
        .values(*ROW)
    )
    return items_of(rows, target=held, number=base.number, present=present, tags=tags, form=form)


def synced_document(version: dict[str, Any]) -> dict[str, Any]:
    return {
        **version["card"],
        **version["document"],
        "body": version["bodies__html"],
        "partners_note": version["partners_note"],
    }


def _rows_by_article(rows: Any, articles: Iterable[uuid.UUID]) -> dict[uuid.UUID, Row]:
    wanted = set(articles)
    if not wanted:
        return {}
    found = rows.filter(article__in=wanted).values("article_id", *COLUMNS)
    return {row["article_id"]: row for row in found}


def _stays(row: Row, target: Slice) -> bool:
    return row.get("stays", True) and target.holds(row)


def reason_gone(row: Row | None, target: Slice) -> str:
    if row is None:
        return WITHDRAWN
    return RIGHTS if not target.may_have(row) or target.would_hold(row) else LEFT_SLICE


def _reason_unchanged(row: Row, target: Slice, tags: Snapshot) -> str:
    """Say why a story is out that is as it was: the slice means something else now."""
    if target.holds(row):
        # Another row stands for the story, which is out.
        return LEFT_SLICE
    if not target.may_have(row) or target.would_hold(row):
        return RIGHTS
    regions = tags.regions.merged_keys().intersection(row["region_ids"])
    actors = tags.actors.merged_keys().intersection(row["actor_ids"])
    return MERGED if regions or actors else LEFT_SLICE
