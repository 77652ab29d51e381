"""Collecting what an answer depends on, for the shared cache in front."""

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpResponse

from articles.published import surrogates

HEADER = "Surrogate-Key"
# Of one sort of key; beyond, the answer depends on any change of that sort. So the field stays
# well below the 8 KB that proxies take.
MOST = 100
WHOLE_SORTS = {"r": surrogates.REGIONS, "a": surrogates.ACTORS, "s": surrogates.STORIES}


class SurrogateKeys:
    """The keys of one answer. While none has been added, any change purges it."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self._keys = set(keys)
        self._narrowings: dict[str, set[str]] = {}

    def add(self, *keys: str) -> None:
        self._keys.update(keys)

    def narrow(self, name: str, keys: Iterable[str]) -> None:
        """Say that every story of the answer stands under one of the keys, by this filter."""
        self._narrowings[name] = set(keys)

    def add_stories(self) -> None:
        """Say that the answer depends on all stories that match what narrows it."""
        self._keys |= surrogates.most_telling(self._narrowings)

    def field(self) -> str:
        """Give the value of the header field."""
        keys = self._keys or {surrogates.ANY_CHANGE}
        for sort, whole in WHOLE_SORTS.items():
            own = {key for key in keys if key.partition("-")[0] == sort}
            if len(own) > MOST:
                keys = keys - own | {whole}
        return " ".join([surrogates.ALL, *sorted(keys)])


def set_surrogate_keys(response: HttpResponse, keys: SurrogateKeys) -> None:
    """Tell the shared cache, if there is one that we purge; nobody else has use for the keys."""
    if settings.NEWSROOM_PURGE_URLS:
        response.headers[HEADER] = keys.field()
