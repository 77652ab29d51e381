"""`as_of=`: a story as it stood at an earlier change, less what has been taken back since."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import erase, redact, withdraw
from articles.working.content import Link
from newsroom.changes.head import declare_epoch, read_head
from newsroom.changes.models import Change
from taxonomy.editing import save_tag
from tests.factories import make_actor, make_article, make_content, make_published

LIST = "/api/v1/articles/"
ACTS = 40


@pytest.fixture
def story(db) -> Article:
    """Public as “first”, then as “second”."""
    story = make_published(slug="first", title="First")
    rework(story, slug="second", title="Second")
    return story


def rework(story: Article, **values: Any) -> None:
    save(story, make_content(**values), by=None, based_on=None)
    publish(story, by=None)


def numbers(story: Article) -> list[int]:
    """Give the numbers of the changes to a story, the oldest first."""
    changes = Change.objects.filter(object_id=story.pk).order_by("seq")
    return list(changes.values_list("seq", flat=True))


def test_every_change_can_be_gone_back_to(api):
    """What was answered after each of many acts is answered as of that act."""
    chance = random.Random(20_250_712)
    story = make_published(slug="story")
    recorded = {read_head().seq: _answers(api, story)}

    for number in range(ACTS):
        act = chance.choice(["publish", "rename", "correct", "withdraw", "other"])
        live = recorded[read_head().seq][0][0] == 200
        if act == "withdraw" and live:
            withdraw(story, by=None, reason="Wrong.", message=f"Message {number}.")
        elif act == "correct" and live:
            correct(story, CorrectionText("correction", f"Text {number}."), by=None)
        elif act == "other":
            make_published()
        else:
            rework(story, slug=f"renamed-{number}" if act == "rename" else story.slug)
        story = Article.objects.get(pk=story.pk)
        recorded[read_head().seq] = _answers(api, story)
    publish(story, by=None)

    for seq, answers in recorded.items():
        assert _answers(api, story, f"?as_of={seq}") == answers, seq
    assert {answers[0][0] for answers in recorded.values()} == {200, 410}


def _answers(api, story: Article, query: str = "") -> list[tuple[int, Any]]:
    addresses = [f"{LIST}{story.pk}/{query}", f"{LIST}{story.pk}/versions/{query}"]
    return [(r.status_code, _without_addresses(r.json())) for r in map(api.get, addresses)]


def _without_addresses(answer: dict[str, Any]) -> dict[str, Any]:
    """Leave out the addresses of versions, which have the slug of the time of asking."""
    for version in answer.get("results", ()):
        del version["api_url"]
    return answer


@pytest.mark.parametrize("key", ["first", "second", "SECOND", "{id}"])
def test_story_of_then_is_found_by_all_its_slugs_and_its_id(api, story, key):
    (then, now) = numbers(story)
    path = f"{LIST}{key.format(id=story.pk)}/"

    answers = [api.json(f"{path}?fields=title,slug&as_of={seq}") for seq in (then, now)]

    assert answers == [
        {"title": "First", "slug": "first"},
        {"title": "Second", "slug": "second"},
    ]


def test_answer_says_which_change_it_is_for(api, story):
    (then, _) = numbers(story)

    response = api.get(f"{LIST}second/?as_of={then}")
    again = api.get(f"{LIST}second/?as_of={then}", **{"If-None-Match": response["ETag"]})

    assert response["X-Newsroom-As-Of"] == again["X-Newsroom-As-Of"] == str(then)
    assert response["X-Newsroom-Seq"] == str(read_head().seq)
    assert again.status_code == 304
    assert "X-Newsroom-As-Of" in response["Access-Control-Expose-Headers"]
    assert "X-Newsroom-As-Of" not in api.get(f"{LIST}second/")


def test_instants_name_the_newest_change_by_then(api, story):
    (then, now) = numbers(story)
    at = Change.objects.get(seq=now).at
    first_at = Change.objects.get(seq=then).at
    titles = {
        at: "Second",
        at - timedelta(microseconds=1): "First",
        first_at: "First",
        timezone.now(): "Second",
    }

    for moment, title in titles.items():
        text = moment.isoformat().replace("+00:00", "Z")
        assert api.json(f"{LIST}second/?fields=title&as_of={text}") == {"title": title}
    before = (first_at - timedelta(microseconds=1)).isoformat().replace("+", "%2B")
    assert api.problem(f"{LIST}second/?as_of={before}")["status"] == 404
    assert api.problem(f"{LIST}second/?as_of=2025-01-01")["status"] == 404


def test_before_its_first_publication_a_story_is_unknown(api, story):
    (then, _) = numbers(story)

    for path in ("second/", "first/", f"{story.pk}/", "second/versions/"):
        assert api.problem(f"{LIST}{path}?as_of={then - 1}")["status"] == 404
        assert api.problem(f"{LIST}{path}?as_of=0")["status"] == 404


def test_draft_is_unknown_at_every_change(api):
    draft = make_article(slug="draft")

    for key in ("draft", draft.pk):
        assert api.problem(f"{LIST}{key}/?as_of={read_head().seq}")["status"] == 404


def test_withdrawn_story_is_gone_at_every_change(api, story):
    (then, now) = numbers(story)
    withdraw(story, by=None, reason="Secret.", message="Taken back.")

    for path in ("first/", "second/", f"{story.pk}/", "second/versions/"):
        for seq in (then, now, read_head().seq):
            problem = api.problem(f"{LIST}{path}?as_of={seq}")
            assert (problem["status"], problem["message"]) == (410, "Taken back.")


def test_erased_story_is_gone_at_every_change(api, story):
    (then, _) = numbers(story)
    withdraw(story, by=None, reason="Wrong.")
    erase(story, by=None, reason="A court said so.")

    assert api.problem(f"{LIST}second/?as_of={then}")["status"] == 410


def test_redacted_version_is_gone_at_its_change(api, story):
    (then, now) = numbers(story)
    redact(story.versions.get(number=1), by=None, reason="A name.")

    assert api.problem(f"{LIST}second/?as_of={then}")["status"] == 404
    assert api.json(f"{LIST}second/?as_of={now}&fields=title") == {"title": "Second"}


def test_names_and_links_are_those_of_now(api):
    actor = make_actor("kim", name="Kim")
    target = make_published(title="Target")
    story = make_published(slug="s", actors=[actor], related_links=[Link(target=target.pk)])
    (then,) = numbers(story)
    actor.name = "Kim Jong Un"
    save_tag(actor, by=None, aliases=())
    query = f"fields=actors.name,related_links.title&as_of={then}"
    assert api.json(f"{LIST}s/?{query}") == {
        "actors": [{"name": "Kim Jong Un"}],
        "related_links": [{"title": "Target"}],
    }

    withdraw(target, by=None, reason="Wrong.")
    assert api.json(f"{LIST}s/?{query}")["related_links"] == []


def test_versions_are_those_of_then(api, story):
    (then, now) = numbers(story)

    def listed(seq: int) -> list[dict[str, Any]]:
        return api.json(f"{LIST}first/versions/?as_of={seq}")["results"]

    assert [(row["version"], row["is_current"]) for row in listed(then)] == [(1, True)]
    assert [(row["version"], row["is_current"]) for row in listed(now)] == [
        (2, True),
        (1, False),
    ]
    assert api.json(f"{LIST}second/?include=versions&as_of={then}")["versions"] == listed(then)


def test_number_of_an_older_epoch_goes_on(api, story):
    (then, _) = numbers(story)
    with transaction.atomic():
        declare_epoch("Restored.")

    assert api.json(f"{LIST}second/?as_of={then}&fields=title") == {"title": "First"}


@pytest.mark.parametrize(
    ("as_of", "detail", "nearest"),
    [
        ("{next}", "as_of is a change that has not been made yet.", "{head}"),
        ("9" * 5_000, "as_of is a change that has not been made yet.", "{head}"),
        ("2999-01-01T00:00:00Z", "as_of is in the future.", None),
        ("2999-01-01", "as_of is in the future.", None),
        *(
            (text, "as_of is a change number, or an instant such as 2025-07-12T09:00:00Z.", None)
            for text in ("-1", "1.5", "yesterday", "2025-07-12T09:00:00", "٣")
        ),
    ],
)
def test_as_of_that_cannot_be_is_refused(api, story, as_of, detail, nearest):
    head = read_head().seq
    nearest = nearest and nearest.format(head=head)

    problem = api.problem(f"{LIST}second/", {"as_of": as_of.format(next=head + 1)})

    shown = f"{detail} Did you mean “{nearest}”?" if nearest else detail
    assert problem["status"] == 400
    assert problem["errors"] == [{"parameter": "as_of", "detail": shown, "nearest": nearest}]


@pytest.mark.parametrize("as_of", ["2999-01-01", "999999"])
def test_refusal_of_the_future_is_kept_by_no_cache(api, story, as_of):
    response = api.get(f"{LIST}second/?as_of={as_of}")

    assert (response.status_code, response["Cache-Control"]) == (400, "no-store")


@pytest.mark.parametrize("path", ["", "second/versions/2/", "second/versions/2/difference/"])
def test_as_of_is_refused_where_it_means_nothing(api, story, path):
    assert api.problem(f"{LIST}{path}?as_of=1")["errors"][0]["parameter"] == "as_of"


def test_answer_costs_the_same_after_one_version_and_many(api, story):
    for number in range(5):
        rework(story, slug="second", title=str(number))
    make_published(slug="single")
    costs = []
    for slug in ("single", "first"):
        api.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            api.json(f"{LIST}{slug}/?as_of={read_head().seq}&fields=title")
        costs.append(len(queries) - 1)

    assert costs == [5, 5]
