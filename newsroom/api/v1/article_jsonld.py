"""Stories as schema.org describes news, made of published rows."""

from collections.abc import Sequence
from typing import Any

from newsroom.api.reading import ReadingView
from newsroom.api.v1.article_answers import Row, compose
from newsroom.api.v1.article_keys import add_row_keys
from newsroom.api.v1.article_selection import Selection
from newsroom.api.v1.fields import whole
from newsroom.feeds.jsonld import FIELDS, news_article
from newsroom.feeds.publisher import publisher

SELECTION = Selection(whole(FIELDS), "html")


def describe(rows: Sequence[Row], view: ReadingView) -> list[dict[str, Any]]:
    """Describe the stories of rows that have the columns of ``SELECTION``; takes one statement.

    The answer of the view gets to depend on what they tell of others.
    """
    add_row_keys(view.keys, rows, SELECTION, view.tags)
    stories = compose(rows, SELECTION, view.tags, view.readers)
    return [
        news_article(
            story,
            original_id=str(row["original_id"]),
            tags=view.tags,
            publisher=publisher(),
        )
        for story, row in zip(stories, rows, strict=True)
    ]
