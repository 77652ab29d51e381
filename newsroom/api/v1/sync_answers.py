"""Items of a walk as callers get them."""

from typing import Any

from articles.published.sync.items import Item, Removal, Upsert
from articles.published.sync.tag_items import TagItem
from newsroom.api.v1.article_answers import public_url


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
