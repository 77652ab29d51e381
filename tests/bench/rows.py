"""The kinds of work that are measured, as addresses of the product and of the baseline."""

from collections.abc import Sequence
from dataclasses import dataclass

import requests

from tests.bench.archive.stories import COMMON_WORD, RARE_WORDS, Archive
from tests.bench.archive.tags import actors
from tests.bench.servers import Server, path_of

API = "/api/v1"
PAGE_SIZE = 20
PAGE = 4_500
DEEP_PAGE = f"page {PAGE:,} by cursor"
DETAILS = 50
CONTINENTS = ("europe", "asia", "africa", "americas")
FACETS = "region,actor,genre"


@dataclass(frozen=True)
class Work:
    """Addresses that do the same on both sides, one for one.

    ``goal`` is how many times the baseline the product is to do without its process cache,
    ``floor_goal`` the part of the floor with it. What the baseline cannot do has no goal and no
    addresses of it. Where ``unchanged``, each request carries the validator of the answer.
    """

    name: str
    goal: float | None
    newsroom: Sequence[str]
    baseline: Sequence[str] = ()
    floor_goal: float = 0.8
    unchanged: bool = False


def all_work(archive: Archive, newsroom: Server, chosen: Sequence[str]) -> list[Work]:
    """Give the kinds of work whose names begin with one of ``chosen``, or all.

    Work whose parameters are not in the product's schema is left out.
    """
    known = parameters(newsroom)
    query = f"/articles/?region=europe&facets={FACETS}"
    work = [
        *plain_work(archive),
        *(search_work() if "q" in known else ()),
        *([both("three facets with the list", 5, [query])] if "facets" in known else ()),
        *own_work(archive),
    ]
    wanted = tuple(chosen) or ("",)
    found = [one for one in work if one.name.startswith(wanted)]
    if DEEP_PAGE.startswith(wanted):
        found.append(deep_page(archive, newsroom))
    return found


def parameters(newsroom: Server) -> set[str]:
    """Ask the schema which parameters the list of articles takes."""
    schema = newsroom.get("/api/schema/").json()
    return {one["name"] for one in schema["paths"][f"{API}/articles/"]["get"]["parameters"]}


def plain_work(archive: Archive) -> list[Work]:
    details = [f"/articles/{slug}/" for slug in some_slugs(archive)]
    filtered = [
        f"/articles/?region={region}&actor={actor.slug}"
        "&published_after=2018-01-01T00:00:00Z&published_before=2022-01-01T00:00:00Z"
        for region, actor in zip(CONTINENTS * 3, actors()[:12], strict=True)
    ]
    return [
        both("detail", 6, details),
        both("newest 20 cards", 12, ["/articles/"]),
        both("region + actor + dates, 20 cards", 12, filtered),
        both("If-None-Match, unchanged", 10, details, floor_goal=0.9, unchanged=True),
    ]


def both(name: str, goal: float, paths: Sequence[str], **more: object) -> Work:
    return Work(name, goal, [API + path for path in paths], paths, **more)


def search_work() -> list[Work]:
    rare = [f"/articles/?q={word}" for word in RARE_WORDS]
    common = f"/articles/?q={COMMON_WORD}"
    return [
        Work(
            "search, common word, by relevance",
            40,
            [f"{API}{common}&ordering=relevance"],
            [common],
        ),
        Work("search, rare word", 5, [f"{API}{path}&ordering=relevance" for path in rare], rare),
    ]


def own_work(archive: Archive) -> list[Work]:
    """What only the product can do, and must be able to do in a large archive."""
    paths = {
        "exact count of a continent": ["/articles/?region=europe&count=exact"],
        "related": [f"/articles/{slug}/related/" for slug in some_slugs(archive)],
        "timeline by month": ["/timeline/?region=europe"],
        "connections": [f"/actors/{actor.slug}/connections/" for actor in actors()[:12]],
        "suggest": [f"/suggest/?q={actor.name[:4].strip()}" for actor in actors()[:12]],
    }
    return [Work(name, None, [API + path for path in each]) for name, each in paths.items()]


def some_slugs(archive: Archive) -> list[str]:
    every = max(1, archive.size // DETAILS)
    return [archive.story(number).slug for number in range(1, archive.size, every)]


def deep_page(archive: Archive, newsroom: Server) -> Work:
    """Page 4,500, or in a smaller archive the page at nine tenths of it."""
    page = min(PAGE, archive.size // PAGE_SIZE * 9 // 10)
    return Work(DEEP_PAGE, 25, [cursor_to(newsroom, page)], [f"/articles/?page={page}"])


def cursor_to(newsroom: Server, page: int) -> str:
    """Walk to a page, in large steps while they do not go beyond it."""
    path, before = f"{API}/articles/?page_size=100", (page - 1) * PAGE_SIZE
    with requests.Session() as session:
        while before:
            size = min(100, before)
            address = newsroom.address + path.replace("page_size=100", f"page_size={size}")
            path = path_of(session.get(address).json()["next"])
            path = path.replace(f"page_size={size}", "page_size=100")
            before -= size
    return path.replace("page_size=100", f"page_size={PAGE_SIZE}")
