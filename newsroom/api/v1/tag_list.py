"""Lists of tags by name, of whose fields the caller may choose some."""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

from newsroom.api.pagination import Ordering, by_name
from newsroom.api.reading import ListView
from newsroom.api.renderers import CsvRenderer
from newsroom.api.v1.fields import Shape, prune
from taxonomy.snapshot import PublicActor, PublicRegion, Tags

T = TypeVar("T", PublicRegion, PublicActor)


class TagList(ListView, Generic[T]):
    """The subclass says how a tag is described, and its ``shape``."""

    renderer_classes = (*ListView.renderer_classes, CsvRenderer)
    parameters = (*ListView.parameters, "fields")
    shape: Shape

    def known(self) -> Tags[T]:
        raise NotImplementedError

    def describe(self, tag: T) -> dict[str, Any]:
        raise NotImplementedError

    def get_ordering(self) -> Ordering:
        return by_name()

    def row_columns(self) -> Sequence[str]:
        return ("id", "name")

    def answer(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        parts = self.shape.read(self.request)
        found = [self.known().get(row["id"]) for row in rows]
        return [prune(self.describe(tag), parts) for tag in found if tag]

    def columns(self) -> Sequence[str]:
        return tuple(self.shape.read(self.request))
