"""Which parts of stories a caller asks for, and what must be read for them."""

from dataclasses import dataclass

from rest_framework.request import Request

from newsroom.api.parameters import choose
from newsroom.api.v1.article_shapes import BODY_FORMATS, ArticleSerializer
from newsroom.api.v1.fields import Parts, Shape, whole

COLUMNS = ("article_id", "original_id", "published_at", "updated_at", "region_ids", "actor_ids")
DOCUMENT_FIELDS = {
    "first_published_at",
    "editors_note",
    "related_links",
    "corrections",
    "usage_terms",
}
SHAPE = Shape(ArticleSerializer())


@dataclass(frozen=True)
class Selection:
    """Which parts answers have, in order, and the columns that they need."""

    parts: Parts
    body_format: str

    @property
    def columns(self) -> tuple[str, ...]:
        columns = (*COLUMNS, "version__card")
        if not DOCUMENT_FIELDS.isdisjoint(self.parts):
            columns = (*columns, "version__document")
        if "body" in self.parts:
            columns = (*columns, f"version__bodies__{self.body_format}")
        return columns


def selection_of(request: Request, default: tuple[str, ...]) -> Selection:
    """Read the parameters `fields` and `body_format`."""
    query = request.query_params
    body_format = choose("body_format", query.get("body_format", "html"), BODY_FORMATS)
    text = query.get("fields")
    parts = whole(default) if text is None else SHAPE.select(text, default)
    return Selection(parts, body_format)
