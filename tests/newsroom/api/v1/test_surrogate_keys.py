"""What answers about stories and tags depend on."""

import pytest

from articles.published import surrogates
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from articles.working.content import Link
from newsroom.changes.head import read_head
from taxonomy.models import Region
from tests.factories import make_actor, make_article, make_author, make_content, make_published

LIST = "/api/v1/articles/"


@pytest.fixture(autouse=True)
def _purged(settings) -> None:
    settings.NEWSROOM_PURGE_URLS = ["http://cache.example"]


def keys(api, address: str) -> set[str]:
    return set(api.get(address)["Surrogate-Key"].split()) - {surrogates.ALL}


def region(slug: str) -> int:
    return Region.objects.get(slug=slug).pk


def test_detail_depends_on_itself_its_tags_its_links_and_its_translations(api):
    draft = make_article()
    original = make_published(language="fr")
    actor = make_actor()
    story = make_published(
        slug="a-story",
        regions=["russia"],
        actors=[actor],
        translation_of=original.pk,
        related_links=[Link(target=draft.pk), Link(url="https://un.org/", title="T", summary="S")],
    )

    assert keys(api, f"{LIST}a-story/") == {
        surrogates.lookup("a-story"),
        *(surrogates.story(one.pk) for one in (story, original, draft)),
        surrogates.region(region("russia")),
        surrogates.actor(actor.pk),
    }
    assert keys(api, f"{LIST}a-story/versions/") == {
        surrogates.lookup("a-story"),
        surrogates.story(story.pk),
    }


def test_absent_story_depends_on_what_is_found_under_the_address(api):
    story = make_published(slug="old")
    save(story, make_content(slug="new"), by=None, based_on=None)
    publish(story, by=None)

    assert keys(api, f"{LIST}No-Such/") == {surrogates.lookup("no-such")}
    assert keys(api, f"{LIST}old/") == {surrogates.lookup("old")}

    withdraw(story, by=None, reason="Wrong.")

    assert keys(api, f"{LIST}new/versions/") == {surrogates.lookup("new")}
    assert keys(api, f"{LIST}{str(story.pk).upper()}/") == {surrogates.lookup(str(story.pk))}


def test_list_depends_on_the_stories_of_one_filter_and_the_tags_shown(api):
    actor, author = make_actor("putin"), make_author(slug="ines")
    make_published(regions=["russia"], actors=[actor], byline=[author])
    russia, europe, asia = map(region, ("russia", "europe", "asia"))
    shown = {surrogates.region(russia), surrogates.actor(actor.pk)}

    assert keys(api, LIST) == {"stories", *shown}
    assert keys(api, f"{LIST}?has=image") == {"stories"}
    assert keys(api, f"{LIST}?region=russia") == {
        surrogates.stories_in_region(russia),
        surrogates.within_region(russia),
        *shown,
    }
    assert keys(api, f"{LIST}?region=(RU|europe),-asia&language=en&genre=news|opinion") == {
        *map(surrogates.stories_in_region, (russia, europe)),
        *map(surrogates.within_region, (russia, europe, asia)),
        *map(surrogates.region, (europe, asia)),
        *shown,
    }
    assert keys(api, f"{LIST}?region=-asia&genre=news|opinion") == {
        "ig-news",
        "ig-opinion",
        surrogates.within_region(asia),
        surrogates.region(asia),
        *shown,
    }
    assert keys(api, f"{LIST}?actor=putin&region=russia") == {
        surrogates.stories_with_actor(actor.pk),
        surrogates.within_region(russia),
        *shown,
    }
    assert keys(api, f"{LIST}?author=ines&actor=putin") == {
        surrogates.stories_by_author(author.pk),
        *shown,
    }
    assert keys(api, f"{LIST}?actor_kind=person&language=en") == {"actors", "il-en", *shown}


def test_list_depends_on_links_only_where_it_shows_them(api):
    target = make_published()
    story = make_published(regions=["russia"], related_links=[Link(target=target.pk)])
    own = surrogates.story(story.pk)

    russia = surrogates.region(region("russia"))

    assert keys(api, f"{LIST}?ids={story.pk}") == {own, russia}
    assert keys(api, f"{LIST}?ids={story.pk}&fields=related_links") == {
        own,
        russia,
        surrogates.story(target.pk),
    }
    assert keys(api, f"{LIST}?region=russia&fields=translations") == {
        surrogates.stories_in_region(region("russia")),
        surrogates.within_region(region("russia")),
        russia,
        own,
    }


def test_named_stories_depend_on_their_names_and_on_themselves(api):
    story = make_published(slug="named", regions=["russia"])
    withdrawn = make_published(slug="withdrawn")
    withdraw(withdrawn, by=None, reason="Wrong.")

    assert keys(api, f"{LIST}?slugs=named,withdrawn,unknown") == {
        *map(surrogates.lookup, ("named", "withdrawn", "unknown")),
        *(surrogates.story(one.pk) for one in (story, withdrawn)),
        surrogates.region(region("russia")),
    }
    assert keys(api, f"{LIST}?slugs=named&ids={withdrawn.pk}") == {
        surrogates.lookup("named"),
        *(surrogates.story(one.pk) for one in (story, withdrawn)),
    }


def test_story_of_an_earlier_change_depends_on_what_is_public_of_it_now(api):
    story = make_published(slug="old")
    then = read_head().seq
    save(story, make_content(slug="new"), by=None, based_on=None)
    publish(story, by=None)

    assert keys(api, f"{LIST}old/?as_of={then}") == {
        surrogates.lookup("old"),
        surrogates.story(story.pk),
    }
    assert keys(api, f"{LIST}old/?as_of={then - 1}") == {surrogates.lookup("old")}


def test_counts_depend_on_the_stories_counted_and_on_names(api):
    actor = make_actor("putin")
    make_published(actors=[actor])
    carried = {surrogates.stories_with_actor(actor.pk), surrogates.actor(actor.pk)}

    assert keys(api, f"{LIST}?actor=putin&facets=genre,month") == carried
    assert keys(api, f"{LIST}?actor=putin&facets=region,actor_kind,author") == {
        "regions",
        "actors",
        "stories",
        *carried,
    }
    assert keys(api, "/api/v1/timeline/?actor=putin") == carried
    assert keys(api, "/api/v1/actors/putin/connections/?genre=news") == {"actors", *carried}


def test_tags_depend_on_what_they_show(api):
    actor = make_actor("putin", home_region=Region.objects.get(slug="russia"))
    make_published(actors=[actor])
    eastern, russia = region("eastern-europe"), region("russia")
    europe, world = region("europe"), region("world")

    assert keys(api, "/api/v1/actors/putin/") == {
        surrogates.actor(actor.pk),
        surrogates.region(russia),
    }
    assert keys(api, "/api/v1/actors/") == {"actors", "regions"}
    assert keys(api, "/api/v1/actors/nobody/") == {"actors"}
    assert keys(api, "/api/v1/regions/nowhere/") == {"regions"}
    assert keys(api, "/api/v1/regions/RU/") >= {
        surrogates.within_region(russia),
        *map(surrogates.region, (russia, eastern, europe, world)),
    }
    assert keys(api, "/api/v1/regions/europe/") >= {
        surrogates.within_region(europe),
        surrogates.region(eastern),
    }
