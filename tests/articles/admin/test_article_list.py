from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.verbs.embargoing import embargo
from articles.verbs.saving import save
from articles.verbs.scheduling import schedule_publication
from articles.verbs.withdrawing import withdraw
from tests.articles.admin.addresses import address
from tests.factories import make_article, make_content, make_published

pytestmark = pytest.mark.django_db


def rows(response):
    return [article.slug for article in response.context["cl"].result_list]


@pytest.fixture
def stories(db):
    """One story in every state, by the name of the state."""
    made = {
        "draft": make_article(slug="draft"),
        "public": make_published(slug="public"),
        "edited": make_published(slug="edited"),
        "withdrawn": make_published(slug="withdrawn"),
        "scheduled": make_article(slug="scheduled"),
        "embargoed": make_article(slug="embargoed"),
        "embargoed_anew": make_published(slug="embargoed-anew"),
    }
    embargo(made["embargoed"], by=None, until=datetime(2099, 7, 1, 12, tzinfo=UTC))
    embargo(made["embargoed_anew"], by=None)
    save(made["edited"], make_content(slug="edited"), by=None, based_on=1)
    withdraw(made["withdrawn"], by=None, reason="Wrong.")
    due_at = timezone.now().replace(microsecond=0) + timedelta(days=1)
    schedule_publication(made["scheduled"], by=None, due_at=due_at)
    return made


def test_list_tells_the_state_of_each_story(desk, stories):
    due_at = stories["scheduled"].schedules.get().due_at

    response = desk.get(address("changelist"))

    admin = response.context["cl"].model_admin
    states = {article.slug: admin.state(article) for article in response.context["cl"].result_list}
    assert states == {
        "draft": "draft",
        "public": "public",
        "edited": "public, with newer edits",
        "withdrawn": "withdrawn",
        "scheduled": f"draft; to publish at {due_at:%Y-%m-%d %H:%M} UTC",
        "embargoed": "under embargo until 2099-07-01 12:00 (UTC)",
        "embargoed-anew": "public; a version under embargo until it is released",
    }


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", ["scheduled", "draft"]),
        ("public", ["edited", "embargoed-anew", "public"]),
        ("embargoed", ["embargoed-anew", "embargoed"]),
        ("edited", ["edited"]),
        ("withdrawn", ["withdrawn"]),
        ("scheduled", ["scheduled"]),
    ],
)
def test_list_is_filtered_by_state(desk, stories, state, expected):
    response = desk.get(address("changelist"), {"state": state})

    assert rows(response) == expected


def test_list_is_filtered_by_genre_and_language(desk):
    make_article(slug="a", genre="opinion", language="fr")
    make_article(slug="b", genre="opinion")
    make_article(slug="c", language="fr")

    response = desk.get(address("changelist"), {"genre__exact": "opinion", "language": "fr"})

    assert rows(response) == ["a"]


def test_list_is_searched_by_title_and_slug(desk):
    make_article(slug="a", title="Kursk in title")
    make_article(slug="kursk-in-slug", title="Title")
    make_article(slug="c", title="Other", summary="Kursk in summary only")

    response = desk.get(address("changelist"), {"q": "kursk"})

    assert rows(response) == ["kursk-in-slug", "a"]


STATEMENTS = 5


def test_list_of_one_costs(desk, django_assert_num_queries):
    make_published()

    with django_assert_num_queries(STATEMENTS):
        desk.get(address("changelist"))


def test_list_of_three_costs_the_same(desk, django_assert_num_queries):
    for _ in range(3):
        make_published(display_at=datetime(2026, 1, 1, tzinfo=UTC))

    with django_assert_num_queries(STATEMENTS):
        desk.get(address("changelist"))
