"""What all feeds are made of: stories in the shape of the API, and what is said of them all."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# The fields that the stories of a feed must have; the body is HTML.
FIELDS = (
    "id",
    "slug",
    "url",
    "api_url",
    "title",
    "summary",
    "genre",
    "language",
    "byline",
    "published_at",
    "updated_at",
    "image",
    "regions",
    "actors",
    "body",
    "editors_note",
    "corrections",
)
# What a feed without stories says of its newest change, so that it is the same whenever asked.
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

Story = Mapping[str, Any]


@dataclass(frozen=True)
class Tombstone:
    """A story that stood in the feed and was withdrawn; ``message`` is public."""

    id: str
    at: datetime
    message: str


@dataclass(frozen=True)
class Feed:
    """One page of a feed. ``address`` is the same for all its pages."""

    title: str
    description: str
    language: str
    publisher: str
    home_url: str
    address: str
    self_url: str
    next_url: str | None
    previous_url: str | None
    stories: Sequence[Story]
    withdrawn: Sequence[Tombstone] = ()

    @property
    def updated_at(self) -> datetime:
        moments = [moment(story["updated_at"]) for story in self.stories]
        return max([*moments, *(one.at for one in self.withdrawn)], default=LONG_AGO)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def permanent_id(article_id: str) -> str:
    """Give the id of a story in feeds, the same in all formats and for good."""
    return f"urn:uuid:{article_id}"


def topics(story: Story) -> list[str]:
    return [tag["name"] for tag in (*story["regions"], *story["actors"])]


def full_text(story: Story) -> str:
    """Give the body as HTML, with the editor's note and what was corrected after it."""
    corrections = (f"{one['at'][:10]}: {one['text']}" for one in story["corrections"])
    notes = [note for note in (story["editors_note"], *corrections) if note]
    return "\n".join([story["body"], *(f"<p><em>{html.escape(note)}</em></p>" for note in notes)])
