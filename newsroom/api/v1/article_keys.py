"""What answers made of published rows depend on beside the stories themselves."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from articles.published import surrogates
from newsroom.api.surrogate_keys import SurrogateKeys
from newsroom.api.v1.article_answers import LINKING_FIELDS
from newsroom.api.v1.article_selection import Selection
from taxonomy.snapshot import Snapshot


def add_row_keys(
    keys: SurrogateKeys, rows: Iterable[dict[str, Any]], selection: Selection, tags: Snapshot
) -> None:
    """Add what the rows show of others: tags, and stories that they link to or translate."""
    if not settings.NEWSROOM_PURGE_URLS:
        return
    links = not LINKING_FIELDS.isdisjoint(selection.parts)
    for row in rows:
        keys.add(*(surrogates.region(r.id) for r in tags.regions.shown(row["region_ids"])))
        keys.add(*(surrogates.actor(a.id) for a in tags.actors.shown(row["actor_ids"])))
        if links:
            linked = row.get("version__document", {}).get("related_links", ())
            targets = (link["article"] for link in linked if link["article"])
            keys.add(*map(surrogates.story, (row["original_id"], *targets)))
