"""JSON Feed 1.1."""

import json
from typing import Any

from newsroom.feeds.feed import Feed, Story, full_text, permanent_id, topics

VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(feed: Feed) -> bytes:
    document = {
        "version": VERSION,
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.home_url,
        "feed_url": feed.self_url,
        "next_url": feed.next_url,
        "language": feed.language,
        "authors": [{"name": feed.publisher, "url": feed.home_url}],
        "items": [_item(story) for story in feed.stories],
    }
    return json.dumps(_present(document), ensure_ascii=False).encode()


def _item(story: Story) -> dict[str, Any]:
    image = story["image"]
    item = {
        "id": permanent_id(story["id"]),
        "url": story["url"],
        "title": story["title"],
        "summary": story["summary"],
        "content_html": full_text(story),
        "image": image and image["url"],
        "date_published": story["published_at"],
        "date_modified": story["updated_at"],
        "authors": [{"name": author["name"]} for author in story["byline"]] or None,
        "tags": topics(story),
        "language": story["language"],
        "_newsroom": {"api_url": story["api_url"], "genre": story["genre"]},
    }
    return _present(item)


def _present(document: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is not known; the format knows no null."""
    return {name: value for name, value in document.items() if value is not None}
