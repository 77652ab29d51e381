"""A copy kept by the rules that partners are told, and what it should be by brute force."""

import hashlib
import json
import random
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from articles.models import Audience, Publication
from articles.published.readership import Readership
from articles.published.slices import Slice, SliceFilter, compile_slice, find_slice
from articles.published.sync.checksums import checksum
from articles.published.sync.items import Removal, Upsert
from articles.published.sync.tag_items import TagItem
from articles.published.sync.walking import Page, begin, take_page
from articles.published.sync.walks import Point, Walk
from newsroom.api.v1.sync_answers import DOCUMENTS, Telling
from newsroom.changes.head import read_head
from taxonomy.snapshot import Snapshot, snapshot


@dataclass
class Replica:
    """``stories`` has hash and document of each, None where only the hash may be kept."""

    filters: Sequence[SliceFilter]
    audience: str = Audience.PUBLIC
    # Whether nothing is published between the making of a page and its taking in.
    is_alone: bool = True
    walk: Walk = field(default_factory=lambda: begin(read_head()))
    stories: dict[uuid.UUID, tuple[str, dict | None]] = field(default_factory=dict)
    tags: dict[uuid.UUID, dict] = field(default_factory=dict)
    telling: Telling = DOCUMENTS
    # What the partner was told last of each story and tag.
    told: dict[str, dict] = field(default_factory=dict)

    def slice_now(self) -> tuple[Slice, Snapshot]:
        tags = snapshot(read_head())
        return compile_slice(self.filters, tags, self.audience), tags

    def step(self, size: int) -> Page:
        head = read_head()
        present, tags = self.slice_now()
        form = self.telling.form
        page = take_page(self.walk, size, head=head, present=present, tags=tags, form=form)
        assert len(page.items) <= size
        stories = [key for item in page.items if (key := story_of(item))]
        assert len(stories) == len(set(stories))
        for item in self.telling.items(page, present, tags):
            self.told[item.get("uri") or item["id"]] = item
        for item in page.items:
            self._take_in(item, present)
        self.walk = page.walk
        return page

    def _take_in(self, item, present: Slice) -> None:
        match item:
            case TagItem():
                self.tags[item.id] = item.document
            case Upsert():
                self._check_document(item)
                if self.is_alone:
                    self._hold_to_now(item, present)
                self.stories[uuid.UUID(item.document["id"])] = item.hash, item.document
            case Removal(key, _, None):
                self.stories.pop(key, None)
            case Removal(key, _, kept):
                self.stories[key] = kept, None

    def _hold_to_now(self, item: Upsert, present: Slice) -> None:
        """Assert that the story is public now and in the slice."""
        if self.audience == Audience.PUBLIC:
            assert item.row["audience"] == Audience.PUBLIC
        now = Readership(self.audience).current()
        row = now.filter(article=item.document["id"]).values().first()
        assert row, "withdrawn"
        assert present.holds(row)

    def _check_document(self, item: Upsert) -> None:
        text = json.dumps(item.document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert hashlib.sha256(text.encode()).hexdigest() == item.hash

    def finish(self, size: Callable[[], int]) -> list[Page]:
        pages = [self.step(size())]
        while not pages[-1].is_last:
            pages.append(self.step(size()))
        return pages

    def check(self) -> None:
        """Assert that the copy is the slice that it says it is in step with."""
        (base,) = self.walk.bases
        assert {key: hash for key, (hash, _) in self.stories.items()} == state(base)
        found = checksum(base)
        assert found.count == len(self.stories)
        assert {bucket.name: bucket.digest for bucket in found.buckets} == self._buckets()
        # Only what has been taken back or changed since may lack its document.
        withheld = [key for key, (_, document) in self.stories.items() if document is None]
        held = rows_held(base)
        unchanged = Readership(self.audience).current()
        assert not unchanged.filter(pk__in=[held[key]["id"] for key in withheld]).exists()

    def _buckets(self) -> dict[str, str]:
        lines: dict[str, str] = {}
        for key, (hash, _) in sorted(self.stories.items()):
            lines[str(key)[:2]] = lines.get(str(key)[:2], "") + f"{key} {hash}\n"
        return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in lines.items()}


def state(point: Point) -> dict[uuid.UUID, str]:
    """Give what a slice held at a number, judged row by row."""
    return {key: row["version__digest"] for key, row in rows_held(point).items()}


def rows_held(point: Point) -> dict[uuid.UUID, dict]:
    held = find_slice(point.slice)
    rows = Publication.objects.filter(seq__lte=point.number)
    shown: dict[uuid.UUID, dict] = {}
    for row in rows.values("version__digest", *[f.attname for f in Publication._meta.fields]):
        is_current = row["seq_end"] is None or row["seq_end"] > point.number
        if not is_current or row["audience"] not in ("public", held.audience):
            continue
        if row["article_id"] not in shown or row["audience"] == "trusted":
            shown[row["article_id"]] = row
    return {key: row for key, row in shown.items() if held.holds(row)}


def story_of(item) -> uuid.UUID | None:
    match item:
        case Upsert():
            return uuid.UUID(item.document["id"])
        case Removal(key, _, _):
            return key
    return None


def random_size(chance: random.Random) -> Callable[[], int]:
    return lambda: chance.choice((1, 2, 3, 7, 1_000))
