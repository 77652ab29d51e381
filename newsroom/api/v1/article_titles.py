"""What a list of stories is called in feeds, from the filters that made it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from articles.published.selection import AllOf, AnyOf, Expression, Not, Tagged, parse
from taxonomy.snapshot import Snapshot

MOST_CHARACTERS = 300
# These choose a page, an order or a format, not what the list is about.
UNTOLD = {"format", "cursor", "page_size", "ordering"}


def title_of(
    newsroom: str, query: Mapping[str, str], stories: Iterable[Mapping[str, Any]], tags: Snapshot
) -> str:
    """Give a title such as “Newsroom: Russia or Ukraine, not Kursk; analysis”.

    The filters must have been found to be valid. Authors have their names from the stories.
    """
    authors = {
        author[key]: author["name"]
        for story in stories
        for author in story["byline"]
        for key in ("slug", "id")
    }
    names: dict[str, Callable[[str], str]] = {
        "region": lambda text: tags.regions.find(text).name,
        "actor": lambda text: tags.actors.find(text).name,
        "author": lambda text: authors.get(text.lower(), text),
    }
    told = [_filter(name, value, names) for name, value in query.items() if name not in UNTOLD]
    title = f"{newsroom}: {'; '.join(told)}" if told else newsroom
    return title if len(title) <= MOST_CHARACTERS else f"{title[: MOST_CHARACTERS - 1]}…"


def _filter(name: str, value: str, names: Mapping[str, Callable[[str], str]]) -> str:
    if name in names:
        return _words(parse(value), names[name])
    if name == "q":
        return f"“{value}”"
    words = value.replace("|", " or ")
    return words if name == "genre" else f"{name.replace('_', ' ')} {words}"


def _words(expression: Expression, name: Callable[[str], str]) -> str:
    match expression:
        case Tagged(text, alone):
            return f"{name(text)} alone" if alone else name(text)
        case Not(part):
            return f"not {_nested(part, name)}"
        case AllOf(parts):
            return ", ".join(_words(part, name) for part in parts)
        case AnyOf(parts):
            return " or ".join(_nested(part, name) for part in parts)


def _nested(expression: Expression, name: Callable[[str], str]) -> str:
    words = _words(expression, name)
    return words if isinstance(expression, Tagged | Not) else f"({words})"
