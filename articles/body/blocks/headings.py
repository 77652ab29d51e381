from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from articles.body.identifiers import IDENTIFIER
from articles.body.markdown import spans_to_markdown
from articles.body.reading import Block, Reader, Reading
from articles.body.shapes import check_object
from articles.body.spans import Spans, spans_from_json, spans_to_html, spans_to_json, spans_to_text
from articles.body.tree import Element


@dataclass(frozen=True)
class Heading(Block):
    """`level` is 2 or 3; `id` stays with the heading when its text changes."""

    TYPE: ClassVar = "heading"
    VOCABULARY: ClassVar = {"h2": {"id"}, "h3": {"id"}}

    id: str
    level: int
    spans: Spans

    def __post_init__(self) -> None:
        if self.level not in {2, 3}:
            raise ValueError(f"the level of a heading must be 2 or 3, not {self.level}")
        if not IDENTIFIER.fullmatch(self.id):
            raise ValueError(f"“{self.id}” is no valid id")

    @classmethod
    def readers(cls) -> Mapping[str, Reader]:
        return {"h2": cls._read, "h3": cls._read}

    @classmethod
    def _read(cls, element: Element, reading: Reading) -> Self | None:
        spans = reading.read_line(element, "A heading holds one line of text: move this out of it.")
        if not spans:
            return None
        stored = element.attributes.get("id")
        try:
            identifier = reading.identifiers.identify(stored, spans_to_text(spans))
        except ValueError as error:
            reading.refuse(element, str(error))
            return None
        return cls(identifier, int(element.name[1]), spans)

    @classmethod
    def from_json(cls, data: object) -> Self:
        members = check_object(data, type=str, id=str, level=int, spans=list)
        return cls(members["id"], members["level"], spans_from_json(members["spans"]))

    def to_json(self) -> dict[str, Any]:
        spans = spans_to_json(self.spans)
        return {"type": self.TYPE, "id": self.id, "level": self.level, "spans": spans}

    def to_html(self) -> str:
        return f'<h{self.level} id="{self.id}">{spans_to_html(self.spans)}</h{self.level}>'

    def to_markdown(self, before: str) -> str:
        return f"{'#' * self.level} {spans_to_markdown(self.spans)}"

    def texts(self) -> list[str]:
        return [spans_to_text(self.spans)]
