"""What is under embargo: there for keys with the scope, for nobody else."""

from datetime import UTC, datetime

import pytest

from articles.verbs.embargoing import embargo, end_embargo, release
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from articles.working.content import Link
from newsroom.changes.head import read_head
from newsroom.partners.scopes import Scope
from tests.factories import (
    bearer,
    make_actor,
    make_article,
    make_content,
    make_key,
    make_published,
)

UNTIL = datetime(2099, 7, 1, 12, tzinfo=UTC)
TOLD = {"until": "2099-07-01T12:00:00Z"}
LIST = "/api/v1/articles/"


@pytest.fixture
def trusted(db) -> dict[str, str]:
    return bearer(make_key(scopes=[Scope.EMBARGOED]))


@pytest.fixture
def others(db) -> list[dict[str, str]]:
    """The header fields of all who may not see what is under embargo."""
    scopes = [scope for scope in Scope if scope != Scope.EMBARGOED]
    return [{}, bearer(make_key(scopes=scopes))]


def hidden(**values):
    story = make_article(**{"slug": "hidden", **values})
    embargo(story, by=None, until=UNTIL)
    return story


def changed(story, **values):
    """Put a newer version of a public story under embargo."""
    story.refresh_from_db()
    save(story, make_content(**values), by=None, based_on=story.revision_number)
    embargo(story, by=None)


def slugs(api, query=None, **headers):
    found = api.json(LIST, query, **headers)
    return [card["slug"] for card in found["results"]]


def test_detail_is_there_for_the_trusted_only(api, trusted, others):
    hidden(title="Hidden")

    answer = api.get(f"{LIST}hidden/", **trusted)

    assert (answer.json()["title"], answer.json()["embargo"]) == ("Hidden", TOLD)
    assert answer["Cache-Control"] == "no-store"
    for headers in others:
        assert api.get(f"{LIST}hidden/", **headers).status_code == 404


def test_lists_and_counts_are_those_of_the_caller(api, trusted, others):
    make_published(slug="open", regions=["russia"])
    hidden(regions=["russia"])

    queries = [
        {},
        {"region": "russia"},
        {"region": "europe", "ordering": "-updated_at"},
        {"q": "story"},
        {"q": "story", "ordering": "relevance"},
        {"slugs": "open,hidden"},
        {"count": "exact", "facets": "region,genre,month"},
    ]
    for query in queries:
        assert set(slugs(api, query, **trusted)) == {"open", "hidden"}, query
        for headers in others:
            assert slugs(api, query, **headers) == ["open"], query

    def counts(**headers):
        found = api.json(LIST, {"count": "exact", "facets": "genre"}, **headers)
        return found["count"], found["facets"]["genre"][0]["count"]

    assert counts(**trusted) == (2, 2)
    assert [counts(**headers) for headers in others] == [(1, 1), (1, 1)]


def test_cards_say_what_is_under_embargo(api, trusted):
    make_published(slug="open")
    hidden()

    cards = api.json(LIST, **trusted)["results"]
    asked = api.json(LIST, {"fields": "slug,embargo"}, **trusted)["results"]

    assert {card["slug"]: card["embargo"] for card in cards} == {"open": None, "hidden": TOLD}
    assert {card["slug"]: card["embargo"] for card in asked} == {"open": None, "hidden": TOLD}
    assert "embargo" not in api.json(LIST)["results"][0]
    assert api.json(LIST, {"fields": "embargo"})["results"] == [{"embargo": None}]


def test_version_under_embargo_stands_in_place_of_the_public_one(api, trusted, others):
    story = make_published(slug="s", title="Now", regions=["russia"])
    changed(story, slug="s", title="Then", regions=["china"])

    assert api.json(f"{LIST}s/", **trusted)["title"] == "Then"
    assert api.json(f"{LIST}s/", **trusted)["embargo"] == {"until": None}
    assert slugs(api, {"region": "china"}, **trusted) == ["s"]
    assert slugs(api, {"region": "russia"}, **trusted) == []
    for headers in others:
        assert api.json(f"{LIST}s/", **headers)["title"] == "Now"
        assert slugs(api, {"region": "china"}, **headers) == []
        assert slugs(api, {"region": "russia"}, **headers) == ["s"]


def test_slug_under_embargo_leads_nowhere_for_others(api, trusted, others):
    story = make_published(slug="before")
    changed(story, slug="after")

    assert api.get(f"{LIST}before/", **trusted).status_code == 301
    assert api.get(f"{LIST}after/", **trusted).status_code == 200
    for headers in others:
        assert api.get(f"{LIST}before/", **headers).status_code == 200
        assert api.get(f"{LIST}after/", **headers).status_code == 404
        found = api.json(LIST, {"slugs": "after"}, **headers)
        assert (found["results"], found["missing"], found["moved"]) == ([], ["after"], {})


def test_withdrawn_story_under_embargo_is_withdrawn_for_others(api, trusted, others):
    story = make_published(slug="before")
    withdraw(story, by=None, reason="x")
    changed(story, slug="after")

    assert api.get(f"{LIST}after/", **trusted).status_code == 200
    for headers in others:
        assert api.get(f"{LIST}before/", **headers).status_code == 410
        assert api.get(f"{LIST}after/", **headers).status_code == 404
    assert "deleted-entry" in api.get(LIST, {"format": "atom"}).content.decode()
    assert "deleted-entry" not in api.get(LIST, {"format": "atom"}, **trusted).content.decode()


