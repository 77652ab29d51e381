from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from articles.admin.panel import panel
from articles.models import Publication, Schedule, Withdrawal
from articles.verbs.embargoing import embargo
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.scheduling import cancel_schedule, schedule_publication
from articles.verbs.withdrawing import erase, withdraw
from tests.articles.admin.addresses import address
from tests.factories import make_article, make_content, make_published

pytestmark = pytest.mark.django_db


def test_panel_of_a_draft():
    article = make_article()

    assert panel(article) == {
        "live": None,
        "public_url": None,
        "api_url": None,
        "embargo": None,
        "embargo_until": None,
        "withdrawal": None,
        "differing": None,
        "schedules": [],
        "revisions": [article.revisions.get()],
        "versions": [],
        "is_erased": False,
    }


def test_panel_of_a_public_story():
    article = make_published(slug="live", language="fr")

    assert panel(article) == {
        "live": Publication.objects.get(),
        "public_url": "https://www.example.org/fr/live",
        "api_url": f"{settings.NEWSROOM_PUBLIC_URL}/api/v1/articles/live/",
        "embargo": None,
        "embargo_until": None,
        "withdrawal": None,
        "differing": [],
        "schedules": [],
        "revisions": [article.revisions.get()],
        "versions": [article.versions.get()],
        "is_erased": False,
    }


def test_panel_names_the_fields_that_are_not_public_yet():
    article = make_published(slug="s", title="Old", regions=["ukraine"])

    save(
        article,
        make_content(slug="s", title="New", regions=["russia"], summary="New."),
        by=None,
        based_on=1,
    )

    assert panel(article)["differing"] == ["title", "summary", "body", "regions"]


def test_panel_shows_the_withdrawal_until_the_story_is_back():
    article = make_published()
    withdraw(article, by=None, reason="Wrong.", message="Sorry.")

    assert panel(article)["withdrawal"] == Withdrawal.objects.get()
    assert panel(article)["live"] is None

    publish(article, by=None)
    assert panel(article)["withdrawal"] is None


def soon():
    return timezone.now() + timedelta(hours=1)


def test_panel_shows_what_waits_and_not_what_was_called_off():
    article = make_article()
    waiting = schedule_publication(article, by=None, due_at=soon())

    assert panel(article)["schedules"] == [waiting]

    cancel_schedule(waiting, by=None)
    assert panel(article)["schedules"] == []


def test_panel_shows_a_failure_until_the_story_is_published():
    article = make_article()
    failed = schedule_publication(article, by=None, due_at=soon())
    Schedule.objects.update(state="failed", ended_at=timezone.now(), outcome="No summary.")

    assert panel(article)["schedules"] == [failed]

    publish(article, by=None)
    assert panel(article)["schedules"] == []


def test_panel_of_an_erased_story_offers_nothing(desk):
    article = make_published()
    withdraw(article, by=None, reason="Wrong.")
    erase(article, by=None, reason="Court order.")

    response = desk.get(address("change", article))

    assert response.context["panel"]["is_erased"] is True
    assert address("publish", article) not in response.content.decode()


def test_panel_shows_the_newest_ten_revisions(desk, django_assert_num_queries):
    article = make_published(slug="s")
    for number in range(1, 12):
        save(article, make_content(slug="s"), by=None, based_on=number)

    with django_assert_num_queries(6):
        shown = panel(article)

    assert [revision.number for revision in shown["revisions"]] == list(range(12, 2, -1))


def test_page_of_a_public_story_shows_the_panel(desk):
    article = make_published(slug="live", title="Live")

    text = desk.get(address("change", article)).content.decode()

    version = article.versions.get()
    assert f"since {version.created_at:%Y-%m-%d %H:%M} UTC" in " ".join(text.split())
    for link in (
        "https://www.example.org/en/live",
        f"{settings.NEWSROOM_PUBLIC_URL}/api/v1/articles/live/",
        address("correct", article),
        address("withdraw", article),
        address("embargo", article),
        address("schedule_publication", article),
        address("schedule_withdrawal", article),
    ):
        assert f'href="{link}"' in text
    assert f'action="{address("publish", article)}"' in text
    assert address("erase", article) not in text


def test_page_of_a_story_under_embargo_offers_what_can_be_done(desk, settings):
    settings.NEWSROOM_TIME_ZONE = "Asia/Tokyo"
    article = make_published()
    embargo(article, by=None, until=datetime(2099, 7, 1, 12, tzinfo=UTC))

    text = " ".join(desk.get(address("change", article)).content.decode().split())

    assert "Under embargo: version 2" in text
    assert "until 2099-07-01 21:00 (Asia/Tokyo)" in text
    assert f'action="{address("release", article)}"' in text
    for name in ("move_release", "end_embargo", "embargo", "correct"):
        assert f'href="{address(name, article)}"' in text
    assert f'action="{address("publish", article)}"' not in text
    assert address("redact", article, 2) not in text


def test_pages_hold_no_script_and_no_style_of_their_own(desk):
    article = make_published(byline=[])
    for page in ("change", "correct", "schedule_withdrawal"):
        text = desk.get(address(page, article)).content.decode()

        assert "<script>" not in text
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
