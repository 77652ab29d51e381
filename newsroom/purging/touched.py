"""From changes to the surrogate keys of all answers that they may have touched."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q

from articles.published import surrogates
from articles.published.versions import TRUSTED_ACTIONS, Audience, Publication
from newsroom.changes.models import Change
from newsroom.purging.places import Places, moved, uppers
from taxonomy.models import Actor, Region

COLUMNS = ("original_id", "language", "genre", "region_ids", "actor_ids", "author_ids")
KINDS = {"article", "region", "actor"}
# What readers see nothing of.
UNSEEN = {"product"}


def touched_keys(after: int, up_to: int, *, before: Places, now: Places) -> set[str]:
    """Give the keys that changes touched, as things were before them and as they are now.

    ``before`` is what lay where at change ``after``.
    """
    found: dict[str, set[uuid.UUID]] = {}
    changes = Change.objects.filter(seq__gt=after, seq__lte=up_to)
    seen = changes.exclude(kind="article", action__in=TRUSTED_ACTIONS)
    for kind, key in seen.values_list("kind", "object_id"):
        found.setdefault(kind, set()).add(key)
    if not found:
        return set()
    if found.keys() - KINDS - UNSEEN:
        return {surrogates.ALL}
    keys = {surrogates.ANY_CHANGE} if found.keys() & KINDS else set()
    if articles := found.get("article"):
        keys |= _of_stories(articles, after, up_to, [before, now])
    if regions := found.get("region"):
        keys |= _of_regions(regions, before, now)
    if actors := found.get("actor"):
        keys |= _of_actors(actors, before, now)
    return keys


def _of_stories(
    articles: Collection[uuid.UUID], after: int, up_to: int, known: Iterable[Places]
) -> set[str]:
    rows = Publication.objects.filter(article__in=articles, audience=Audience.PUBLIC)
    # Slugs that lead to a story, or did: a moved one answers what the story is now.
    slugs = rows.values_list("slug", flat=True).distinct()
    window = {"gt": after, "lte": up_to}
    began = Q(**{f"seq__{side}": number for side, number in window.items()})
    ended = Q(**{f"seq_end__{side}": number for side, number in window.items()})
    keys = {surrogates.STORIES}
    keys.update(map(surrogates.story, articles))
    keys.update(map(surrogates.lookup, [*map(str, articles), *slugs]))
    # What is told of a story that is no longer public is told where it stood last.
    last = rows.order_by("article_id", "-seq").distinct("article_id")
    for row in (*rows.filter(began | ended).values(*COLUMNS), *last.values(*COLUMNS)):
        keys |= _of_row(row, known)
    return keys


def _of_row(row: dict[str, Any], known: Iterable[Places]) -> set[str]:
    keys = {
        surrogates.story(row["original_id"]),
        surrogates.stories_of_genre(row["genre"]),
        surrogates.stories_in_language(row["language"]),
        *map(surrogates.stories_by_author, row["author_ids"]),
    }
    for places in known:
        for region in row["region_ids"]:
            keys.update(map(surrogates.stories_in_region, uppers(places, "regions", region)))
        for actor in row["actor_ids"]:
            keys.update(map(surrogates.stories_with_actor, uppers(places, "actors", actor)))
    return keys


def _of_regions(uids: Collection[uuid.UUID], before: Places, now: Places) -> set[str]:
    keys = {surrogates.REGIONS}
    for key in Region.objects.filter(uid__in=uids).values_list("pk", flat=True):
        shown = {key, *(uppers(places, "regions", key)[0] for places in (before, now))}
        keys.update(map(surrogates.region, shown))
    keys.update(map(surrogates.within_region, moved(before, now, "regions")))
    return keys


def _of_actors(uids: Collection[uuid.UUID], before: Places, now: Places) -> set[str]:
    keys = {surrogates.ACTORS}
    changed = Actor.objects.filter(uid__in=uids).values_list("pk", flat=True)
    keys.update(map(surrogates.actor, {*changed, *moved(before, now, "actors")}))
    return keys
