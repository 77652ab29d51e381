"""The verbs that have something done at an instant, and the one that does it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from articles.errors import Refused
from articles.models import Article, Schedule
from articles.verbs.publishing import prepare_publication
from articles.verbs.withdrawing import prepare_withdrawal
from newsroom.changes.recording import Pending, record, unit_of_work


@transaction.atomic
def schedule_publication(article: Article, *, by: Any, due_at: datetime) -> Schedule:
    """Have the newest revision published at an instant; later saves do not go out with it.

    Takes the place of a publication that is already waiting.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    return _schedule(
        article, Schedule.Action.PUBLISH, by, due_at, revision_number=article.revision_number
    )


@transaction.atomic
def schedule_withdrawal(
    article: Article,
    *,
    by: Any,
    due_at: datetime,
    reason: str,
    message: str = "",
    shows_title: bool = False,
) -> Schedule:
    """Have the story withdrawn at an instant, instead of a withdrawal already waiting."""
    article = Article.objects.select_for_update().get(pk=article.pk)
    if not reason.strip():
        raise Refused({"reason": ["Give the internal reason."]})
    return _schedule(
        article,
        Schedule.Action.WITHDRAW,
        by,
        due_at,
        reason=reason,
        message=message,
        shows_title=shows_title,
    )


@transaction.atomic
def cancel_schedule(schedule: Schedule, *, by: Any) -> None:
    """Call off what still waits. Raises ``Refused`` if it has ended in any way."""
    locked = Schedule.objects.select_for_update().get(pk=schedule.pk)
    if locked.state != Schedule.State.WAITING:
        raise Refused(f"This has already ended: {locked.state}.")
    _end(locked, Schedule.State.CANCELLED, f"Called off by {by}.")


def due_schedules() -> list[int]:
    """Give the keys of all that is due by the database's clock, the oldest first."""
    due = Schedule.objects.filter(state=Schedule.State.WAITING, due_at__lte=Now())
    return list(due.order_by("due_at", "pk").values_list("pk", flat=True))


@unit_of_work
def run_due(key: int) -> Schedule | None:
    """Do what is due; None if another caller does it or did it, or it was called off.

    Exactly once however many callers: the row stays locked until the act and its end are
    committed together. What an editor would have been refused ends as failed, with the reason.
    """
    due = Schedule.objects.filter(pk=key, state=Schedule.State.WAITING, due_at__lte=Now())
    schedule = due.select_for_update(skip_locked=True).first()
    if schedule is None:
        return None
    try:
        with transaction.atomic():
            pending = _prepare(schedule)
    except Refused as refusal:
        _end(schedule, Schedule.State.FAILED, str(refusal))
        return schedule
    _end(schedule, Schedule.State.DONE)
    record(pending, by=schedule.requested_by)
    return schedule


def _schedule(article: Article, action: str, by: Any, due_at: datetime, **values: Any) -> Schedule:
    if due_at <= timezone.now():
        raise Refused({"due_at": ["Choose a moment in the future."]})
    for waiting in article.schedules.filter(action=action, state=Schedule.State.WAITING):
        _end(waiting, Schedule.State.CANCELLED, f"Replaced by {by}.")
    return Schedule.objects.create(
        article=article, action=action, due_at=due_at, requested_by=by, **values
    )


def _prepare(schedule: Schedule) -> list[Pending]:
    if schedule.action == Schedule.Action.PUBLISH:
        _, pending = prepare_publication(schedule.article, revision_number=schedule.revision_number)
        return pending
    withdrawal = prepare_withdrawal(
        schedule.article,
        schedule.requested_by,
        schedule.reason,
        message=schedule.message,
        shows_title=schedule.shows_title,
    )
    return [withdrawal]


def _end(schedule: Schedule, state: str, outcome: str = "") -> None:
    schedule.state = state
    schedule.ended_at = timezone.now()
    schedule.outcome = outcome
    schedule.save(update_fields=["state", "ended_at", "outcome"])
