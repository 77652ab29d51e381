"""Whatever a change alters is purged, and little else."""

import dataclasses
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from django.test import Client

from articles.published import surrogates
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import erase, redact, withdraw
from articles.working.content import Content, Link
from newsroom.changes.head import read_head
from newsroom.partners.products import Product, save_product
from newsroom.purging.places import places
from newsroom.purging.touched import touched_keys
from taxonomy.editing import merge, save_tag, unmerge
from taxonomy.models import Actor, Region
from taxonomy.releasing import release
from taxonomy.snapshot import load
from tests.factories import make_actor, make_article, make_author, make_place, make_published

ADDRESSES = [
    "articles/",
    "articles/?page_size=2&count=exact",
    "articles/?region=russia",
    "articles/?region==sudzha",
    "articles/?region=ukraine",
    "articles/?region=asia,-japan",
    "articles/?region=japan",
    "articles/?region=-russia&language=en",
    "articles/?region=atlantis",
    "articles/?actor=putin",
    "articles/?actor=kishida",
    "articles/?actor=putin|kishida,-xi",
    "articles/?actor=putin&facets=region,actor,actor_kind,author,genre,month",
    "articles/?actor_kind=person&region=japan",
    "articles/?author=ines",
    "articles/?author=nobody",
    "articles/?genre=analysis",
    "articles/?language=fr",
    "articles/?language=fr&fields=related_links,translations",
    "articles/summit/",
    "articles/summit/versions/",
    "articles/summit/versions/1/",
    "articles/tokyo/",
    "articles/sommet/",
    "articles/renamed/",
    "articles/draft/",
    "articles/draft/versions/",
    "articles/summit/related/",
    "articles/summit/?include=related,versions,corrections",
    "articles/?region=japan&format=rss",
    "articles/?actor=putin&format=atom",
    "articles/?language=fr&format=atom",
    "articles/summit/?format=jsonld",
    "articles/summit/?format=markdown",
    "articles/?slugs=summit,renamed,draft",
    "regions/",
    "regions/russia/",
    "regions/ukraine/",
    "regions/sudzha/",
    "regions/japan/",
    "regions/atlantis/",
    "actors/",
    "actors/putin/",
    "actors/xi/",
    "actors/kishida/",
    "actors/putin/connections/",
    "actors/kishida/connections/",
    "timeline/?actor=kishida",
    "timeline/?region=russia",
]


class Answer(NamedTuple):
    status: int
    location: str
    body: bytes
    keys: frozenset[str]

    def shows(self) -> tuple[int, str, bytes]:
        return self.status, self.location, self.body


@pytest.fixture
def world(db, settings) -> dict[str, Any]:
    settings.NEWSROOM_PURGE_URLS = ["http://cache.example"]
    sudzha = make_place("sudzha")
    atlantis = make_place("atlantis", parent="world")
    russia = Region.objects.get(slug="russia")
    putin = make_actor("putin", kind="person", home_region=russia)
    kishida, xi, spare = (make_actor(slug) for slug in ("kishida", "xi", "spare"))
    author = make_author("Ines", slug="ines")
    draft = make_article(slug="draft", title="Draft", regions=["ukraine"])
    summit = make_published(
        slug="summit",
        regions=[sudzha],
        actors=[putin, xi],
        byline=[author],
        related_links=[Link(target=draft.pk)],
    )
    tokyo = make_published(slug="tokyo", regions=["japan"], actors=[kishida], genre="analysis")
    sommet = make_published(
        slug="sommet", regions=["ukraine"], language="fr", translation_of=summit.pk
    )
    gone = make_published(slug="gone", language="fr")
    withdraw(gone, by=None, reason="Wrong.", message="Sorry.")
    return locals()


def ask() -> dict[str, Answer]:
    client = Client()
    answers = {}
    for address in ADDRESSES:
        response = client.get(f"/api/v1/{address}")
        assert response.status_code in (200, 301, 400, 404, 410), address
        keys = frozenset(response["Surrogate-Key"].split())
        location = response.headers.get("Location", "")
        answers[address] = Answer(response.status_code, location, response.content, keys)
    return answers


def rewrite(article: Any, **values: Any) -> None:
    newest = Content.from_json(article.revisions.order_by("-number").first().content)
    save(article, dataclasses.replace(newest, **values), by=None, based_on=None)


def republish(article: Any, **values: Any) -> None:
    rewrite(article, **values)
    publish(article, by=None)


def move(region: Region, parent: str) -> None:
    region.parent = Region.objects.get(slug=parent)
    save_tag(region, by=None, aliases=())


def rename(tag: Any, name: str, **values: Any) -> None:
    tag.name = name
    for field, value in values.items():
        setattr(tag, field, value)
    save_tag(tag, by=None, aliases=["Other name"])


def key(model: Any, slug: str) -> int:
    return model.objects.get(slug=slug).pk


def correct_summit(world: dict[str, Any]) -> None:
    rewrite(world["summit"], body="<p>Better.</p>")
    correct(world["summit"], CorrectionText("correction", "It was wrong."), by=None)


