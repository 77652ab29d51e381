from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any, ClassVar, Self

from articles.body.advice import advice
from articles.body.characters import forbidden_characters, without_forbidden
from articles.body.identifiers import Identifiers
from articles.body.links import normalise_href
from articles.body.problems import Problem
from articles.body.spans import Span, Spans, tidy
from articles.body.tree import Element, Node

_MARKS: dict[str, dict[str, bool]] = {
    "strong": {"bold": True},
    "b": {"bold": True},
    "em": {"italic": True},
    "i": {"italic": True},
    "span": {},
}
# Each stands around a paragraph, or around paragraphs and blocks, and says nothing else.
_WRAPPERS = ("p", "div", "section")
INLINE_VOCABULARY: dict[str, frozenset[str]] = {
    "a": frozenset({"href"}),
    **dict.fromkeys((*_MARKS, *_WRAPPERS), frozenset()),
}


class Block(ABC):
    """What a type of block must provide; a type is one class, listed in `blocks.BLOCK_TYPES`.

    `TYPE` is the discriminator in JSON, `VOCABULARY` the elements that the type is written with and
    the attributes of each.
    """

    TYPE: ClassVar[str]
    VOCABULARY: ClassVar[Mapping[str, Collection[str]]] = {}

    @classmethod
    def readers(cls) -> Mapping[str, "Reader"]:
        """By element: what makes a block of it, or None where it is empty or was refused."""
        return {}

    @classmethod
    @abstractmethod
    def from_json(cls, data: object) -> Self:
        """Raises ValueError for what `to_json` cannot have made."""

    @abstractmethod
    def to_json(self) -> dict[str, Any]: ...

    @abstractmethod
    def to_html(self) -> str: ...

    @abstractmethod
    def to_markdown(self, before: str) -> str:
        """`before` is the Markdown of the block before this one, empty at the start."""

    @abstractmethod
    def texts(self) -> list[str]:
        """All that there is to read, line by line, without list markers."""

    def to_text(self) -> str:
        return "\n".join(self.texts())


def significant(element: Element) -> list[Node]:
    """What is in `element` but whitespace."""
    return [node for node in element.children if not isinstance(node, str) or node.strip(" \t\n")]


def named(name: str, nodes: Iterable[Node]) -> list[Element]:
    return [node for node in nodes if isinstance(node, Element) and node.name == name]


@dataclass(frozen=True)
class Found:
    """A paragraph, as its spans, or a block with the element that it was read from."""

    element: Element | None = None
    spans: Spans = ()
    block: Block | None = None


@dataclass(frozen=True)
class Reading:
    """Reads a tree of HTML elements: text and marks itself, blocks with `readers`.

    What cannot be kept is told in `problems`, and reading goes on. `marks` and `line` are those of
    the elements around.
    """

    readers: Mapping[str, "Reader"]
    identifiers: Identifiers
    problems: list[Problem] = field(default_factory=list)
    marks: Span = Span("")
    line: int | None = None

    def refuse(self, element: Element, detail: str) -> None:
        self.problems.append(Problem(f"<{element.name}>", detail, element.line))

    def read_flow(self, nodes: Iterable[Node]) -> list[Found]:
        """The paragraphs and blocks of `nodes`; text between blocks makes a paragraph."""
        found: list[Found] = []
        run: list[Span] = []
        for piece in chain(self._pieces(nodes), [None]):
            if isinstance(piece, Span):
                run.append(piece)
                continue
            if spans := tidy(run):
                found.append(Found(spans=spans))
            run.clear()
            if piece is not None:
                found.append(piece)
        return found

    def read_line(self, element: Element, detail: str) -> Spans:
        """The one paragraph in `element`; refuses `element` with `detail` if it holds more."""
        found = self.read_flow(element.children)
        first = next((each for each in found if each.spans), None)
        for each in found:
            if each is not first:
                self.refuse(each.element or element, detail)
        return first.spans if first else ()

    def _pieces(self, nodes: Iterable[Node]) -> Iterator[Span | Found | None]:
        """Spans and blocks of `nodes`; None where a paragraph begins or ends."""
        for node in nodes:
            if isinstance(node, str):
                yield self._span(node)
            elif node.name == "a":
                yield from self._inside(node, href=self._href(node))._pieces(node.children)
            elif node.name in _MARKS:
                yield from self._inside(node, **_MARKS[node.name])._pieces(node.children)
            elif node.name in self.readers:
                block = self.readers[node.name](node, self._inside(node))
                yield Found(node, block=block) if block else None
            else:
                if node.name not in _WRAPPERS:
                    self.refuse(node, advice(node.name, INLINE_VOCABULARY))
                yield None
                yield from self._inside(node)._pieces(node.children)
                yield None

    def _inside(self, element: Element, **marks: Any) -> "Reading":
        marked = replace(self.marks, **marks) if marks else self.marks
        return replace(self, marks=marked, line=element.line or self.line)

    def _span(self, text: str) -> Span:
        for refusal in forbidden_characters(text).values():
            self.problems.append(Problem("text", refusal, self.line))
        return replace(self.marks, text=without_forbidden(text))

    def _href(self, link: Element) -> str | None:
        if not link.text().strip():
            self.refuse(link, "The link has no text: write some or remove it.")
        try:
            return normalise_href(link.attributes.get("href", ""))
        except ValueError as error:
            self.refuse(link, str(error))
            return None


Reader = Callable[[Element, Reading], Block | None]
