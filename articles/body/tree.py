from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from articles.body.markup import LINE_ATTRIBUTE


@dataclass(frozen=True, eq=False)
class Element:
    """Equal to itself alone. `line` is that of its start tag where `keep_vocabulary` gave one."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    line: int | None = None
    children: "tuple[Element | str, ...]" = ()

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def ids(self) -> "Iterator[str]":
        if "id" in self.attributes:
            yield self.attributes["id"]
        for child in self.children:
            if isinstance(child, Element):
                yield from child.ids()


Node = Element | str


def build_tree(markup: str) -> Element:
    """The <body> that the WHATWG HTML Standard (13.2.6) makes of `markup`, without comments."""
    body = LexborHTMLParser(f"<!DOCTYPE html><body>{markup}").body
    return Element("body", children=tuple(_nodes(body)) if body else ())


def _nodes(parent: LexborNode) -> Iterator[Node]:
    for node in parent.iter(include_text=True):
        if node.is_text_node:
            yield node.text_content or ""
        elif node.is_element_node:
            attributes = {name: value or "" for name, value in node.attributes.items()}
            line = attributes.pop(LINE_ATTRIBUTE, None)
            children = tuple(_nodes(node))
            yield Element(node.tag or "", attributes, int(line) if line else None, children)