def redact_first(world: dict[str, Any]) -> None:
    republish(world["summit"], title="Second")
    redact(world["summit"].versions.get(number=1), by=None, reason="Wrong.")


def withdraw_and_erase(world: dict[str, Any]) -> None:
    withdraw(world["sommet"], by=None, reason="Wrong.", message="Sorry.")
    erase(world["sommet"], by=None, reason="Asked for.")


def group(world: dict[str, Any]) -> None:
    japan = Region.objects.get(slug="japan")
    save_tag(world["sudzha"], by=None, aliases=(), groupings=[japan])


def merge_chain(world: dict[str, Any]) -> None:
    merge(world["xi"], into=world["kishida"], by=None)
    merge(world["kishida"], into=world["spare"], by=None)


def merge_and_undo(world: dict[str, Any]) -> None:
    merge(world["xi"], into=world["kishida"], by=None)
    unmerge(Actor.objects.get(slug="xi"), by=None)


ACTS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "publish": lambda w: publish(w["draft"], by=None),
    "publish another": lambda w: make_published(regions=["fiji"], genre="opinion"),
    "publish a translation": lambda w: make_published(language="de", translation_of=w["summit"].pk),
    "publish by a new author": lambda w: make_published(byline=[make_author(slug="nobody")]),
    "update": lambda w: republish(w["summit"], title="New title"),
    "retag": lambda w: republish(w["summit"], regions=[key(Region, "japan")], actors=[]),
    "change the language": lambda w: republish(w["tokyo"], language="fr", genre="news"),
    "change the slug": lambda w: republish(w["summit"], slug="renamed"),
    "correct": correct_summit,
    "withdraw": lambda w: withdraw(w["summit"], by=None, reason="Wrong.", message="Sorry."),
    "redact": redact_first,
    "withdraw and erase": withdraw_and_erase,
    "rename an actor": lambda w: rename(w["putin"], "Vladimir Putin"),
    "change an actor's kind and home": lambda w: rename(
        w["kishida"], "K", kind="state", home_region=Region.objects.get(slug="japan")
    ),
    "erase what was withdrawn": lambda w: erase(w["gone"], by=None, reason="Asked for."),
    "rename a region": lambda w: rename(Region.objects.get(slug="japan"), "Nippon"),
    "move a region": lambda w: move(w["sudzha"], "ukraine"),
    "group a region": group,
    "release a region": lambda w: release(w["atlantis"], by=None),
    "merge regions": lambda w: merge(w["sudzha"], into=Region.objects.get(slug="japan"), by=None),
    "merge actors": lambda w: merge(w["xi"], into=w["kishida"], by=None),
    "merge actors twice": merge_chain,
    "undo a merge": merge_and_undo,
}


@pytest.mark.parametrize("act", ACTS)
def test_every_answer_that_an_act_alters_is_purged(world, act):
    seq, known = read_head().seq, places(load())
    before = ask()

    ACTS[act](world)

    keys = touched_keys(seq, read_head().seq, before=known, now=places(load()))
    altered = {path for path, answer in ask().items() if answer.shows() != before[path].shows()}
    purged = {path for path, answer in before.items() if answer.keys & keys}
    assert altered - purged == set()
    assert surrogates.ALL not in keys


def test_undone_merge_is_purged_like_the_merge(world):
    merge(world["xi"], into=world["kishida"], by=None)
    seq, known, before = read_head().seq, places(load()), ask()

    unmerge(world["xi"], by=None)

    keys = touched_keys(seq, read_head().seq, before=known, now=places(load()))
    altered = {path for path, answer in ask().items() if answer.shows() != before[path].shows()}
    assert {path for path in altered if not before[path].keys & keys} == set()
    assert "articles/summit/" in altered


@pytest.mark.parametrize(
    ("act", "kept"),
    [
        ("update", ["articles/tokyo/", "articles/?actor=kishida", "articles/?region=japan"]),
        ("publish another", ["articles/tokyo/", "articles/?region=russia", "regions/japan/"]),
        ("rename an actor", ["articles/tokyo/", "articles/?region=japan", "regions/russia/"]),
        ("move a region", ["articles/tokyo/", "articles/?actor=kishida", "articles/?region=japan"]),
        ("merge actors", ["articles/sommet/", "articles/?region=ukraine", "regions/russia/"]),
        ("withdraw", ["articles/tokyo/", "articles/?actor=kishida", "actors/putin/"]),
    ],
)
def test_answers_that_an_act_does_not_concern_are_kept(world, act, kept):
    seq, known, before = read_head().seq, places(load()), ask()

    ACTS[act](world)

    keys = touched_keys(seq, read_head().seq, before=known, now=places(load()))
    assert [path for path in kept if before[path].keys & keys] == []


def test_nothing_is_touched_without_a_change(world):
    seq, known = read_head().seq, places(load())

    assert touched_keys(seq, seq, before=known, now=known) == set()


def test_product_touches_nothing_that_readers_see(world):
    before = read_head().seq

    save_product(Product(name="News", genre="news"), partners=[], by=None)

    held = places(load())
    assert touched_keys(before, read_head().seq, before=held, now=held) == set()