def test_links_and_translations_under_embargo_show_for_the_trusted_only(api, trusted, others):
    target = hidden()
    original = make_published(slug="original", related_links=[Link(target=target.pk)])
    embargo(make_article(slug="french", language="fr", translation_of=original.pk), by=None)

    def linked(**headers):
        found = api.json(f"{LIST}original/", **headers)
        links = [link["article"]["slug"] for link in found["related_links"]]
        return links, [one["slug"] for one in found["translations"]]

    assert linked(**trusted) == (["hidden"], ["french"])
    assert [linked(**headers) for headers in others] == [([], []), ([], [])]


def test_related_suggest_timeline_and_connections_are_those_of_the_caller(api, trusted, others):
    one, other = make_actor("one"), make_actor("other")
    make_published(slug="open", actors=[one, other], title="Open grain")
    hidden(actors=[one, other], title="Hidden grain")

    def told(**headers):
        related = api.json(f"{LIST}open/related/", **headers)["results"]
        included = api.json(f"{LIST}open/", {"include": "related"}, **headers)["related"]
        suggested = api.json("/api/v1/suggest/", {"q": "grain"}, **headers)["articles"]
        timeline = api.json("/api/v1/timeline/", **headers)["results"]
        connections = api.json("/api/v1/actors/one/connections/", **headers)
        return (
            [card["slug"] for card in related],
            [card["slug"] for card in included],
            [card["slug"] for card in suggested],
            sum(stretch["count"] for stretch in timeline),
            [one["count"] for one in connections["results"]],
        )

    assert told(**trusted) == (["hidden"], ["hidden"], ["hidden", "open"], 2, [2])
    for headers in others:
        assert told(**headers) == ([], [], ["open"], 1, [1])


def test_versions_and_their_past_are_those_of_the_caller(api, trusted, others):
    story = make_published(slug="s", title="First")
    first = read_head().seq
    changed(story, slug="s", title="Second")
    second = read_head().seq

    def told(**headers):
        listed = api.json(f"{LIST}s/versions/", **headers)["results"]
        past = (api.json(f"{LIST}s/", {"as_of": n}, **headers)["title"] for n in (first, second))
        return [one["version"] for one in listed], *past

    assert told(**trusted) == ([2, 1], "First", "Second")
    assert api.json(f"{LIST}s/versions/2/", **trusted)["title"] == "Second"
    for headers in others:
        assert told(**headers) == ([1], "First", "First")
        assert api.get(f"{LIST}s/versions/2/", **headers).status_code == 404
        assert api.get(f"{LIST}s/versions/2/difference/", **headers).status_code == 404


def test_embargo_that_was_ended_is_gone_for_everybody_at_any_time(api, trusted, others):
    story = make_published(slug="s", title="First")
    changed(story, slug="s", title="Second")
    during = read_head().seq
    end_embargo(story, by=None, reason="x")

    for headers in (trusted, *others):
        assert api.json(f"{LIST}s/", **headers)["title"] == "First"
        assert api.json(f"{LIST}s/", {"as_of": during + 1}, **headers)["title"] == "First"
        listed = api.json(f"{LIST}s/versions/", **headers)["results"]
        assert [one["version"] for one in listed] == [1]
    assert api.get(f"{LIST}s/", {"as_of": during}, **trusted).status_code == 404


def test_release_is_seen_by_all_and_keeps_the_dates(api, trusted, others):
    story = hidden()
    before = api.json(f"{LIST}hidden/", **trusted)

    release(story, by=None)

    assert api.json(f"{LIST}hidden/", **trusted) == {**before, "embargo": None}
    expected = {name: value for name, value in before.items() if name != "embargo"}
    for headers in others:
        assert api.json(f"{LIST}hidden/", **headers) == expected


def test_names_become_known_with_the_release(api, trusted):
    actor = make_actor("unheard-of")
    story = hidden(actors=[actor])

    assert api.get("/api/v1/actors/unheard-of/", **trusted).status_code == 404
    assert api.json(f"{LIST}hidden/", **trusted)["actors"] == []
    assert api.json(LIST, {"facets": "actor"}, **trusted)["facets"]["actor"] == []

    release(story, by=None)

    assert [one["slug"] for one in api.json(f"{LIST}hidden/")["actors"]] == ["unheard-of"]


def test_ninjs_withholds_what_is_under_embargo(api, trusted):
    hidden()

    item = api.document(f"{LIST}hidden/", {"format": "ninjs"}, **trusted)

    assert (item["pubStatus"], item["embargoedUntil"]) == ("withheld", TOLD["until"])


def test_tables_tell_a_story_under_embargo_from_others(api, trusted):
    make_published()
    embargo(make_article(), by=None)
    hidden()

    query = {"format": "csv", "fields": "embargo", "ordering": "published_at"}
    table = api.get(LIST, query, **trusted).content.decode()

    assert table.split()[1:] == ['""', '"true"', f'"{TOLD["until"]}"']


def test_nothing_for_the_trusted_is_kept(api, trusted):
    make_published(slug="open", regions=["russia"], actors=[make_actor("one")])

    for path in (
        LIST,
        f"{LIST}open/",
        f"{LIST}open/related/",
        f"{LIST}open/versions/",
        f"{LIST}no-such-story/",
        "/api/v1/timeline/",
        "/api/v1/actors/one/connections/",
        "/sitemap.xml",
    ):
        assert api.client.get(path, headers=trusted)["Cache-Control"] == "no-store", path
    assert "no-store" not in api.get(LIST, **bearer(make_key()))["Cache-Control"]


def test_list_for_the_trusted_costs_as_much_for_three_as_for_one(
    api, trusted, django_assert_num_queries
):
    def cost(**query):
        with django_assert_num_queries(3):
            return len(slugs(api, query, **trusted))

    make_published()
    # The names of tags are read once.
    slugs(api, {}, **trusted)
    assert cost() == 1
    hidden()
    publish(make_article(), by=None)
    slugs(api, {}, **trusted)
    assert cost() == 3
