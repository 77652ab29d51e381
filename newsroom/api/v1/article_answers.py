"""From published rows to answers: stored facts joined with tags, links and translations."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db.models import Q

from articles.published.addresses import public_url
from articles.published.bodies import body_answer
from articles.published.instants import instant
from articles.published.readership import Readership
from articles.published.statements import Statement
from articles.published.versions import Audience
from newsroom.api.v1.article_selection import Selection
from newsroom.api.v1.fields import prune
from newsroom.api.v1.shapes import actor_reference, address, region_reference
from newsroom.images.facts import ImageAnswer, PictureFacts, image_answer
from taxonomy.snapshot import Snapshot

LINKING_FIELDS = {"related_links", "translations"}

Row = dict[str, Any]


def compose(
    rows: Sequence[Row],
    selection: Selection,
    tags: Snapshot,
    readers: Readership,
    *,
    linked: Sequence[Row] | None = None,
) -> list[dict[str, Any]]:
    """Make answers of rows; at most one statement, whatever the number of rows.

    ``linked`` are the stories that may be shown within them, None for all that the readers have.
    """
    if linked is None:
        linked = _linked(rows, selection, readers)
    return [_answer(row, selection, tags, linked) for row in rows]


def _answer(
    row: Row, selection: Selection, tags: Snapshot, linked: Sequence[Row]
) -> dict[str, Any]:
    card = row["version__card"]
    full = {
        **card,
        **row.get("version__document", {}),
        "url": public_url(card["language"], card["slug"]),
        "api_url": address("articles", card["slug"]),
        "regions": [region_reference(r) for r in tags.regions.shown(row["region_ids"])],
        "actors": [actor_reference(a) for a in tags.actors.shown(row["actor_ids"])],
        "image": _image(card["image"]),
        "body": body_answer(row.get(f"version__bodies__{selection.body_format}", "")),
    }
    if "embargo" in selection.parts:
        full["embargo"] = embargo_answer(row["audience"], row["embargoed_until"])
    if "related_links" in selection.parts:
        targets = {str(one["article_id"]): one["version__card"] for one in linked}
        links = (_related_link(link, targets) for link in full["related_links"])
        full["related_links"] = [link for link in links if link]
    if "translations" in selection.parts:
        full["translations"] = [
            _translation(one["version__card"])
            for one in linked
            if one["original_id"] == row["original_id"] and one["article_id"] != row["article_id"]
        ]
    return prune(full, selection.parts)


def embargo_answer(audience: str, until: datetime | None) -> dict[str, Any] | None:
    """Say until when a story is under embargo; None for what everybody may read."""
    if audience == Audience.PUBLIC:
        return None
    return {"until": until and instant(until)}


def _linked(rows: Sequence[Row], selection: Selection, readers: Readership) -> list[Row]:
    """Read what there is now of the stories that the rows link to or translate."""
    if not rows or LINKING_FIELDS.isdisjoint(selection.parts):
        return []
    targets = [
        uuid.UUID(link["article"])
        for row in rows
        for link in row.get("version__document", {}).get("related_links", ())
        if link["article"]
    ]
    originals = {row["original_id"] for row in rows}
    return _linked_statement(len(targets), len(originals), readers).rows([*targets, *originals])


@lru_cache(maxsize=256)
def _linked_statement(targets: int, originals: int, readers: Readership) -> Statement:
    stand_ins = [uuid.UUID(int=number) for number in range(targets + originals)]
    condition = Q(article_id__in=stand_ins[:targets]) | Q(original_id__in=stand_ins[targets:])
    linked = readers.current().filter(condition).order_by("language", "slug")
    return Statement(linked.values("article_id", "original_id", "version__card"), stand_ins)


def _related_link(link: dict[str, Any], targets: dict[str, Any]) -> dict[str, Any] | None:
    """Join a link with its target; None while the target is not public."""
    if not link["article"]:
        return {
            "title": link["title"],
            "summary": link["summary"],
            "url": link["url"],
            "image": _image(link["image"]),
            "article": None,
        }
    target = targets.get(link["article"])
    return target and {
        "title": link["title"] or target["title"],
        "summary": link["summary"] or target["summary"],
        "url": public_url(target["language"], target["slug"]),
        "image": _image(link["image"] or target["image"]),
        "article": {"id": target["id"], "slug": target["slug"]},
    }


def _image(facts: PictureFacts | None) -> ImageAnswer | None:
    return facts and image_answer(facts)


def _translation(card: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: card[name] for name in ("id", "slug", "language", "title")},
        "url": public_url(card["language"], card["slug"]),
        "api_url": address("articles", card["slug"]),
    }
