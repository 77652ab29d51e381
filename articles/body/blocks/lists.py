from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from articles.body.markdown import spans_to_markdown
from articles.body.reading import Block, Reader, Reading, significant
from articles.body.shapes import check_object
from articles.body.spans import Spans, spans_from_json, spans_to_html, spans_to_json, spans_to_text
from articles.body.tree import Element


@dataclass(frozen=True)
class List(Block):
    TYPE: ClassVar = "list"
    VOCABULARY: ClassVar = {"ul": (), "ol": (), "li": ()}

    ordered: bool
    items: tuple[Spans, ...]

    @classmethod
    def readers(cls) -> Mapping[str, Reader]:
        return {"ul": cls._read, "ol": cls._read}

    @classmethod
    def _read(cls, element: Element, reading: Reading) -> Self | None:
        items = []
        for child in significant(element):
            if isinstance(child, Element) and child.name == "li":
                detail = (
                    "A list item holds one line of text: make this an item or block of its own."
                )
                items.append(reading.read_line(child, detail))
            else:
                detail = "A list holds only <li>: put the rest inside one or outside of the list."
                reading.refuse(child if isinstance(child, Element) else element, detail)
        filled = tuple(item for item in items if item)
        return cls(element.name == "ol", filled) if filled else None

    @classmethod
    def from_json(cls, data: object) -> Self:
        members = check_object(data, type=str, ordered=bool, items=list)
        items = (check_object(item, spans=list)["spans"] for item in members["items"])
        return cls(members["ordered"], tuple(map(spans_from_json, items)))

    def to_json(self) -> dict[str, Any]:
        items = [{"spans": spans_to_json(item)} for item in self.items]
        return {"type": self.TYPE, "ordered": self.ordered, "items": items}

    def to_html(self) -> str:
        name = "ol" if self.ordered else "ul"
        items = "".join(f"<li>{spans_to_html(item)}</li>" for item in self.items)
        return f"<{name}>{items}</{name}>"

    def to_markdown(self, before: str) -> str:
        # Markdown joins a list to one before it unless they have different markers.
        if self.ordered:
            sign = ")" if before.startswith("1. ") else "."
            markers = [f"{number}{sign}" for number in range(1, len(self.items) + 1)]
        else:
            markers = ["*" if before.startswith("- ") else "-"] * len(self.items)
        lines = map(spans_to_markdown, self.items)
        return "\n".join(f"{marker} {line}" for marker, line in zip(markers, lines, strict=True))

    def texts(self) -> list[str]:
        return [spans_to_text(item) for item in self.items]

    def to_text(self) -> str:
        return "\n".join(
            f"{number}. {text}" if self.ordered else f"• {text}"
            for number, text in enumerate(self.texts(), 1)
        )
