"""Stories as news items of ninjs, made of published rows."""

from collections.abc import Sequence
from typing import Any

from articles.published.bodies import body_answer
from articles.published.instants import instant
from articles.published.readership import Readership
from newsroom.api.renderers import NinjsRenderer
from newsroom.api.v1.article_answers import Row, compose, embargo_answer
from newsroom.api.v1.article_selection import Selection
from newsroom.api.v1.fields import whole
from newsroom.feeds.ninjs import news_item
from newsroom.feeds.publisher import publisher
from taxonomy.snapshot import Snapshot

SELECTION = Selection(whole(NinjsRenderer.fields), "html", beside=NinjsRenderer.columns)


def news_items(
    rows: Sequence[Row],
    tags: Snapshot,
    readers: Readership,
    *,
    linked: Sequence[Row] | None = None,
) -> list[dict[str, Any]]:
    """Describe the stories of rows that have the columns of ``SELECTION``; takes one statement.

    ``linked`` are the stories that may be shown within them, None for all that the readers have.
    """
    stories = compose(rows, SELECTION, tags, readers, linked=linked)
    return [
        news_item(
            story,
            text=str(body_answer(row["version__bodies__text"])),
            version_created=instant(row["version__created_at"]),
            original_id=str(row["original_id"]),
            embargo=embargo_answer(row["audience"], row["embargoed_until"]),
            tags=tags,
            publisher=publisher(),
        )
        for story, row in zip(stories, rows, strict=True)
    ]
