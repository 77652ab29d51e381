"""Stories as Markdown (CommonMark), for language models and other readers of plain text."""

import re
from typing import Any

from newsroom.feeds.feed import Feed, Story

# Of a whole story; the body is Markdown.
FIELDS = (
    "url",
    "api_url",
    "title",
    "summary",
    "genre",
    "language",
    "byline",
    "published_at",
    "updated_at",
    "regions",
    "actors",
    "body",
    "editors_note",
    "related_links",
    "corrections",
    "usage_terms",
)
# Of a story in a list.
CARD_FIELDS = (
    "url",
    "api_url",
    "title",
    "summary",
    "genre",
    "language",
    "byline",
    "published_at",
    "updated_at",
    "regions",
    "actors",
)
_MARKUP = re.compile(r"[\\`*_{}\[\]<>#|~&]")
# What opens a list or underlines a heading, at the start of a line.
_OPENING = re.compile(r"^(\s*\d*)([-+=.)])", re.MULTILINE)


def write_story(story: Story) -> bytes:
    parts = [f"# {_line(story['title'])}", f"**{_line(story['summary'])}**"]
    parts += [_facts(story, Page=f"<{story['url']}>"), story["body"]]
    if story["editors_note"]:
        parts += ["## Editor’s note", _text(story["editors_note"])]
    if story["corrections"]:
        parts += ["## Corrections", _list(map(_correction, story["corrections"]))]
    if story["related_links"]:
        parts += ["## Related", _list(map(_related, story["related_links"]))]
    if story["usage_terms"]:
        parts += ["## Terms of use", _text(story["usage_terms"])]
    return _document(parts)


def write_list(feed: Feed) -> bytes:
    parts = [f"# {_line(feed.title)}"]
    for story in feed.stories:
        parts += [
            f"## {_link(story['title'], story['url'])}",
            _text(story["summary"]),
            _facts(story, Text=f"<{story['api_url']}?format=markdown>"),
        ]
    pages = (("Next page", feed.next_url), ("Previous page", feed.previous_url))
    links = [_link(name, address) for name, address in pages if address]
    return _document([*parts, " · ".join(links)] if links else parts)


def _document(parts: list[str]) -> bytes:
    return ("\n\n".join(parts) + "\n").encode()


def _facts(story: Story, **more: str) -> str:
    facts = {
        "By": _names(story["byline"]),
        "Published": story["published_at"],
        "Updated": story["updated_at"],
        "Genre": story["genre"],
        "Language": story["language"],
        "Regions": _names(story["regions"]),
        "Actors": _names(story["actors"]),
        **more,
    }
    return _list(f"{name}: {value}" for name, value in facts.items() if value)


def _names(references: Any) -> str:
    return _line(", ".join(reference["name"] for reference in references))


def _correction(correction: Any) -> str:
    return f"{correction['at']}: {_line(correction['text'])}"


def _related(link: Any) -> str:
    summary = f": {_line(link['summary'])}" if link["summary"] else ""
    return _link(link["title"], link["url"]) + summary


def _list(lines: Any) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _link(text: str, address: str) -> str:
    return f"[{_line(text)}](<{address}>)"


def _line(text: str) -> str:
    return _text(" ".join(text.split()))


def _text(text: str) -> str:
    """Escape what would be markup in plain text."""
    return _OPENING.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", text))
