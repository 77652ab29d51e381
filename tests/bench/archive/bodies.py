"""Bodies of about 6 KB: headed sections with paragraphs, quotations and lists.

The formats that a body is published in are written here directly, since deriving them by the
parser of the product takes some ten times as long; a test says that they are what it derives.
"""

import random
from dataclasses import dataclass, field
from typing import Any

from articles.body.counting import reading_minutes
from articles.body.identifiers import Identifiers
from tests.bench.archive.words import Vocabulary

SECTIONS = 6


@dataclass
class Body:
    html: list[str] = field(default_factory=list)
    blocks: list[dict[str, Any]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    markdown: list[str] = field(default_factory=list)
    words: int = 0
    identifiers: Identifiers = field(default_factory=lambda: Identifiers(()), compare=False)

    def formats(self) -> dict[str, Any]:
        return {
            "html": "\n".join(self.html),
            "blocks": self.blocks,
            "text": "\n\n".join(self.text),
            "markdown": "\n\n".join(self.markdown),
        }

    @property
    def minutes(self) -> int:
        return reading_minutes(self.words)

    def heading(self, line: str) -> None:
        key = self.identifiers.identify(None, line)
        self._count(line)
        self.html.append(f'<h2 id="{key}">{line}</h2>')
        self.blocks.append({"type": "heading", "id": key, "level": 2, "spans": spans(line)})
        self.text.append(line)
        self.markdown.append(f"## {line}")

    def paragraph(self, line: str) -> None:
        self._count(line)
        self.html.append(f"<p>{line}</p>")
        self.blocks.append({"type": "paragraph", "spans": spans(line)})
        self.text.append(line)
        self.markdown.append(line)

    def quote(self, line: str, speaker: str) -> None:
        self._count(line, speaker)
        self.html.append(
            f"<figure><blockquote><p>{line}</p></blockquote>"
            f"<figcaption>{speaker}</figcaption></figure>"
        )
        self.blocks.append(
            {"type": "quote", "paragraphs": [{"spans": spans(line)}], "attribution": speaker}
        )
        self.text.append(f"{line}\n— {speaker}")
        self.markdown.append(f"> {line}\n>\n> — {speaker}")

    def list(self, lines: list[str]) -> None:
        self._count(*lines)
        self.html.append(f"<ul>{''.join(f'<li>{line}</li>' for line in lines)}</ul>")
        items = [{"spans": spans(line)} for line in lines]
        self.blocks.append({"type": "list", "ordered": False, "items": items})
        self.text.append("\n".join(f"• {line}" for line in lines))
        self.markdown.append("\n".join(f"- {line}" for line in lines))

    def _count(self, *lines: str) -> None:
        self.words += sum(len(line.split()) for line in lines)


def spans(line: str) -> list[dict[str, Any]]:
    return [{"text": line, "bold": False, "italic": False, "href": None}]


def write_body(
    chance: random.Random, vocabulary: Vocabulary, speakers: list[str], planted: list[str]
) -> Body:
    """Write a body in which each of the ``planted`` words stands once, wherever chance has it."""
    words = iter(_mixed(chance, vocabulary.choose(chance, 1_250), planted))

    def sentence(least: int = 8, most: int = 24) -> str:
        taken = [next(words) for _ in range(chance.randint(least, most))]
        return " ".join(taken).capitalize() + "."

    def paragraph() -> str:
        return " ".join(sentence() for _ in range(3))

    body = Body()
    body.paragraph(paragraph())
    body.paragraph(paragraph())
    for section in range(SECTIONS):
        body.heading(" ".join(vocabulary.choose_telling(chance, 3)).capitalize())
        body.paragraph(paragraph())
        if section % 2:
            body.quote(sentence(), chance.choice(speakers))
        else:
            body.list([sentence(4, 8) for _ in range(4)])
        body.paragraph(paragraph())
    return body


def _mixed(chance: random.Random, words: list[str], planted: list[str]) -> list[str]:
    """Put the planted words among the first ones, which every body has room for."""
    for word in planted:
        words[chance.randrange(400)] = word
    return words
