import pytest

from articles.verbs.withdrawing import withdraw
from newsroom.changes.head import read_head
from newsroom.webhooks.errors import AskedTooSoon, WebhookRefused
from newsroom.webhooks.models import Webhook
from newsroom.webhooks.on_demand import resend, send_test
from tests.factories import make_published


def test_test_is_sent_at_once_and_says_what_it_is(receiver, webhook):
    entry = send_test(webhook)

    (message,) = receiver.messages
    assert message.content["type"] == "webhook.test"
    assert set(message.content["data"].values()) == {None}
    assert message.headers["newsroom-delivery"] == "test"
    assert (entry.kind, entry.outcome, entry.seq) == ("test", "delivered", None)
    assert entry.event_id == message.id


def test_only_one_is_sent_in_a_moment(receiver, webhook):
    send_test(webhook)

    with pytest.raises(AskedTooSoon):
        send_test(webhook)

    assert len(receiver.messages) == 1


def test_event_is_sent_again_outside_the_order(deliver, receiver, webhook):
    story = make_published()
    place = deliver().seq

    entry = resend(webhook, place)

    first, again = receiver.messages
    assert (again.id, again.body) == (first.id, first.body)
    assert again.told == ("article.published", str(story.pk))
    assert again.headers["newsroom-delivery"] == "resend"
    assert (entry.kind, entry.seq) == ("resend", place)
    webhook.refresh_from_db()
    assert webhook.seq == place


def test_event_is_sent_again_as_it_is_now(deliver, receiver, webhook):
    story = make_published()
    place = deliver().seq
    withdraw(story, by=None, reason="Wrong.")

    resend(webhook, place)

    assert receiver.types == ["article.published", "article.removed"]


def test_what_never_was_an_event_is_not_sent(receiver, webhook):
    make_published(genre="opinion")

    with pytest.raises(WebhookRefused, match="nothing to tell"):
        resend(webhook, read_head().seq)

    assert receiver.messages == []


def test_receiver_that_is_well_again_is_not_waited_for(deliver, receiver, webhook):
    make_published()
    receiver.answer = lambda message: 500
    assert deliver().next_attempt_at
    receiver.answer = lambda message: 200

    send_test(webhook)

    assert Webhook.objects.get().next_attempt_at is None
