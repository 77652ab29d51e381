"""A newsroom that asks a key of everybody: who is told what."""

import pytest
from django.test import Client

from articles.verbs.embargoing import embargo
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from newsroom.api.authentication import REALM
from newsroom.partners.products import Product, save_product
from newsroom.partners.scopes import Scope
from tests.contract import SCHEMA
from tests.factories import (
    bearer,
    make_actor,
    make_article,
    make_content,
    make_key,
    make_partner,
    make_published,
)
from tests.test_openapi import KEYS, QUERIES

LIST = "/api/v1/articles/"
# What says nothing of stories.
OPEN = ("/api/schema/", "/api/v1/keys/revoke/", "/api/problems/{code}/")
ARCHIVE = (
    f"{LIST}{{key}}/versions/",
    f"{LIST}{{key}}/versions/{{version}}/",
    f"{LIST}{{key}}/versions/{{version}}/difference/",
)
READING = [path for path, item in SCHEMA["paths"].items() if "get" in item and path not in OPEN]
STORIES = [
    path
    for path in READING
    if ("{" in path or path == LIST) and "/sync/" not in path and "/webhooks/" not in path
]


@pytest.fixture(autouse=True)
def _closed(settings) -> None:
    settings.NEWSROOM_ANONYMOUS_READS = False


@pytest.fixture
def world(db):
    """A partner that is given what is about Russia, and a story of that."""
    partner = make_partner()
    save_product(Product(name="Russia", region="russia"), partners=[partner], by=None)
    actors = [make_actor("an-actor"), make_actor()]
    story = make_published(slug="a-story", regions=["russia"], actors=actors)
    publish(story, by=None)
    return partner


@pytest.fixture
def reader(world) -> dict[str, str]:
    return bearer(make_key(partner=world, scopes=["articles:read", "archive:read"]))


def slugs(api, query=None, **headers):
    return {card["slug"] for card in api.json(LIST, query, **headers)["results"]}


@pytest.mark.parametrize("path", READING)
def test_nothing_is_told_without_a_key(world, path):
    response = Client().get(path.format(**KEYS.get(path, {})), QUERIES.get(path, {}))

    assert response.status_code == 401
    assert response["WWW-Authenticate"] == REALM
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-news.xml", "/sitemap-2026-01-1.xml"])
def test_search_engines_are_told_nothing(reader, path):
    assert Client().get(path).status_code == 401
    assert Client().get(path, headers=reader).status_code == 404


@pytest.mark.parametrize(
    "path", ["/livez", "/readyz", "/api/schema/", "/api/docs/", "/api/problems/not_found/"]
)
def test_what_says_nothing_of_stories_stays_open(db, path):
    assert Client().get(path).status_code == 200


@pytest.mark.parametrize("path", STORIES)
def test_reading_takes_its_scopes(api, world, path):
    own = {Scope.SYNC, Scope.WEBHOOKS}
    address, query = path.format(**KEYS.get(path, {})), QUERIES.get(path, {})

    def status(*scopes):
        headers = bearer(make_key(partner=world, scopes=scopes))
        return api.get(address, query, **headers).status_code

    assert status(*own, Scope.ARCHIVE, Scope.EMBARGOED) == 403
    assert status(Scope.ARTICLES) == (403 if path in ARCHIVE else 200)
    assert status(Scope.ARTICLES, Scope.ARCHIVE) == 200


def test_the_past_takes_a_scope_wherever_it_is_asked_for(api, world, reader):
    plain = bearer(make_key(partner=world, scopes=["articles:read"]))

    for query in ({"as_of": "1"}, {"include": "versions"}):
        problem = api.problem(f"{LIST}a-story/", query, **plain)
        assert (problem["status"], problem["scope"]) == (403, "archive:read")
    assert api.get(f"{LIST}a-story/", {"include": "versions"}, **reader).status_code == 200


def test_products_bound_what_is_read(api, reader):
    make_published(slug="elsewhere", regions=["china"])
    make_published(slug="kept", regions=["russia"], syndicatable=False)
    gone = make_published(slug="gone", regions=["china"])
    withdraw(gone, by=None, reason="x")

    assert slugs(api, **reader) == {"a-story"}
    assert slugs(api, {"q": "story"}, **reader) == {"a-story"}
    found = api.json(LIST, {"count": "exact", "facets": "genre"}, **reader)
    assert (found["count"], found["facets"]["genre"][0]["count"]) == (1, 1)
    assert api.json("/api/v1/timeline/", **reader)["results"][0]["count"] == 1
    assert len(api.json("/api/v1/suggest/", {"q": "story"}, **reader)["articles"]) == 1
    assert api.json(f"{LIST}a-story/related/", **reader)["results"] == []
    for slug in ("elsewhere", "kept", "gone"):
        assert api.get(f"{LIST}{slug}/", **reader).status_code == 404
        assert api.json(LIST, {"slugs": slug}, **reader)["missing"] == [slug]


def test_version_outside_the_products_stays_outside(api, reader):
    story = make_published(slug="s", regions=["china"])
    save(story, make_content(slug="s", regions=["russia"]), by=None, based_on=1)
    publish(story, by=None)

    listed = api.json(f"{LIST}s/versions/", **reader)["results"]

    assert [one["version"] for one in listed] == [2]
    assert api.get(f"{LIST}s/versions/1/", **reader).status_code == 404


def test_without_a_product_there_is_no_story(api, world):
    headers = bearer(make_key(scopes=["articles:read"]))

    assert slugs(api, **headers) == set()
    assert api.get(f"{LIST}a-story/", **headers).status_code == 404


def test_embargoed_stories_are_bounded_too(api, world, reader):
    for slug, region in (("inside", "russia"), ("outside", "china")):
        embargo(make_article(slug=slug, regions=[region]), by=None)
    scopes = ["articles:read", "embargoed:read"]

    assert slugs(api, **bearer(make_key(partner=world, scopes=scopes))) == {"a-story", "inside"}
    assert slugs(api, **reader) == {"a-story"}
