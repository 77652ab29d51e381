import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeGuard

from articles.body.characters import forbidden_characters
from articles.body.markdown import spans_to_markdown, text_to_markdown
from articles.body.reading import Block, Reader, Reading, significant
from articles.body.shapes import check_object
from articles.body.spans import (
    Span,
    Spans,
    escape,
    spans_from_json,
    spans_to_html,
    spans_to_json,
    spans_to_text,
)
from articles.body.tree import Element, Node

_DASH = re.compile(r"^\s*(?:[—–―]\s*|--?\s+)")


@dataclass(frozen=True)
class Quote(Block):
    """`attribution` is plain text without the dash before it; None where the source is not named.

    With an attribution it is a <figure>, since the HTML Standard (4.4.4) wants the attribution
    of a quotation outside of its <blockquote>.
    """

    TYPE: ClassVar = "quote"
    VOCABULARY: ClassVar = {
        "blockquote": (),
        "figure": (),
        "figcaption": (),
        "footer": (),
        "cite": (),
    }

    paragraphs: tuple[Spans, ...]
    attribution: str | None = None

    def __post_init__(self) -> None:
        if self.attribution == "":
            raise ValueError("an attribution must not be empty: use null")
        for refusal in forbidden_characters(self.attribution or "").values():
            raise ValueError(refusal)

    @classmethod
    def readers(cls) -> Mapping[str, Reader]:
        return {"blockquote": cls.read}

    @classmethod
    def read(cls, blockquote: Element, reading: Reading, *captions: Element) -> Self | None:
        sources = [*captions, *filter(_names_source, significant(blockquote)[-1:])]
        attributions = [text for source in sources if (text := _attribution(source, reading))]
        if len(attributions) > 1:
            detail = "The quotation has two attributions: keep the <figcaption>."
            reading.refuse(blockquote, detail)
        found = reading.read_flow(node for node in blockquote.children if node not in sources)
        for each in found:
            if each.element:
                detail = "A quotation holds paragraphs only: move this out of it."
                reading.refuse(each.element, detail)
        paragraphs = tuple(each.spans for each in found if each.spans)
        if attributions and not paragraphs:
            detail = "The quotation has an attribution but no text."
            reading.refuse(blockquote, detail)
        return cls(paragraphs, *attributions[:1]) if paragraphs else None

    @classmethod
    def from_json(cls, data: object) -> Self:
        members = check_object(data, type=str, paragraphs=list, attribution=str | None)
        paragraphs = (check_object(each, spans=list)["spans"] for each in members["paragraphs"])
        return cls(tuple(map(spans_from_json, paragraphs)), members["attribution"])

    def to_json(self) -> dict[str, Any]:
        paragraphs = [{"spans": spans_to_json(spans)} for spans in self.paragraphs]
        return {"type": self.TYPE, "paragraphs": paragraphs, "attribution": self.attribution}

    def to_html(self) -> str:
        paragraphs = "".join(f"<p>{spans_to_html(spans)}</p>" for spans in self.paragraphs)
        blockquote = f"<blockquote>{paragraphs}</blockquote>"
        if self.attribution is None:
            return blockquote
        return f"<figure>{blockquote}<figcaption>{escape(self.attribution)}</figcaption></figure>"

    def to_markdown(self, before: str) -> str:
        lines = list(map(spans_to_markdown, self.paragraphs))
        if self.attribution is not None:
            lines.append(f"— {text_to_markdown(self.attribution)}")
        return "\n>\n".join(f"> {line}" for line in lines)

    def texts(self) -> list[str]:
        attribution = [] if self.attribution is None else [self.attribution]
        return [*map(spans_to_text, self.paragraphs), *attribution]

    def to_text(self) -> str:
        lines = list(map(spans_to_text, self.paragraphs))
        if self.attribution is not None:
            lines.append(f"— {self.attribution}")
        return "\n".join(lines)


def _names_source(node: Node) -> TypeGuard[Element]:
    if not isinstance(node, Element):
        return False
    inner = _only_child(node)
    around_cite = isinstance(inner, Element) and inner.name == "cite"
    return node.name in {"footer", "cite"} or (node.name == "p" and around_cite)


def _only_child(source: Element) -> Node | None:
    """What is in `source` beside a dash before it, if that is one node."""
    inner = significant(source)
    if inner and isinstance(inner[0], str) and _DASH.fullmatch(inner[0]):
        del inner[0]
    return inner[0] if len(inner) == 1 else None


def _attribution(source: Element, reading: Reading) -> str | None:
    """The text in `source`, in which one <p> or <cite> around the whole of it says nothing new."""
    inner = _only_child(source)
    if isinstance(inner, Element) and inner.name in {"p", "cite"}:
        return _attribution(inner, reading)
    spans = reading.read_line(source, "An attribution is one line of plain text.")
    if any(span != Span(span.text) for span in spans):
        detail = "An attribution is plain text: leave out <strong>, <em> and <a>."
        reading.refuse(source, detail)
    return _DASH.sub("", spans_to_text(spans), count=1) or None
