"""What is related to a story equals what brute force finds, and curated links come first."""

import random
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from math import log

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Publication
from articles.published import related
from articles.published.related import COMPARED, HALVING_DAYS, OTHER_LANGUAGE
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from articles.working.content import Link
from taxonomy.editing import merge
from taxonomy.models import Region
from tests.factories import make_actor, make_content, make_published

LIST = "/api/v1/articles/"
DAY = datetime(2025, 7, 1, tzinfo=UTC)


def slugs(api, key: str, query: str = "") -> list[str]:
    return [card["slug"] for card in api.json(f"{LIST}{key}/related/?{query}")["results"]]


def links(*targets, **values) -> list[Link]:
    return [Link(target=target.pk, **values) for target in targets]


def test_curated_come_first_in_the_editors_order(api):
    third, first, second = (make_published(slug=slug) for slug in ("c", "a", "b"))
    make_published(slug="like", regions=["fiji"])
    make_published(slug="story", regions=["fiji"], related_links=links(first, second, third))

    results = api.json(f"{LIST}story/related/")["results"]

    assert [card["slug"] for card in results] == ["a", "b", "c", "like"]
    assert [card["reason"]["type"] for card in results] == ["curated"] * 3 + ["shared_tags"]


def test_each_is_a_card_with_a_reason(api):
    actor = make_actor("kim", name="Kim")
    make_published(slug="like", regions=["fiji", "russia"], actors=[actor])
    make_published(slug="story", regions=["russia", "fiji", "france"], actors=[actor])
    make_published(slug="russian", regions=["russia"])
    card = api.json(f"{LIST}?ids={Publication.objects.get(slug='like').article_id}")["results"][0]

    result = api.json(f"{LIST}story/related/")["results"][0]

    reason = result.pop("reason")
    assert result == card
    assert reason["type"] == "shared_tags"
    # Russia is on three stories and Fiji on two.
    assert reason["regions"] == [card["regions"][0], card["regions"][1]]
    assert reason["actors"] == card["actors"]


def test_only_what_is_public_is_related(api):
    gone = make_published(regions=["fiji"])
    linked = make_published(slug="linked")
    make_published(slug="story", regions=["fiji"], related_links=links(gone, linked))
    assert len(slugs(api, "story")) == 2

    withdraw(gone, by=None, reason="Wrong.")
    withdraw(linked, by=None, reason="Wrong.")

    assert slugs(api, "story") == []


def test_story_and_its_translations_are_left_out(api):
    story = make_published(slug="story", regions=["fiji"])
    make_published(slug="histoire", regions=["fiji"], language="fr", translation_of=story.pk)

    assert slugs(api, "story") == []
    assert slugs(api, "histoire") == []


def test_translation_is_given_where_it_is_linked(api):
    story = make_published(slug="story", regions=["fiji"])
    other = make_published(
        slug="histoire", regions=["fiji"], language="fr", translation_of=story.pk
    )
    content = make_content(slug="story", regions=["fiji"], related_links=links(other))
    save(story, content, by=None, based_on=None)
    publish(story, by=None)

    assert slugs(api, "story") == ["histoire"]


def test_one_story_in_two_languages_is_given_once_in_the_readers(api):
    english = make_published(slug="english", regions=["fiji"])
    make_published(slug="french", regions=["fiji"], language="fr", translation_of=english.pk)
    make_published(slug="story", regions=["fiji"])
    make_published(slug="recit", regions=["fiji"], language="fr")

    assert slugs(api, "story") == ["english", "recit"]
    assert slugs(api, "recit") == ["french", "story"]


def test_linked_story_is_not_given_again_in_another_language(api):
    english = make_published(slug="english", regions=["fiji"])
    make_published(slug="french", regions=["fiji"], language="fr", translation_of=english.pk)
    make_published(slug="story", regions=["fiji"], related_links=links(english))

    assert slugs(api, "story") == ["english"]


def test_rare_tag_weighs_more(api):
    for _ in range(4):
        make_published(regions=["russia"])
    make_published(slug="common", regions=["russia"], display_at=DAY)
    make_published(slug="rare", regions=["fiji"], display_at=DAY)
    make_published(slug="story", regions=["russia", "fiji"], display_at=DAY)

    assert slugs(api, "story", "page_size=1") == ["rare"]


def test_nearness_in_time_counts_from_the_story(api):
    for slug, days in (("before", -40), ("after", 30), ("long-after", 900)):
        make_published(slug=slug, regions=["fiji"], display_at=DAY + timedelta(days=days))
    make_published(slug="story", regions=["fiji"], display_at=DAY)

    assert slugs(api, "story") == ["after", "before", "long-after"]


def test_common_tags_are_followed_only_near_in_time(api, monkeypatch):
    monkeypatch.setattr(related, "WITH_RARE_TAGS", 1)
    monkeypatch.setattr(related, "NEAR_IN_TIME", 2)
    for day in range(5):
        make_published(slug=f"s-{day}", regions=["fiji"], display_at=DAY + timedelta(days=day))
    make_published(slug="rare", regions=["seoul"], display_at=DAY + timedelta(days=90))
    make_published(
        slug="story", regions=["fiji", "seoul"], display_at=DAY + timedelta(days=1, hours=1)
    )

    assert sorted(slugs(api, "story")) == ["s-1", "s-2", "s-3"]
    monkeypatch.setattr(related, "WITH_RARE_TAGS", 2)
    assert sorted(slugs(api, "story")) == ["rare", "s-1", "s-2", "s-3"]


