"""Pages of a walk as callers get them."""

from typing import Any

from django.conf import settings

from articles.published.sync.items import Item, Removal, Upsert
from articles.published.sync.tag_items import TagItem
from articles.published.sync.walking import Page
from newsroom.api.v1.article_answers import public_url
from newsroom.api.v1.sync_cursors import write_cursor


def page_answer(page: Page) -> dict[str, Any]:
    return {"items": [item_answer(item) for item in page.items], **page_end(page)}


def page_end(page: Page) -> dict[str, Any]:
    """Say where a copy stands that has taken the items of a page in."""
    return {
        "cursor": write_cursor(page.walk),
        "done": page.is_last,
        "from_nothing": page.from_nothing,
        "media_url": settings.NEWSROOM_MEDIA_URL,
    }


def item_answer(item: TagItem | Item) -> dict[str, Any]:
    match item:
        case TagItem(kind, key, document):
            return {"type": kind, "action": "upsert", "id": str(key), "document": document}
        case Upsert(document, digest):
            return {
                "type": "article",
                "action": "upsert",
                "id": document["id"],
                "hash": digest,
                "url": public_url(document),
                "document": document,
            }
        case Removal(key, reason, digest):
            return {
                "type": "article",
                "action": "removed",
                "id": str(key),
                "reason": reason,
                "hash": digest,
            }
