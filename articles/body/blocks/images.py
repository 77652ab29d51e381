import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from articles.body.blocks.shown_images import ShownImage
from articles.body.characters import forbidden_characters
from articles.body.markdown import text_to_markdown
from articles.body.reading import Block, Reader, Reading
from articles.body.shapes import check_object
from articles.body.spans import Span, escape, escape_attribute, spans_to_text, tidy
from articles.body.tree import Element
from newsroom.images.facts import PictureFacts

MAX_ALT_TEXT = 500
MAX_CAPTION = 1_000

_ADDRESS = re.compile(r"picture:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE)
_PLACED = re.compile(f'<img src="{_ADDRESS.pattern}"')


@dataclass(frozen=True)
class Image(Block):
    """A picture of the library, as an editor places it.

    None for the alternative text or the caption means that of the picture.
    """

    TYPE: ClassVar = "image"
    VOCABULARY: ClassVar = {"figure": (), "img": {"src", "alt"}, "figcaption": ()}

    picture: uuid.UUID
    alt_text: str | None = None
    caption: str | None = None

    def __post_init__(self) -> None:
        for text, limit in ((self.alt_text, MAX_ALT_TEXT), (self.caption, MAX_CAPTION)):
            if text is not None:
                _check_text(text, limit)

    @classmethod
    def readers(cls) -> Mapping[str, Reader]:
        return {"img": cls.read}

    @classmethod
    def read(cls, image: Element, reading: Reading, *captions: Element) -> Self | None:
        if reading.marks.href is not None:
            reading.refuse(image, "A picture carries no link: move it out of the <a>.")
        address = _ADDRESS.fullmatch(image.attributes.get("src", "").strip())
        if address is None:
            detail = (
                "Only pictures of the library can be shown: copy the code of one from its page, "
                'such as <img src="picture:…">.'
            )
            reading.refuse(image, detail)
            return None
        caption = next((_caption(each, reading) for each in captions), None)
        try:
            alt_text = spans_to_text(tidy([Span(image.attributes.get("alt", ""))])) or None
            return cls(uuid.UUID(address[1]), alt_text, caption)
        except ValueError as error:
            reading.refuse(image, str(error))
            return None

    @classmethod
    def from_json(cls, data: object) -> Self:
        members = check_object(data, type=str, picture=str, alt_text=str | None, caption=str | None)
        return cls(uuid.UUID(members["picture"]), members["alt_text"], members["caption"])

    def to_json(self) -> dict[str, Any]:
        return {
            "type": self.TYPE,
            "picture": str(self.picture),
            "alt_text": self.alt_text,
            "caption": self.caption,
        }

    def to_html(self) -> str:
        alt = "" if self.alt_text is None else f' alt="{escape_attribute(self.alt_text)}"'
        caption = f"<figcaption>{escape(self.caption)}</figcaption>" if self.caption else ""
        return f'<figure><img src="picture:{self.picture}"{alt}>{caption}</figure>'

    def to_markdown(self, before: str) -> str:
        image = f"![{text_to_markdown(self.alt_text or '')}](picture:{self.picture})"
        return f"{image}\n\n{text_to_markdown(self.caption)}" if self.caption else image

    def texts(self) -> list[str]:
        return [self.caption] if self.caption else []

    def with_facts(self, facts: PictureFacts) -> ShownImage:
        """What readers see; the texts given here come before those of the picture."""
        alt_text = self.alt_text or facts["alt_text"]
        caption = self.caption or facts["caption"]
        return ShownImage.of({**facts, "alt_text": alt_text, "caption": caption})


def pictures_in(canonical: str) -> list[uuid.UUID]:
    """The pictures that a body in canonical form names, each once; elsewhere `<` is escaped."""
    return [uuid.UUID(key) for key in dict.fromkeys(_PLACED.findall(canonical))]


def _check_text(text: str, limit: int) -> None:
    if not text:
        raise ValueError("a text must not be empty: use null")
    for refusal in forbidden_characters(text).values():
        raise ValueError(refusal)
    if len(text) > limit:
        raise ValueError(
            f"The text “{text[:40]}…” has {len(text)} characters; {limit} are allowed."
        )


def _caption(caption: Element, reading: Reading) -> str | None:
    spans = reading.read_line(caption, "A caption is one line of plain text.")
    if any(span != Span(span.text) for span in spans):
        detail = "A caption is plain text: leave out <strong>, <em> and <a>."
        reading.refuse(caption, detail)
    return spans_to_text(spans) or None
