"""Formats other than JSON: renderers around the formatters of ``newsroom.feeds``."""

from collections.abc import Mapping
from typing import Any, ClassVar

from rest_framework.renderers import BaseRenderer

from newsroom.feeds import jsonld, markdown, ninjs
from newsroom.feeds.atom import write_atom
from newsroom.feeds.csv import write_csv
from newsroom.feeds.feed import FIELDS
from newsroom.feeds.json_feed import write_json_feed
from newsroom.feeds.rss import write_rss

SHAPING = frozenset({"fields", "include", "body_format"})
COUNTING = frozenset({"facets", "count"})

Context = dict[str, Any]


class FormatRenderer(BaseRenderer):
    """``fields`` names what stories must have; None leaves that to the caller.

    ``columns`` names what is read of them besides. Where ``tells_withdrawn`` is set, a page comes
    with tombstones of what would stand on it.

    ``refused`` are parameters that have no meaning in this format, ``refused_values`` has those of
    which only some values have none. ``schema`` is what OpenAPI says of an answer.
    """

    charset: str | None = "utf-8"
    fields: ClassVar[tuple[str, ...] | None] = None
    columns: ClassVar[tuple[str, ...]] = ()
    body_format: ClassVar[str] = "html"
    tells_withdrawn: ClassVar[bool] = False
    refused: ClassVar[frozenset[str]] = SHAPING | COUNTING
    refused_values: ClassVar[Mapping[str, frozenset[str]]] = {}
    schema: ClassVar[dict[str, Any]] = {"type": "string"}

    def render(
        self, data: Any, accepted_media_type: str | None = None, context: Context | None = None
    ) -> bytes:
        # A redirection has no document.
        return b"" if data is None else self.write(data, context or {})

    def write(self, data: Any, context: Context) -> bytes:
        raise NotImplementedError


class RssRenderer(FormatRenderer):
    media_type = "application/rss+xml"
    format = "rss"
    fields = FIELDS

    def write(self, data: Any, context: Context) -> bytes:
        return write_rss(context["view"].feed(data))


class AtomRenderer(FormatRenderer):
    media_type = "application/atom+xml"
    format = "atom"
    fields = FIELDS
    tells_withdrawn = True

    def write(self, data: Any, context: Context) -> bytes:
        return write_atom(context["view"].feed(data))


class JsonFeedRenderer(FormatRenderer):
    media_type = "application/feed+json"
    format = "jsonfeed"
    charset = None
    fields = FIELDS
    schema: ClassVar[dict[str, Any]] = {
        "type": "object",
        "description": "JSON Feed 1.1, see https://www.jsonfeed.org/version/1.1/.",
    }

    def write(self, data: Any, context: Context) -> bytes:
        return write_json_feed(context["view"].feed(data))


class CsvRenderer(FormatRenderer):
    """A table of what the list gives; `fields` chooses and orders the columns."""

    media_type = "text/csv"
    format = "csv"
    refused = COUNTING
    # A cell would show a part of them only.
    refused_values: ClassVar[Mapping[str, frozenset[str]]] = {
        "include": frozenset({"jsonld", "highlights"}),
        "body_format": frozenset({"blocks"}),
    }

    def write(self, data: Any, context: Context) -> bytes:
        view, response = context["view"], context["response"]
        name = view.request.path.strip("/").rpartition("/")[2]
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return write_csv(view.columns(), data["results"])


class MarkdownListRenderer(FormatRenderer):
    media_type = "text/markdown"
    format = "markdown"
    fields = markdown.CARD_FIELDS

    def write(self, data: Any, context: Context) -> bytes:
        return markdown.write_list(context["view"].feed(data))


class MarkdownRenderer(FormatRenderer):
    media_type = "text/markdown"
    format = "markdown"
    fields = markdown.FIELDS
    body_format = "markdown"

    def write(self, data: Any, context: Context) -> bytes:
        return markdown.write_story(data)


class JsonLdRenderer(FormatRenderer):
    media_type = "application/ld+json"
    format = "jsonld"
    charset = None
    fields = jsonld.FIELDS
    schema: ClassVar[dict[str, Any]] = {
        "type": "object",
        "description": "A NewsArticle of schema.org.",
    }

    def write(self, data: Any, context: Context) -> bytes:
        return jsonld.write_json_ld(data)


class NinjsRenderer(FormatRenderer):
    # The IPTC has registered no type for ninjs; one that begins so is of the tree for such.
    media_type = "application/x.ninjs+json"
    format = "ninjs"
    charset = None
    fields = ninjs.FIELDS
    columns = ("version__bodies__text", "version__created_at", "audience", "embargoed_until")
    schema: ClassVar[dict[str, Any]] = {
        "type": "object",
        "description": "A news item of the IPTC: ninjs 3.1, see https://iptc.org/std/ninjs/.",
        "required": ["uri", "standard", "pubStatus"],
        "properties": {
            "uri": {"type": "string", "format": "uri"},
            "standard": {"type": "object"},
            "pubStatus": {"type": "string", "enum": ["usable", "withheld", "canceled"]},
        },
    }

    def write(self, data: Any, context: Context) -> bytes:
        return ninjs.write_item(data)


class NinjsListRenderer(NinjsRenderer):
    tells_withdrawn = True
    schema: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["next", "previous", "items", "withdrawn"],
        "properties": {
            "next": {"type": ["string", "null"], "format": "uri"},
            "previous": {"type": ["string", "null"], "format": "uri"},
            "items": {"type": "array", "items": NinjsRenderer.schema},
            "withdrawn": {
                "type": "array",
                "items": NinjsRenderer.schema,
                "description": "Stories that would stand on this page and were taken back; their "
                "`pubStatus` is `canceled`.",
            },
        },
    }

    def write(self, data: Any, context: Context) -> bytes:
        return ninjs.write_items(
            data["results"],
            data["withdrawn"],
            next_url=data["next"],
            previous_url=data["previous"],
        )
