"""What the front page of the admin says needs somebody's eye, each app its own."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class Notice:
    """A sentence, and what it is about: names and addresses of pages."""

    text: str
    links: Sequence[tuple[str, str]] = ()


Source = Callable[[HttpRequest], Iterable[Notice]]
_sources: list[Source] = []


def notices_from(source: Source) -> Source:
    """Ask a function whenever the front page is shown; a decorator.

    It gives what whoever asks has the right to know.
    """
    _sources.append(source)
    return source


def notices_for(request: HttpRequest) -> list[Notice]:
    return [notice for source in _sources for notice in source(request)]
