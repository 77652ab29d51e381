from collections.abc import Iterable
from typing import Any

from articles.body.blocks.figures import read_figure
from articles.body.blocks.headings import Heading
from articles.body.blocks.images import Image, pictures_in
from articles.body.blocks.lists import List
from articles.body.blocks.paragraphs import Paragraph
from articles.body.blocks.quotes import Quote
from articles.body.reading import INLINE_VOCABULARY, Block

BLOCK_TYPES: tuple[type[Block], ...] = (Heading, Paragraph, List, Quote, Image)
READERS = {
    "figure": read_figure,
    **{name: read for kind in BLOCK_TYPES for name, read in kind.readers().items()},
}
# The elements that a body may be written with, and the attributes of each.
VOCABULARY = {
    **INLINE_VOCABULARY,
    **{name: names for kind in BLOCK_TYPES for name, names in kind.VOCABULARY.items()},
}

_BY_TYPE = {kind.TYPE: kind for kind in BLOCK_TYPES}

__all__ = [
    "BLOCK_TYPES",
    "READERS",
    "VOCABULARY",
    "Block",
    "Heading",
    "Image",
    "List",
    "Paragraph",
    "Quote",
    "from_json",
    "pictures_in",
    "to_html",
    "to_json",
    "to_markdown",
    "to_text",
]


def to_html(blocks: Iterable[Block]) -> str:
    """The canonical form, a block to a line."""
    return "\n".join(block.to_html() for block in blocks)


def to_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [block.to_json() for block in blocks]


def from_json(data: object) -> tuple[Block, ...]:
    """What `to_json` was given. Raises ValueError, naming the block, for anything else."""
    if not isinstance(data, list):
        raise ValueError("a body must be a list of blocks")
    return tuple(_block(position, member) for position, member in enumerate(data))


def _block(position: int, data: object) -> Block:
    kind = data.get("type") if isinstance(data, dict) else None
    if not isinstance(kind, str) or kind not in _BY_TYPE:
        raise ValueError(f"blocks[{position}]: “type” must be one of {', '.join(_BY_TYPE)}")
    try:
        return _BY_TYPE[kind].from_json(data)
    except ValueError as error:
        raise ValueError(f"blocks[{position}]: {error}") from error


def to_text(blocks: Iterable[Block]) -> str:
    return "\n\n".join(block.to_text() for block in blocks)


def to_markdown(blocks: Iterable[Block]) -> str:
    """CommonMark without raw HTML."""
    parts = [""]
    for block in blocks:
        parts.append(block.to_markdown(parts[-1]))
    return "\n\n".join(parts[1:])
