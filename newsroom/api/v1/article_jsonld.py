"""Stories as schema.org describes news, made of published rows."""

from typing import Any

from newsroom.api.v1.article_answers import Row, compose
from newsroom.api.v1.article_selection import Selection
from newsroom.api.v1.fields import whole
from newsroom.feeds.jsonld import FIELDS, news_article
from newsroom.feeds.publisher import publisher
from taxonomy.snapshot import Snapshot

SELECTION = Selection(whole(FIELDS), "html")


def describe(row: Row, tags: Snapshot) -> dict[str, Any]:
    """Describe the story of a row that has the columns of ``SELECTION``; takes one statement."""
    (story,) = compose([row], SELECTION, tags)
    return news_article(
        story, original_id=str(row["original_id"]), tags=tags, publisher=publisher()
    )
