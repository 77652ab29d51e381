"""The product and the baseline give the same answers to the same work, or nothing is measured."""

from typing import Any

from tests.bench.rows import Work
from tests.bench.servers import Server

PLAIN = ("id", "slug", "title", "summary", "genre", "language", "published_at", "word_count")

Answer = dict[str, Any]


class Different(AssertionError):
    """Two sides that must agree do not."""


def check(work: Work, newsroom: Server, baseline: Server) -> None:
    """Compare the answers of both sides; raises ``Different``."""
    for ours, theirs in zip(work.newsroom, work.baseline, strict=True):
        left, right = answer(newsroom, ours), answer(baseline, theirs)
        if "results" not in left:
            same(ours, story(left), story(right))
            continue
        counted = answer(newsroom, f"{ours}{'&' if '?' in ours else '?'}count=exact")
        same(ours, counted["count"], right["count"])
        if "q=" not in ours:
            same(ours, ids(left), ids(right))
            same(ours, left["next"] is None, right["next"] is None)
        elif right["next"] is None:
            # Ranking is each side's own; what matches is not.
            same(ours, set(ids(left)), set(ids(right)))
        if "facets" in left:
            check_facets(ours, left["facets"], right["facets"])


def answer(server: Server, path: str) -> Answer:
    response = server.get(path)
    if response.status_code != 200:
        raise Different(f"{server.name}: {path} answers {response.status_code}")
    return response.json()


def ids(page: Answer) -> list[str]:
    return [card["id"] for card in page["results"]]


def story(detail: Answer) -> Answer:
    """Give what both sides tell of a story, in one form."""
    return {
        **{name: detail[name] for name in (*PLAIN, "body")},
        "regions": sorted(region["slug"] for region in detail["regions"]),
        "actors": sorted(actor["slug"] for actor in detail["actors"]),
        "byline": sorted(author["slug"] for author in detail["byline"]),
        "links": [(link["title"], link["url"]) for link in detail["related_links"]],
    }


def check_facets(path: str, ours: Answer, theirs: Answer) -> None:
    """Compare counts. Only the product counts a story for what its regions lie in, too."""
    same(path, counts(ours["actor"]), counts(theirs["actor"]))
    same(path, counts(ours["genre"]), counts(theirs["genre"]))
    within = counts(ours["region"])
    too_many = {
        name: count
        for name, count in counts(theirs["region"]).items()
        if count > within.get(name, count)
    }
    same(path, too_many, {})


def counts(entries: list[Answer]) -> dict[str, int]:
    """Give count by value, without those of the least count, of which some may be cut off."""
    least = entries[-1]["count"] if len(entries) >= 100 else 0
    return {
        entry.get("slug") or entry["value"]: entry["count"]
        for entry in entries
        if entry["count"] > least
    }


def check_unchanged(server: Server, path: str, etag: str) -> None:
    status = server.get(path, **{"If-None-Match": etag}).status_code
    if status != 304:
        raise Different(f"{server.name}: {path} with its validator answers {status}")


def same(path: str, left: Any, right: Any) -> None:
    if left != right:
        raise Different(f"{path}\n  ours:   {left!r:.800}\n  theirs: {right!r:.800}")
