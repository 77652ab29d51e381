from dataclasses import dataclass
from typing import Any, ClassVar, Self, cast

from articles.body.characters import without_forbidden
from articles.body.markdown import spans_to_markdown, text_to_markdown
from articles.body.reading import Block
from articles.body.shapes import check_object
from articles.body.spans import Span, escape, escape_attribute, spans_to_text, tidy
from newsroom.images.facts import MEDIA_ADDRESS, PictureFacts


@dataclass(frozen=True)
class ShownImage(Block):
    """A picture of a published body. Addresses begin with MEDIA_ADDRESS, which stands for another.

    No body is read from it: what editors write is an `Image`.
    """

    TYPE: ClassVar = "image"

    facts: PictureFacts

    @classmethod
    def of(cls, facts: PictureFacts) -> Self:
        """The texts become lines of a body, which may not hold all that a description may."""
        return cls(
            {
                **facts,
                "alt_text": _line(facts["alt_text"]),
                "caption": _line(facts["caption"]) or None,
                "credit": _line(facts["credit"]) or None,
            }
        )

    @classmethod
    def from_json(cls, data: object) -> Self:
        members = check_object(
            data,
            type=str,
            path=str,
            alt_text=str,
            caption=str | None,
            credit=str | None,
            width=int,
            height=int,
            renditions=list,
        )
        return cls(cast(PictureFacts, {n: v for n, v in members.items() if n != "type"}))

    def to_json(self) -> dict[str, Any]:
        return {"type": self.TYPE, **self.facts}

    def to_html(self) -> str:
        """The widest rendition, of which browsers may take a narrower one, rather than the file."""
        renditions = self.facts["renditions"]
        shown = renditions[-1] if renditions else self.facts
        candidates = ", ".join(
            f"{MEDIA_ADDRESS}/{each['path']} {each['width']}w" for each in renditions
        )
        attributes = {
            "src": f"{MEDIA_ADDRESS}/{shown['path']}",
            **({"srcset": candidates, "sizes": "auto, 100vw"} if candidates else {}),
            "alt": escape_attribute(self.facts["alt_text"]),
            "width": shown["width"],
            "height": shown["height"],
            "loading": "lazy",
        }
        spelt = " ".join(f'{name}="{value}"' for name, value in attributes.items())
        return f"<figure><img {spelt}>{self._figcaption()}</figure>"

    def _figcaption(self) -> str:
        caption, credit = self.facts["caption"], self.facts["credit"]
        parts = [escape(caption)] if caption else []
        parts += [f"<small>{escape(credit)}</small>"] if credit else []
        return f"<figcaption>{' '.join(parts)}</figcaption>" if parts else ""

    def to_markdown(self, before: str) -> str:
        caption, credit = self.facts["caption"], self.facts["credit"]
        line = [Span(caption, italic=True)] if caption else []
        line += [Span(f" ({credit})" if caption else f"({credit})")] if credit else []
        alt = text_to_markdown(self.facts["alt_text"])
        image = f"![{alt}]({MEDIA_ADDRESS}/{self.facts['path']})"
        return f"{image}\n\n{spans_to_markdown(tuple(line))}" if line else image

    def texts(self) -> list[str]:
        caption, credit = self.facts["caption"], self.facts["credit"]
        text = caption or self.facts["alt_text"]
        return [f"{text} ({credit})" if credit else text]


def _line(text: str | None) -> str:
    return spans_to_text(tidy([Span(without_forbidden(text or ""))]))
