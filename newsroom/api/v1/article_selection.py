"""Which parts of stories a caller asks for, and what must be read for them."""

from dataclasses import dataclass, field

from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.request import Request

from articles.published.readership import Readership
from newsroom.api.parameters import choose, split_list
from newsroom.api.problems import parameter_problem
from newsroom.api.v1.article_shapes import (
    BODY_FORMATS,
    ArticleIncludesSerializer,
    EverythingSerializer,
)
from newsroom.api.v1.fields import Parts, Shape, whole

COLUMNS = ("article_id", "original_id", "published_at", "updated_at", "region_ids", "actor_ids")
EMBARGO_COLUMNS = ("audience", "embargoed_until")
DOCUMENT_FIELDS = {
    "first_published_at",
    "editors_note",
    "related_links",
    "corrections",
    "usage_terms",
}
SHAPE = Shape(EverythingSerializer())
INCLUDED = tuple(ArticleIncludesSerializer().fields)
# What is given with `include` only, and the columns that it needs.
ADDED: dict[str, tuple[str, ...]] = {
    "related": ("version__document",),
    "versions": ("slug", "version_id"),
    "highlights": ("version_id",),
    "jsonld": ("version__document",),
}


@dataclass(frozen=True)
class Selection:
    """Which parts answers have, in order, and the columns that they need.

    ``added`` is what `include` gives beside the parts of the story itself; ``beside`` names
    columns that the format of the answer needs beyond its parts.
    """

    parts: Parts
    body_format: str
    added: Parts = field(default_factory=dict)
    beside: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        columns = (*COLUMNS, "version__card")
        if not DOCUMENT_FIELDS.isdisjoint(self.parts):
            columns = (*columns, "version__document")
        if "body" in self.parts:
            columns = (*columns, f"version__bodies__{self.body_format}")
        if "embargo" in self.parts:
            columns = (*columns, *EMBARGO_COLUMNS)
        added = (column for name in self.added for column in ADDED[name])
        return tuple(dict.fromkeys((*columns, *added, *self.beside)))


@dataclass(frozen=True)
class Include:
    """What the parameter `include` takes at some address."""

    names: tuple[str, ...]
    format: str

    @property
    def parameter(self) -> OpenApiParameter:
        return OpenApiParameter(
            "include",
            {"type": "string", "minLength": 1, "format": self.format},
            description=f"What to give beside the usual fields: {' or '.join(self.names)}, or "
            "several with `,`.",
            examples=[OpenApiExample("Everything", value=",".join(self.names))],
        )

    def read(self, text: str | None) -> list[str]:
        if text is None:
            return []
        names = split_list("include", text, most=len(INCLUDED))
        for name in names:
            if name in INCLUDED and name not in self.names:
                where = "lists" if name in LIST_INCLUDE.names else "the answer about one story"
                raise parameter_problem("include", f"{name} is included in {where} only.")
        return [choose("include", name, self.names) for name in names]


NO_INCLUDE = Include((), "")
LIST_INCLUDE = Include(("corrections", "jsonld", "highlights"), "list-include")
DETAIL_INCLUDE = Include(tuple(name for name in INCLUDED if name != "highlights"), "include")


def selection_of(
    request: Request, default: tuple[str, ...], include: Include = NO_INCLUDE
) -> Selection:
    """Read `fields`, `include` and `body_format`, or take what the format of the answer needs."""
    renderer = request.accepted_renderer
    if needed := getattr(renderer, "fields", None):
        return Selection(whole(needed), renderer.body_format, beside=renderer.columns)
    default = fields_for(default, request.parser_context["view"].readers)
    query = request.query_params
    body_format = choose("body_format", query.get("body_format", "html"), BODY_FORMATS)
    included = include.read(query.get("include"))
    text = query.get("fields")
    if text is None and not included:
        return Selection(whole(default), body_format)
    parts = _select(text, (*default, *included))
    _check_included(parts, included, text or "")
    shown = {name: parts.get(name) for name in SHAPE.parts if name in parts or name in included}
    added = {name: shown.pop(name) for name in ADDED if name in shown}
    return Selection(shown, body_format, added)


def fields_for(names: tuple[str, ...], readers: Readership) -> tuple[str, ...]:
    """Add to usual fields what only some readers need to be told."""
    return (*names, "embargo") if readers.is_trusted else names


def _select(text: str | None, default: tuple[str, ...]) -> Parts:
    return whole(default) if text is None else SHAPE.select(text, default)


def _check_included(parts: Parts, included: list[str], text: str) -> None:
    """Raise a ``Problem`` where fields and include do not agree."""
    for name in parts:
        if name in ADDED and name not in included:
            raise parameter_problem("fields", f"{name} is given with include={name} only.")
    for name in included:
        if text.startswith("-") and name not in parts:
            raise parameter_problem("fields", f"{name} is both included and dropped.")
