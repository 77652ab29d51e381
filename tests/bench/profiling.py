"""Where the time of an answer goes that is made anew, by whose code it is spent in."""

import cProfile
import io
import pstats
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from newsroom.changes import generation
from tests.bench.rows import Work

TIMES = 50
WAITING = "waiting for PostgreSQL"
# The first that the name of a file has in it.
PARTS = {
    "/psycopg": "psycopg and its pool",
    "/django/db/": "Django's ORM",
    "/django/": "Django's requests and middleware",
    "/rest_framework/": "REST framework and its extensions",
    "/django_filters/": "REST framework and its extensions",
    "/drf_spectacular/": "REST framework and its extensions",
    "/whitenoise/": "Django's requests and middleware",
    "/json/": "JSON",
    "/newsroom/": "ours",
    "/articles/": "ours",
    "/taxonomy/": "ours",
}

Place = tuple[str, int, str]


def profiled(chosen: Sequence[Work]) -> str:
    """Give a table of the shares; profiling itself makes calls dearer than they are."""
    generation.hold()
    with override_settings(NEWSROOM_PROCESS_CACHE_BYTES=0):
        application = WSGIHandler()
    shares = {work.name: _shares(application, work.newsroom) for work in chosen}
    generation.let_go()
    parts = sorted({part for each in shares.values() for part in each})
    rows = [["work", *parts], ["---", *["--:"] * len(parts)]]
    rows += [[name, *(f"{each[part]:.0%}" for part in parts)] for name, each in shares.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _shares(application: WSGIHandler, paths: Sequence[str]) -> Counter[str]:
    for path in paths:
        _ask(application, path)
    profile = cProfile.Profile()
    for number in range(TIMES):
        profile.runcall(_ask, application, paths[number % len(paths)])
    spent: Counter[str] = Counter()
    for place, (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if place[0] != "~":
            spent[_part(place)] += own
        else:
            # What is written in C counts for whoever called it.
            for caller, (_, _, time, _) in callers.items():
                spent[_part(caller)] += time
    whole = spent.total()
    return Counter({part: time / whole for part, time in spent.items()})


def _part(place: Place) -> str:
    file, _, function = place
    if "/psycopg/" in file and function == "wait":
        return WAITING
    return next((part for piece, part in PARTS.items() if piece in file), "Python and the rest")


def _ask(application: WSGIHandler, path: str) -> None:
    address = urlsplit(path)
    environment = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address.path,
        "QUERY_STRING": address.query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    answer = application(environment, lambda status, headers: None)
    b"".join(answer)
    answer.close()
