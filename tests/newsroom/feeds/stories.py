"""A story in the shape that feeds take."""

from typing import Any

from newsroom.feeds.feed import Feed


def make_story(**values: Any) -> dict[str, Any]:
    return {
        "id": "7f0c1c8e-3ad0-4a52-9a5b-0a6c5f2b9e10",
        "slug": "a-meeting",
        "url": "https://www.example.org/en/a-meeting",
        "api_url": "https://api.example.org/api/v1/articles/a-meeting/",
        "title": "A meeting",
        "summary": "Two men met.",
        "genre": "news",
        "language": "en",
        "byline": [],
        "published_at": "2025-07-12T09:30:00Z",
        "updated_at": "2025-07-12T10:00:00Z",
        "image": None,
        "regions": [],
        "actors": [],
        "body": "<p>By the sea.</p>",
        "editors_note": None,
        "related_links": [],
        "corrections": [],
        "usage_terms": None,
        **values,
    }


def make_feed(**values: Any) -> Feed:
    return Feed(
        **{
            "title": "News",
            "description": "All of it.",
            "language": "en",
            "publisher": "Newsroom",
            "home_url": "https://www.example.org/",
            "address": "https://api.example.org/?format=x",
            "self_url": "https://api.example.org/?format=x&cursor=1",
            "next_url": None,
            "previous_url": None,
            "stories": [make_story()],
            **values,
        }
    )
