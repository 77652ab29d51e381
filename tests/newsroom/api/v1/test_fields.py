"""`fields=`: any part of an answer can be asked for or dropped by name, at every depth."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from articles.verbs.publishing import CorrectionText, correct
from articles.verbs.saving import save
from articles.working.content import Link
from newsroom.api.v1.article_selection import ADDED, DETAIL_INCLUDE, SHAPE
from newsroom.api.v1.article_shapes import CARD_FIELDS, DETAIL_FIELDS
from tests.factories import make_actor, make_author, make_content, make_published
from tests.newsroom.images.files import make_picture

LIST = "/api/v1/articles/"
# What is under embargo is for others to try.
ELSEWHERE = {*ADDED, "embargo"}
PATHS = sorted(name for name, path in SHAPE.paths.items() if path[0] not in ELSEWHERE)
WHOLE = f"{LIST}?fields={','.join(DETAIL_FIELDS)}"
SELECTIONS = 200


@pytest.fixture
def story(db, settings, tmp_path):
    """A story with everything that a story can have, beside one with nothing."""
    settings.MEDIA_ROOT = tmp_path
    tags = {
        "byline": [make_author(), make_author()],
        "regions": ["russia", "fiji"],
        "actors": [make_actor("kim-jong-un"), make_actor()],
    }
    target = make_published(picture=make_picture().pk, **tags)
    values = {
        **tags,
        "slug": "a-story",
        "picture": make_picture(credit="A. Smith").pk,
        "related_links": [
            Link(target=target.pk),
            Link(url="https://www.un.org/", title="The UN"),
        ],
    }
    story = make_published(**values)
    make_published(language="fr", translation_of=story.pk)
    save(story, make_content(**values), by=None, based_on=None)
    correct(story, CorrectionText("correction", "There were five."), by=None)
    return story


def names_in(value: Any, path: str = "") -> Iterator[str]:
    """Give the dotted name of everything in an answer; a body and a description are one thing."""
    for one in value if isinstance(value, list) else [value]:
        for name, inner in one.items() if isinstance(one, dict) else ():
            yield path + name
            if name != "jsonld":
                yield from names_in(inner, f"{path}{name}.")


def kept(value: Any, names: list[str], path: str = "") -> Any:
    """Keep what is named, what lies in it, and what it lies in."""
    if isinstance(value, list):
        return [kept(one, names, path) for one in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for key, inner in value.items():
        here = f"{path}{key}."
        if any(here.startswith(f"{name}.") or f"{name}.".startswith(here) for name in names):
            found[key] = kept(inner, names, here)
    return found


def dropped(value: Any, names: list[str], path: str = "") -> Any:
    """Take away what is named."""
    if isinstance(value, list):
        return [dropped(one, names, path) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: dropped(inner, names, f"{path}{key}.")
        for key, inner in value.items()
        if path + key not in names
    }


def test_everything_in_an_answer_can_be_named(api, story):
    whole = [
        *api.json(WHOLE)["results"],
        *api.json(f"{LIST}?q=story&include=highlights")["results"],
        api.json(f"{LIST}a-story/?include={','.join(DETAIL_INCLUDE.names)}"),
    ]

    told = {name for name in SHAPE.paths if "embargo" not in name.split(".")}
    assert set(names_in(whole)) == told


def test_any_selection_is_the_whole_answer_pruned(api, story):
    chance = random.Random(20_250_712)
    every = api.json(WHOLE)["results"]
    cards = api.json(LIST)["results"]

    for _ in range(SELECTIONS):
        names = chance.sample(PATHS, chance.choice((1, 2, 5, 20)))
        if chance.random() < 0.5:
            asked, expected = names, kept(every, names)
        else:
            asked, expected = [f"-{name}" for name in names], dropped(cards, names)

        assert api.json(f"{LIST}?fields={','.join(asked)}")["results"] == expected, asked


def test_dots_lead_into_objects_and_lists_of_objects(api, story):
    query = "fields=image.credit,regions.name,title,related_links.article.slug,byline"
    author = story.byline.order_by("bylineentry").first()

    answer = api.json(f"{LIST}a-story/?{query}")

    assert list(answer) == ["title", "byline", "image", "regions", "related_links"]
    assert answer["image"] == {"credit": "A. Smith"}
    assert answer["regions"] == [{"name": "Russia"}, {"name": "Fiji"}]
    assert answer["related_links"][1] == {"article": None}
    assert list(answer["related_links"][0]["article"]) == ["slug"]
    assert answer["byline"][0] == {
        "id": str(author.uid),
        "slug": author.slug,
        "name": author.name,
    }


def test_null_stays_null_where_a_part_of_it_is_asked_for(api):
    story = make_published()

    assert api.json(f"{LIST}{story.slug}/?fields=image.url") == {"image": None}


def test_whole_holds_its_parts(api, story):
    parts = api.json(f"{LIST}a-story/?fields=image.url,image")

    assert parts == api.json(f"{LIST}a-story/?fields=image")


def test_fields_of_a_version_have_names_within_them_too(api, story):
    answer = api.json(f"{LIST}a-story/versions/2/?fields=corrections.text,version")

    assert answer == {"version": 2, "corrections": [{"text": "There were five."}]}


@pytest.mark.parametrize(
    ("fields", "detail", "nearest"),
    [
        ("imge.url", "There is no field “imge.url”.", "image.url"),
        ("image.urll", "There is no field “image.urll”.", "image.url"),
        ("-regions.nam", "There is no field “regions.nam”.", "regions.name"),
        ("title.text", "There is no field “title.text”.", "title"),
        ("body.type", "There is no field “body.type”.", "body"),
        ("image.", "There is no field “image.”.", "image"),
        ("title,-image.url", "Either name fields to give, or with `-` some to drop.", None),
        ("title,,slug", "fields has an empty entry.", None),
        ("image.url,image.url", "fields names an entry twice.", None),
        (",".join(f"field-{n}" for n in range(101)), "fields takes at most 100 entries.", None),
        (".".join(["image"] * 500), f"There is no field “{'image.' * 10}”.", None),
    ],
)
def test_wrong_fields_are_refused_with_the_nearest(api, fields, detail, nearest):
    problem = api.problem(f"{LIST}?fields={fields}")

    shown = f"{detail} Did you mean “{nearest}”?" if nearest else detail
    assert problem["status"] == 400
    assert problem["errors"] == [{"parameter": "fields", "detail": shown, "nearest": nearest}]


def test_dropping_leaves_cards_and_details_as_they_are_else(api, story):
    card = api.json(f"{LIST}?fields=-actors.kind,-summary&actor=kim-jong-un")["results"][0]

    assert tuple(card) == tuple(name for name in CARD_FIELDS if name != "summary")
    assert [list(actor) for actor in card["actors"]] == [["id", "slug", "name"]] * 2
