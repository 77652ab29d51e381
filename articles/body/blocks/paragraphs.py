from dataclasses import dataclass
from typing import Any, ClassVar, Self

from articles.body.markdown import spans_to_markdown
from articles.body.reading import Block
from articles.body.shapes import check_object
from articles.body.spans import Spans, spans_from_json, spans_to_html, spans_to_json, spans_to_text


@dataclass(frozen=True)
class Paragraph(Block):
    """Has no reader: what `Reading` finds outside of other blocks is a paragraph."""

    TYPE: ClassVar = "paragraph"

    spans: Spans

    @classmethod
    def from_json(cls, data: object) -> Self:
        return cls(spans_from_json(check_object(data, type=str, spans=list)["spans"]))

    def to_json(self) -> dict[str, Any]:
        return {"type": self.TYPE, "spans": spans_to_json(self.spans)}

    def to_html(self) -> str:
        return f"<p>{spans_to_html(self.spans)}</p>"

    def to_markdown(self, before: str) -> str:
        return spans_to_markdown(self.spans)

    def texts(self) -> list[str]:
        return [spans_to_text(self.spans)]