def test_likeness_of_words_counts(api):
    make_published(slug="tax", title="A tax on sugar", regions=["fiji"], display_at=DAY)
    make_published(slug="storm", title="The storm makes landfall", regions=["fiji"], display_at=DAY)
    make_published(slug="story", title="A storm is coming", regions=["fiji"], display_at=DAY)

    assert slugs(api, "story") == ["storm", "tax"]


def test_merged_tags_are_one(api):
    kim, double = make_actor("kim"), make_actor("double")
    make_published(slug="other", actors=[double])
    make_published(slug="story", actors=[kim])
    assert slugs(api, "story") == []

    merge(double, into=kim, by=None)

    result = api.json(f"{LIST}story/related/")["results"][0]
    assert (result["slug"], result["reason"]["actors"][0]["slug"]) == ("other", "kim")


def test_fields_and_size_are_as_asked(api):
    for number in range(4):
        make_published(slug=f"s-{number}", title=f"T{number}", regions=["fiji"], display_at=DAY)

    results = api.json(f"{LIST}s-0/related/?fields=slug,body&page_size=2")["results"]

    assert [set(result) for result in results] == [{"slug", "body", "reason"}] * 2
    problem = api.problem(f"{LIST}s-0/related/?page_size=21")
    assert problem["errors"][0] == {
        "parameter": "page_size",
        "detail": "page_size is a whole number from 1 to 20. Did you mean “20”?",
        "nearest": "20",
    }
    assert api.problem(f"{LIST}s-0/related/?ordering=published_at")["status"] == 400


def test_addresses_move_and_go_as_those_of_the_story(api):
    story = make_published(slug="old")
    save(story, make_content(slug="new"), by=None, based_on=None)
    publish(story, by=None)

    moved = api.get(f"{LIST}old/related/?page_size=3")
    assert moved.status_code == 301
    assert moved["Location"].endswith("/api/v1/articles/new/related/?page_size=3")
    assert api.problem(f"{LIST}nothing/related/")["status"] == 404
    withdraw(story, by=None, reason="Wrong.", message="Taken back.")
    assert api.problem(f"{LIST}new/related/")["message"] == "Taken back."


@pytest.fixture
def archive(db) -> None:
    chance = random.Random(5)
    vocabulary = ["storm", "treaty", "ships", "border", "vote", "strike", "grain", "tariff"]
    regions = ["russia", "ukraine", "france", "fiji", "seoul"]
    actors = [make_actor(f"actor-{n}") for n in range(6)]
    for number in range(40):
        make_published(
            slug=f"s-{number}",
            title=" ".join(chance.sample(vocabulary, 3)),
            summary=" ".join(chance.sample(vocabulary, 4)),
            regions=sorted(set(chance.choices(regions, (8, 4, 2, 1, 1), k=chance.randint(0, 3)))),
            actors=sorted(
                set(chance.choices(actors, (8, 4, 2, 1, 1, 1), k=chance.randint(0, 3))),
                key=lambda actor: actor.pk,
            ),
            language=chance.choice(["en", "en", "fr"]),
            display_at=DAY + timedelta(hours=chance.randint(0, 9_000)),
        )
    merge(actors[5], into=actors[4], by=None)


def brute_force(cards: list[dict], story: dict) -> list[str]:
    """Rank all other stories by their cards alone."""

    def tags(card):
        return {tag["slug"] for field in ("regions", "actors") for tag in card[field]}

    def text(card):
        return set(re.findall(r"\w{3,}", f"{card['title']} {card['summary']}".lower()))

    def days(card):
        moments = (datetime.fromisoformat(c["published_at"]) for c in (card, story))
        one, other = moments
        return abs((one - other).total_seconds()) / 86_400

    carrying = Counter(tag for card in cards for tag in tags(card))
    scores = {}
    for card in cards:
        shared = sum(log(1 + len(cards) / carrying[tag]) for tag in tags(card) & tags(story))
        near = 1 / (1 + days(card) / HALVING_DAYS)
        same = 1 if card["language"] == story["language"] else OTHER_LANGUAGE
        if shared and card["slug"] != story["slug"]:
            scores[card["slug"]] = shared * near * same
    texts = {card["slug"]: text(card) for card in cards if card["slug"] in scores}
    known = Counter(word for one in [text(story), *texts.values()] for word in one)
    rarity = {word: log((1 + len(texts)) / count) for word, count in known.items()}

    def rank(slug):
        both, either = text(story) & texts[slug], text(story) | texts[slug]
        whole = sum(rarity[word] for word in either)
        return scores[slug] * (1 + (sum(rarity[word] for word in both) / whole if whole else 0))

    return sorted(scores, key=rank, reverse=True)


def test_related_equal_brute_force(api, archive):
    cards = api.json(f"{LIST}?page_size=100")["results"]
    assert len(cards) == 40 < COMPARED

    # A merged actor counts for each story that carries either; no story here carries both.
    for card in cards:
        found = slugs(api, card["slug"], "page_size=20")
        assert found == brute_force(cards, card)[:20], card["slug"]


def test_related_cost_the_same_for_one_and_three(api):
    russia = Region.objects.get(slug="russia")
    costs = []
    for number in (1, 2, 3):
        make_published(slug=f"s-{number}", regions=[russia], related_links=[])
        api.get(f"{LIST}s-1/related/")
        with CaptureQueriesContext(connection) as queries:
            found = slugs(api, "s-1")
        assert len(found) == number - 1
        costs.append(len(queries))

    assert costs[1:] == [5, 5]
