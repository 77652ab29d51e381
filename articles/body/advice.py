from collections.abc import Iterable
from difflib import get_close_matches

_INSTEAD = {
    "Use <h2>: the title of the story is the only first-level heading.": ["h1"],
    "Use <h3>, the lowest heading.": ["h4", "h5", "h6"],
    "Start a new <p> instead.": ["br", "wbr"],
    "Start a new section with <h2> instead.": ["hr"],
    "Put it inside <ul> or <ol>.": ["li"],
    "Use <ul>.": ["dl", "dt", "dd", "menu", "dir"],
    "Use paragraphs or a list: a body holds no tables.": [
        *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td")
    ],
    "Leave it out: a body holds no sounds, films or drawings.": [
        *("source", "video", "audio", "track", "svg", "canvas", "map", "area")
    ],
    "Use <img> with the code from the page of a picture.": ["image", "picture"],
    "Put it outside of other text.": ["img"],
    "Link to it with <a href>: a body embeds nothing.": ["iframe", "embed", "object", "frame"],
    "Use <strong> or <em>, or plain text.": [
        *("u", "mark", "big", "small", "font", "s", "strike", "del", "ins", "dfn", "var", "abbr")
    ],
    "Write it as plain text, as in CO₂ or m².": ["sub", "sup"],
    "Write it as plain text.": [
        "code",
        "pre",
        "kbd",
        "samp",
        "tt",
        "math",
        "time",
        "ruby",
        "rt",
        "q",
    ],
    "Put it inside <figure>, beside a <blockquote> or <img>.": ["figcaption"],
    "Put it at the end of a <blockquote>.": ["footer"],
    "Put it at the end of a <blockquote> to name the source; use <em> for the title of a work.": [
        "cite"
    ],
    "Remove it: a body holds no scripts, styles or forms.": [
        *("script", "noscript", "template", "style", "link", "meta", "base", "title", "form"),
        *("input", "button", "select", "option", "textarea", "label", "fieldset", "dialog", "slot"),
    ],
    "Remove it and keep what is inside.": [
        *("html", "head", "body", "main", "article", "header", "aside", "nav", "address", "center"),
        *("details", "summary", "hgroup", "search", "bdi", "bdo", "o:p"),
    ],
}
_BY_NAME = {name: sentence for sentence, names in _INSTEAD.items() for name in names}


def advice(name: str, allowed: Iterable[str]) -> str:
    """What to write instead of the element `name`, which is not allowed where it stands."""
    if name in _BY_NAME:
        return _BY_NAME[name]
    nearest = get_close_matches(name[:40], list(allowed), 1)
    if nearest:
        return f"There is no such element; did you mean <{nearest[0]}>?"
    return f"Use one of {', '.join(f'<{each}>' for each in sorted(allowed))}."
