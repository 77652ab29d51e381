"""A figure holds a quotation with its source, or a picture with its caption."""

from articles.body.blocks.images import Image
from articles.body.blocks.quotes import Quote
from articles.body.reading import Block, Reading, named, significant
from articles.body.tree import Element

_READ = {"blockquote": Quote.read, "img": Image.read}


def read_figure(figure: Element, reading: Reading) -> Block | None:
    parts = significant(figure)
    contents = [content for name in _READ for content in named(name, parts)][:1]
    captions = named("figcaption", parts)[:1]
    if parts and (not contents or len(parts) > len([*contents, *captions])):
        detail = "A <figure> holds one <blockquote> or <img> and at most one <figcaption>."
        reading.refuse(figure, detail)
    for content in contents:
        return _READ[content.name](content, reading, *captions)
    return None
