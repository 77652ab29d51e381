import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from articles.body.blocks import (
    READERS,
    VOCABULARY,
    Block,
    Heading,
    Image,
    Paragraph,
    to_html,
    to_json,
    to_markdown,
    to_text,
)
from articles.body.characters import forbidden_characters, without_forbidden
from articles.body.counting import reading_minutes, word_count
from articles.body.identifiers import Identifiers
from articles.body.markup import keep_vocabulary
from articles.body.problems import BodyRefused, Problem
from articles.body.reading import Found, Reading
from articles.body.tree import build_tree
from newsroom.images.facts import PictureFacts

MAX_CHARACTERS = 200_000


@dataclass(frozen=True)
class Derived:
    """What is published of a body, by format: `blocks` is its JSON.

    MEDIA_ADDRESS of the pictures stands for an address that is known when an answer is made.
    """

    html: str
    blocks: list[dict[str, Any]]
    text: str
    markdown: str
    word_count: int
    reading_minutes: int


def canonicalise(html: str) -> str:
    """`html` in the canonical form, in which the same body is always written the same.

    Raises BodyRefused, with every problem, if anything in `html` would be lost.
    """
    canonical = to_html(parse(html))
    _check_length(canonical)
    return canonical


def derive(html: str, pictures: Mapping[uuid.UUID, PictureFacts]) -> Derived:
    """`html` is a canonical body, `pictures` holds those that it names.

    Raises BodyRefused if it cannot be read.
    """
    blocks = [
        block.with_facts(pictures[block.picture]) if isinstance(block, Image) else block
        for block in parse(html)
    ]
    words = word_count(blocks)
    return Derived(
        html=to_html(blocks),
        blocks=to_json(blocks),
        text=to_text(blocks),
        markdown=to_markdown(blocks),
        word_count=words,
        reading_minutes=reading_minutes(words),
    )


def parse(html: str) -> tuple[Block, ...]:
    """The blocks of `html`. Raises BodyRefused, with every problem, if anything would be lost."""
    _check_length(html)
    problems: list[Problem] = []
    source = html.replace("\r\n", "\n").replace("\r", "\n")
    source = _keep_characters(source, problems)
    source = keep_vocabulary(source, VOCABULARY, problems)
    blocks = _read(source, problems)
    if problems:
        raise BodyRefused(problems)
    return blocks


def _check_length(html: str) -> None:
    if len(html) > MAX_CHARACTERS:
        detail = f"The body has {len(html):,} characters of HTML; {MAX_CHARACTERS:,} are allowed."
        raise BodyRefused([Problem("body", detail)])


def _keep_characters(source: str, problems: list[Problem]) -> str:
    for number, line in enumerate(source.split("\n"), 1):
        problems += (Problem("text", each, number) for each in forbidden_characters(line).values())
    return without_forbidden(source)


def _read(source: str, problems: list[Problem]) -> tuple[Block, ...]:
    tree = build_tree(source)
    reading = Reading(READERS, Identifiers(tree.ids()), problems)
    found = reading.read_flow(tree.children)
    _check_first_heading(found, reading)
    return tuple(each.block or Paragraph(each.spans) for each in found)


def _check_first_heading(found: list[Found], reading: Reading) -> None:
    """Refuses a heading that skips a level (HTML Standard, 4.3.11): the title is an <h1>."""
    first = next((each for each in found if isinstance(each.block, Heading)), None)
    if first and first.element and first.element.name != "h2":
        reading.refuse(first.element, "The first heading must be <h2>: <h3> divides its section.")
