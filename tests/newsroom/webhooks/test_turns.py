"""Order, at least once, patience and its end."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.db.models.functions import Now

from newsroom.changes.head import declare_epoch, read_head
from newsroom.webhooks.attempting import Line
from newsroom.webhooks.keeping import disable, enable, replay
from newsroom.webhooks.models import Attempt, Webhook
from newsroom.webhooks.retrying import LONGEST_DELAY
from newsroom.webhooks.turns import due, take_turn
from tests.factories import make_published


def failing(*ids: object):
    """Answer 500 to what tells of these, or of anything."""
    wrong = {str(one) for one in ids}
    return lambda message: 500 if not wrong or message.told[1] in wrong else 200


def let_time_pass(**duration: float) -> None:
    """Make it so much longer ago that the webhook began to fail."""
    for one in Webhook.objects.exclude(failing_since=None):
        one.failing_since -= timedelta(**duration)
        one.save()


def log() -> list[tuple[str, str]]:
    return list(Attempt.objects.order_by("pk").values_list("outcome", "event_type"))


def test_failing_event_stays_at_the_head(deliver, receiver):
    first, second = make_published(), make_published()
    receiver.answer = failing(first.pk)

    for _ in range(3):
        webhook = deliver()
    assert [key for _, key in receiver.told] == [str(first.pk)] * 3
    assert (webhook.attempts, webhook.health) == (3, "failing")
    assert webhook.seq < read_head().seq

    receiver.answer = failing(uuid.uuid4())
    webhook = deliver()
    assert [key for _, key in receiver.told[3:]] == [str(first.pk), str(second.pk)]
    assert (webhook.attempts, webhook.health, webhook.failing_since) == (0, "healthy", None)
    assert webhook.seq == read_head().seq
    assert len({message.id for message in receiver.messages}) == 2
    assert [outcome for outcome, _ in log()] == ["failed"] * 3 + ["delivered"] * 2


def test_attempt_that_failed_is_waited_after_longer_and_longer(deliver, receiver):
    make_published()
    receiver.answer = failing()
    waits = []
    for _ in range(7):
        webhook = deliver()
        last = webhook.log.first()
        waits.append((webhook.next_attempt_at - last.at).total_seconds())

    longest = [5, 15, 45, 135, 405, 600, 600]
    assert all(most / 2 <= wait <= most for wait, most in zip(waits, longest, strict=True))
    assert due(read_head()) == []


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("7200", 3_600), ("soon", 0), ("-1", 0), ("", 0)],
)
def test_receiver_may_ask_for_time(deliver, receiver, value, seconds):
    make_published()
    receiver.answer = lambda message: 503
    receiver.fields = {"Retry-After": value}

    webhook = deliver()

    wait = (webhook.next_attempt_at - webhook.log.get().at).total_seconds()
    assert wait == seconds if seconds else wait <= 5


def test_receiver_may_name_a_time(deliver, receiver):
    make_published()
    receiver.answer = lambda message: 429
    until = datetime.now(UTC) + timedelta(minutes=10)
    receiver.fields = {"Retry-After": until.strftime("%a, %d %b %Y %H:%M:%S GMT")}

    webhook = deliver()

    assert webhook.next_attempt_at == until.replace(microsecond=0)


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 404, 500, 502])
def test_anything_but_success_is_a_failure(deliver, receiver, status):
    make_published()
    receiver.answer = lambda message: status
    receiver.fields = {"Location": receiver.url}

    webhook = deliver()

    entry = webhook.log.get()
    assert (entry.outcome, entry.status) == ("failed", status)
    assert entry.failure == f"The receiver answered {status}."
    assert len(receiver.messages) == 1


def test_receiver_that_is_not_there_is_a_failure(deliver, receiver):
    make_published()
    Webhook.objects.update(url="http://127.0.0.1:1/")

    webhook = deliver()

    entry = webhook.log.get()
    assert (entry.outcome, entry.status) == ("failed", None)
    assert "refused" in entry.failure


def test_address_that_leads_inside_later_is_a_failure(deliver, receiver, settings):
    make_published()
    settings.NEWSROOM_WEBHOOKS_INSIDE = False
    Webhook.objects.update(url="https://localhost/")

    webhook = deliver()

    assert "public internet" in webhook.log.get().failure


def test_event_is_given_up_after_an_hour_once_a_later_one_goes_out(deliver, receiver):
    first, second, third = (make_published() for _ in range(3))
    receiver.answer = failing(first.pk)
    deliver()
    let_time_pass(minutes=61)

    webhook = deliver()

    keys = [str(story.pk) for story in (first, first, second, third)]
    assert [key for _, key in receiver.told] == keys
    assert [outcome for outcome, _ in log()] == [
        *("failed", "failed", "skipped", "delivered", "delivered")
    ]
    skipped = Attempt.objects.get(outcome="skipped")
    assert skipped.event_id == receiver.messages[0].id
    assert (webhook.health, webhook.seq) == ("healthy", read_head().seq)


def test_event_is_not_given_up_while_there_is_no_later_one(deliver, receiver):
    make_published()
    receiver.answer = failing()
    deliver()
    let_time_pass(hours=5)

    webhook = deliver()

    assert webhook.seq < read_head().seq
    assert {outcome for outcome, _ in log()} == {"failed"}


def test_webhook_that_fails_everything_keeps_its_place_is_warned_and_disabled(
    deliver, receiver, partner, settings
):
    settings.EMAIL_HOST = "mail.example"
    partner.contact = "desk@wire.example"
    partner.save()
    first, second = make_published(), make_published()
    receiver.answer = failing()
    before = deliver().seq
    let_time_pass(hours=23)
    assert deliver().warned_at is None

    let_time_pass(hours=1)
    assert deliver().warned_at
    deliver()
    assert [one.subject for one in mail.outbox] == ["Newsroom: your webhook is failing"]
    assert receiver.url in mail.outbox[0].body
    assert mail.outbox[0].to == ["desk@wire.example"]

    let_time_pass(hours=47)
    assert deliver().disabled_at is None
    let_time_pass(hours=1)
    webhook = deliver()
    assert webhook.disabled_at
    assert webhook.disabled_reason == "Nothing could be delivered for three days."
    assert webhook.seq == before
    assert mail.outbox[1].subject == "Newsroom: your webhook has been disabled"
    assert due(read_head()) == []
    # Later events were tried too, so that it was seen whose fault it is.
    assert {key for _, key in receiver.told} == {str(first.pk), str(second.pk)}
    assert "skipped" not in {outcome for outcome, _ in log()}

    receiver.answer, receiver.messages = failing(uuid.uuid4()), []
    enable(webhook, by=None)
    webhook = deliver()
    assert [key for _, key in receiver.told] == [str(first.pk), str(second.pk)]
    assert (webhook.health, webhook.warned_at) == ("healthy", None)


def test_receiver_that_is_gone_is_disabled_at_once(deliver, receiver):
    make_published()
    receiver.answer = lambda message: 410

    webhook = deliver()

    assert webhook.health == "disabled"
    assert webhook.disabled_reason == "The receiver answered 410: it is gone for good."
    deliver()
    assert len(receiver.messages) == 1


def test_disabled_webhook_is_sent_nothing(deliver, receiver, webhook):
    disable(webhook, by=None)
    make_published()

    deliver()

    assert receiver.messages == []


def test_webhook_that_another_holds_is_left_alone(deliver, receiver, webhook):
    make_published()
    Webhook.objects.update(held_by=uuid.uuid4(), held_until=Now() + timedelta(seconds=30))
    deliver()
    assert receiver.messages == []
    assert due(read_head()) == []

    # Whoever held it has died.
    Webhook.objects.update(held_until=Now() - timedelta(seconds=1))
    assert due(read_head()) == [webhook.pk]
    deliver()
    assert receiver.types == ["article.published"]


def test_replay_sends_everything_again_under_the_same_ids(deliver, receiver, webhook):
    begun = webhook.seq
    stories = [make_published() for _ in range(3)]
    deliver()

    replay(webhook, by=None, since=begun)
    deliver()

    keys = [str(story.pk) for story in stories]
    assert [key for _, key in receiver.told] == keys * 2
    ids = [message.id for message in receiver.messages]
    assert ids[:3] == ids[3:]
    assert len(set(ids)) == 3


def test_place_that_is_set_back_during_a_turn_stays_there(deliver, receiver, webhook, monkeypatch):
    begun = webhook.seq
    stories = [make_published() for _ in range(3)]
    attempt = Line.attempt

    def attempt_and_replay(line, event, *, kind):
        result = attempt(line, event, kind=kind)
        if len(receiver.messages) == 2:
            replay(Webhook.objects.get(), by=None, since=begun)
        return result

    monkeypatch.setattr(Line, "attempt", attempt_and_replay)
    assert deliver().seq == begun
    deliver()

    first, second, third = (str(story.pk) for story in stories)
    assert [key for _, key in receiver.told] == [first, second, first, second, third]
    assert len(log()) == 5


def test_turn_ends_when_told_to(receiver, webhook):
    make_published()
    stop = threading.Event()
    stop.set()

    take_turn(webhook.pk, stop)

    assert receiver.messages == []
    webhook.refresh_from_db()
    assert webhook.held_by is None


def test_new_epoch_moves_the_place_to_where_it_begins(deliver, receiver, webhook):
    make_published()
    deliver()
    declare_epoch("A restore.")
    story = make_published()

    webhook = deliver()

    assert receiver.told[-1] == ("article.published", str(story.pk))
    assert len(receiver.messages) == 2
    head = read_head()
    assert (webhook.epoch_id, webhook.seq) == (head.epoch, head.seq)
    assert len({message.id.split("_")[2] for message in receiver.messages}) == 2


def test_waiting_never_exceeds_its_bound(deliver, receiver):
    make_published()
    receiver.answer = failing()
    deliver()
    Webhook.objects.update(attempts=1_000)

    webhook = deliver()

    assert webhook.next_attempt_at - webhook.log.first().at <= LONGEST_DELAY
