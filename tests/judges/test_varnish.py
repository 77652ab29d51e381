"""Behind a real Varnish nothing is stale after five seconds, and what is not concerned stays."""

import itertools
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import redact, withdraw
from newsroom.purging.models import PurgeTarget
from taxonomy.editing import merge, save_tag, unmerge
from taxonomy.models import Region
from tests.cloning import cloned_database
from tests.factories import (
    bearer,
    make_actor,
    make_article,
    make_content,
    make_key,
    make_place,
    make_published,
)
from tests.judges.varnish import site

STALE_SECONDS = 5.0
READERS = 4
UNRELATED = 60


@dataclass
class Site:
    shared: str
    origin: str
    key: dict[str, str]

    def get(self, path: str, **headers: str) -> requests.Response:
        address = f"{self.shared}/api/v1/{path}"
        return requests.get(address, headers=headers, timeout=20, allow_redirects=False)

    def is_hit(self, path: str, **headers: str) -> bool:
        return self.get(path, **headers).headers["X-Cache"] == "hit"

    def is_fresh(self, path: str) -> bool:
        """Tell whether Varnish gives what the web servers give to somebody with a key."""
        kept = self.get(path)
        present = requests.get(
            f"{self.origin}/api/v1/{path}",
            headers=self.key,
            timeout=20,
            allow_redirects=False,
        )
        return (kept.status_code, kept.content, kept.headers.get("Location")) == (
            present.status_code,
            present.content,
            present.headers.get("Location"),
        )


@pytest.fixture(scope="module")
def varnish(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), cloned_database() as name, site(name, folder) as addresses:
        yield Site(*addresses, bearer(make_key()))


@pytest.fixture(scope="module")
def world(varnish) -> dict[str, Any]:
    """Stories that will be changed, and many that have nothing to do with them."""
    place = make_place("sudzha")
    actors = {slug: make_actor(slug) for slug in ("putin", "xi", "other", "bystander")}
    stories = {
        slug: make_published(slug=slug, regions=[place], actors=[actors["putin"], actors["xi"]])
        for slug in ("updated", "corrected", "withdrawn", "moved", "reworded", "bystanding")
    }
    revise(stories["reworded"])
    publish(stories["reworded"], by=None)
    stories["draft"] = make_article(slug="draft", regions=["ukraine"])
    for number in range(UNRELATED):
        make_published(slug=f"unrelated-{number}", regions=["japan"], actors=[actors["bystander"]])
    return {"place": place, "actors": actors, "stories": stories}


def concerned() -> list[str]:
    slugs = ("updated", "corrected", "withdrawn", "moved", "moved-on", "reworded", "draft")
    return [
        "articles/",
        *(f"articles/{slug}/" for slug in slugs),
        "articles/reworded/versions/",
        "articles/bystanding/",
        *(f"articles/?region={region}" for region in ("russia", "ukraine", "sudzha", "europe")),
        *(f"articles/?actor={actor}" for actor in ("putin", "xi", "other")),
        "articles/?genre=news&facets=region,actor",
        "actors/",
        *(f"actors/{actor}/" for actor in ("putin", "xi", "other")),
        *(f"regions/{region}/" for region in ("russia", "ukraine", "sudzha")),
        "timeline/?region=russia",
    ]


def unrelated() -> list[str]:
    lists = ["articles/?region=japan", "articles/?actor=bystander", "actors/bystander/"]
    return [*(f"articles/unrelated-{number}/" for number in range(UNRELATED)), *lists]


def revise(story: Any, **values: Any) -> None:
    newest = story.revisions.order_by("-number").first().content
    tags = {"regions": newest["regions"], "actors": newest["actors"]}
    save(story, make_content(**{"slug": newest["slug"], **tags, **values}), by=None, based_on=None)


def change_everything(world: dict[str, Any]) -> None:
    stories, actors, place = world["stories"], world["actors"], world["place"]
    publish(stories["draft"], by=None)
    revise(stories["updated"])
    publish(stories["updated"], by=None)
    revise(stories["corrected"])
    correct(stories["corrected"], CorrectionText("correction", "It was wrong."), by=None)
    withdraw(stories["withdrawn"], by=None, reason="Wrong.", message="Sorry.")
    revise(stories["moved"], slug="moved-on")
    publish(stories["moved"], by=None)
    redact(stories["reworded"].versions.get(number=1), by=None, reason="Wrong.")
    actors["putin"].name = "Renamed"
    save_tag(actors["putin"], by=None, aliases=["Alias"])
    place.parent = Region.objects.get(slug="ukraine")
    save_tag(place, by=None, aliases=())
    merge(actors["xi"], into=actors["other"], by=None)


def stale_after(varnish: Site, act: Any) -> list[str]:
    """Act while many read; gives what is stale five seconds later."""
    paths, over = concerned(), threading.Event()

    def read(first: int) -> None:
        for path in itertools.cycle([*paths[first:], *paths[:first]]):
            if over.is_set():
                return
            varnish.get(path)

    with ThreadPoolExecutor(READERS) as readers:
        reading = [
            readers.submit(read, number * len(paths) // READERS) for number in range(READERS)
        ]
        time.sleep(1)
        act()
        time.sleep(STALE_SECONDS)
        over.set()
        for reader in reading:
            reader.result()
    return [path for path in paths if not varnish.is_fresh(path)]


def test_nothing_is_stale_after_five_seconds_and_the_rest_stays(varnish, world):
    # All that was published to begin with has been purged twice.
    time.sleep(STALE_SECONDS)
    for path in unrelated():
        varnish.get(path)

    assert stale_after(varnish, lambda: change_everything(world)) == []
    hits = [varnish.is_hit(path) for path in unrelated()]
    assert sum(hits) >= 0.95 * len(hits)

    assert stale_after(varnish, lambda: unmerge(world["actors"]["xi"], by=None)) == []
    assert varnish.get("articles/withdrawn/").status_code == 410
    assert varnish.is_hit("articles/bystanding/")
    assert PurgeTarget.objects.get().failures == 0


def test_caller_with_a_key_is_neither_given_what_is_kept_nor_kept(varnish):
    path, key = "regions/fiji/", varnish.key

    for _ in range(2):
        answer = varnish.get(path, **key)
        assert (answer.status_code, answer.headers["X-Cache"]) == (200, "miss")
        assert answer.headers["Cache-Control"] == "private, no-cache"
    assert [varnish.is_hit(path) for _ in range(2)] == [False, True]
    assert not varnish.is_hit(path, **key)
    assert varnish.is_hit(path)


def test_world_sees_neither_keys_nor_how_long_we_keep(varnish):
    for _ in range(2):
        fields = varnish.get("regions/tonga/").headers

        assert fields["Cache-Control"] == (
            "public, max-age=2, stale-while-revalidate=3, stale-if-error=300"
        )
        assert not {"Surrogate-Key", "xkey", "Age", "Via"} & set(fields)
    unchanged = varnish.get("regions/tonga/", **{"If-None-Match": fields["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_purge_wants_keys(varnish):
    assert requests.request("PURGE", varnish.shared, timeout=10).status_code == 400
