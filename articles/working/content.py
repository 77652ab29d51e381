"""The content of a working copy as one value: what a save writes and a revision keeps."""

import uuid
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Self

from articles.models import Article


@dataclass(frozen=True)
class Link:
    """A related link; exactly one of ``target`` and ``url`` is given."""

    target: uuid.UUID | None = None
    url: str = ""
    title: str = ""
    summary: str = ""
    picture: uuid.UUID | None = None


@dataclass(frozen=True)
class Content:
    """Everything that an editor writes. Tags and authors are primary keys, in editorial order."""

    title: str
    slug: str
    summary: str = ""
    body: str = ""
    editors_note: str = ""
    partners_note: str = ""
    genre: str = "news"
    language: str = "en"
    translation_of: uuid.UUID | None = None
    picture: uuid.UUID | None = None
    display_at: datetime | None = None
    usage_terms: str = ""
    syndicatable: bool = True
    byline: list[int] = field(default_factory=list)
    regions: list[int] = field(default_factory=list)
    actors: list[int] = field(default_factory=list)
    related_links: list[Link] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Give plain JSON values, in the shape that ``from_json`` reads."""
        values = asdict(self)
        values["translation_of"] = _text(self.translation_of)
        values["picture"] = _text(self.picture)
        values["display_at"] = self.display_at and self.display_at.isoformat()
        for link in values["related_links"]:
            link["target"] = _text(link["target"])
            link["picture"] = _text(link["picture"])
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Read a revision; fields that came later take their defaults."""
        known = {f.name for f in fields(cls)}
        values = {name: value for name, value in values.items() if name in known}
        for name in ("translation_of", "picture"):
            values[name] = _uuid(values.get(name))
        if values.get("display_at"):
            values["display_at"] = datetime.fromisoformat(values["display_at"])
        values["related_links"] = [
            Link(
                target=_uuid(link["target"]),
                url=link["url"],
                title=link["title"],
                summary=link["summary"],
                picture=_uuid(link.get("picture")),
            )
            for link in values.get("related_links", [])
        ]
        return cls(**values)

    @classmethod
    def of(cls, article: Article) -> Self:
        """Read the working copy from its rows."""
        plain = {name: getattr(article, name) for name in PLAIN_FIELDS}
        return cls(
            **plain,
            translation_of=article.translation_of_id,
            picture=article.picture_id,
            byline=list(article.bylineentry_set.values_list("author_id", flat=True)),
            regions=list(article.articleregion_set.values_list("region_id", flat=True)),
            actors=list(article.articleactor_set.values_list("actor_id", flat=True)),
            related_links=[
                Link(link.target_id, link.url, link.title, link.summary, link.picture_id)
                for link in article.relatedlink_set.all()
            ],
        )


PLAIN_FIELDS = [
    "title",
    "slug",
    "summary",
    "body",
    "editors_note",
    "partners_note",
    "genre",
    "language",
    "display_at",
    "usage_terms",
    "syndicatable",
]


def _text(value: uuid.UUID | None) -> str | None:
    return None if value is None else str(value)


def _uuid(value: str | None) -> uuid.UUID | None:
    return None if value is None else uuid.UUID(value)
