from datetime import timedelta

import pytest
from django.utils import timezone

from articles.errors import Refused
from articles.models import Publication, Schedule, Withdrawal
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.verbs.scheduling import (
    cancel_schedule,
    due_schedules,
    run_due,
    schedule_publication,
    schedule_withdrawal,
)
from articles.verbs.withdrawing import withdraw
from newsroom.changes.models import Change
from tests.factories import make_article, make_content, make_published

pytestmark = pytest.mark.django_db


def make_due(schedule: Schedule) -> None:
    # The clock of these tests is the database's, which stands still within a transaction's
    # statement, so the moment is moved instead.
    Schedule.objects.filter(pk=schedule.pk).update(due_at=timezone.now() - timedelta(seconds=1))


def soon():
    return timezone.now() + timedelta(minutes=5)


def test_scheduled_publication_publishes_the_revision_of_the_time_it_was_asked_for(editor):
    article = make_article(slug="s", title="Approved")
    schedule = schedule_publication(article, by=editor, due_at=soon())
    save(article, make_content(slug="s", title="Still being written"), by=None, based_on=1)
    make_due(schedule)

    run_due(schedule.pk)

    assert Publication.objects.get().version.card["title"] == "Approved"
    schedule.refresh_from_db()
    assert (schedule.state, schedule.ended_at is not None) == ("done", True)
    assert Change.objects.order_by("-seq").first().by == editor


def test_nothing_is_done_early():
    schedule = schedule_publication(make_article(), by=None, due_at=soon())

    assert due_schedules() == []
    assert run_due(schedule.pk) is None
    assert Publication.objects.count() == 0


def test_what_is_done_is_not_done_again():
    schedule = schedule_publication(make_article(), by=None, due_at=soon())
    make_due(schedule)
    run_due(schedule.pk)

    assert run_due(schedule.pk) is None
    assert Publication.objects.count() == 1


def test_scheduled_withdrawal_withdraws_with_its_words():
    story = make_published()
    schedule = schedule_withdrawal(
        story, by=None, due_at=soon(), reason="Licence ends.", message="No longer available."
    )
    make_due(schedule)

    run_due(schedule.pk)

    assert Withdrawal.objects.get().message == "No longer available."
    assert Publication.objects.current().count() == 0


def test_new_schedule_takes_the_place_of_the_waiting_one():
    article = make_article()
    first = schedule_publication(article, by=None, due_at=soon())
    second = schedule_publication(article, by=None, due_at=soon())

    first.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "waiting")


def test_cancelled_schedule_is_not_run_and_is_cancelled_once():
    schedule = schedule_publication(make_article(), by=None, due_at=soon())
    cancel_schedule(schedule, by="Ana")
    make_due(schedule)

    assert due_schedules() == []
    with pytest.raises(Refused, match="already ended"):
        cancel_schedule(schedule, by="Ana")


def test_past_moment_is_refused():
    with pytest.raises(Refused) as refusal:
        schedule_publication(make_article(), by=None, due_at=timezone.now())

    assert refusal.value.problems == {"due_at": ["Choose a moment in the future."]}


def test_act_that_is_refused_ends_as_failed_with_the_reason():
    story = make_published()
    schedule = schedule_withdrawal(story, by=None, due_at=soon(), reason="x")
    withdraw(story, by=None, reason="Sooner.")
    make_due(schedule)

    run_due(schedule.pk)

    schedule.refresh_from_db()
    assert (schedule.state, schedule.outcome) == (
        "failed",
        "Only a public story can be withdrawn.",
    )


def test_failed_publication_leaves_nothing_behind():
    article = make_article(body="")
    schedule = schedule_publication(article, by=None, due_at=soon())
    make_due(schedule)

    run_due(schedule.pk)

    schedule.refresh_from_db()
    assert schedule.state == "failed"
    assert article.versions.count() == 0
    with pytest.raises(Refused):
        publish(article, by=None)
