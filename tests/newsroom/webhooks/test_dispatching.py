"""Dispatchers side by side against receivers that fail, hang, or are dead."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from articles.verbs.publishing import publish
from articles.verbs.withdrawing import withdraw
from newsroom.changes.models import Change
from newsroom.webhooks import forgetting, retrying
from newsroom.webhooks.dispatching import Dispatcher
from newsroom.webhooks.models import Attempt, Webhook
from tests.concurrency import threads
from tests.factories import make_partner, make_product, make_published, make_webhook
from tests.newsroom.webhooks.receiver import Message, Receiver, running_receiver

PATIENCE_SECONDS = 30
DEAD = Receiver("http://127.0.0.1:1/")


@contextmanager
def dispatching(count: int = 2) -> Iterator[list[str]]:
    """Run so many dispatchers; gives the failures of ours that they told."""
    stop, told = threading.Event(), []
    running = [threading.Thread(target=Dispatcher(stop, told.append).run) for _ in range(count)]
    for one in running:
        one.start()
    try:
        yield told
    finally:
        stop.set()
        for one in running:
            one.join()


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, "It does not come about."
        time.sleep(0.02)


def hook_for(receiver: Receiver) -> Webhook:
    partner = make_partner()
    make_product(f"News for {partner.name}", partners=[partner], genre="news")
    return make_webhook(partner, receiver.url)


def test_events_arrive_in_order_whatever_fails(committed, monkeypatch):
    monkeypatch.setattr(retrying, "FIRST_DELAY", timedelta(milliseconds=20))
    monkeypatch.setattr(retrying, "LONGEST_DELAY", timedelta(milliseconds=40))
    chance = random.Random(7)
    delivered: list[int] = []

    def answer(message: Message) -> int:
        if chance.random() < 0.4:
            return chance.choice([301, 400, 429, 500, 503])
        delivered.append(message.content["data"]["seq"])
        # Sometimes it is taken in, and the answer is lost.
        if chance.random() < 0.1:
            raise ConnectionAbortedError
        return 200

    def write() -> None:
        for number in range(8):
            story = make_published()
            if number % 2:
                publish(story, by=None)
            else:
                withdraw(story, by=None, reason="Wrong.")

    with running_receiver() as receiver:
        receiver.answer = answer
        webhook = hook_for(receiver)
        begun = webhook.seq
        with dispatching() as told:
            with threads() as run:
                for writing in [run(write) for _ in range(3)]:
                    writing.result()
            last = Change.objects.latest("seq").seq
            wait_until(lambda: Webhook.objects.get().seq == last)

    expected = Change.objects.filter(kind="article", seq__gt=begun).values_list("seq", flat=True)
    assert list(dict.fromkeys(delivered)) == sorted(expected)
    assert delivered == sorted(delivered)
    assert len(expected) == 48
    assert Attempt.objects.filter(outcome="failed").count() > 10
    assert told == []


def test_receivers_that_hang_or_are_dead_delay_nobody(committed):
    release = threading.Event()
    with running_receiver() as hanging, running_receiver() as well:
        hanging.answer = lambda message: release.wait(PATIENCE_SECONDS) and 200
        stuck, dead, quick = (hook_for(one) for one in (hanging, DEAD, well))
        try:
            with dispatching(1):
                make_published()
                wait_until(lambda: hanging.messages and dead.log.exists())
                for _ in range(5):
                    make_published()
                wait_until(lambda: len(well.messages) == 6)
                assert len(hanging.messages) == 1
                assert not stuck.log.exists()
                release.set()
                wait_until(lambda: len(hanging.messages) == 6)
        finally:
            release.set()

    assert quick.log.count() == 6


def test_attempts_are_forgotten_after_a_while(webhook, monkeypatch):
    moment = webhook.created_at
    for days in (40, 31, 29, 1, 0):
        webhook.log.create(
            kind="delivery",
            event_id=str(days),
            event_type="x",
            at=moment - timedelta(days=days),
            outcome="failed",
        )

    forgetting.forget_attempts()
    assert list(webhook.log.values_list("event_id", flat=True)) == ["0", "1", "29"]
    monkeypatch.setattr(forgetting, "KEPT_FOR_EACH", 2)
    forgetting.forget_attempts()
    assert list(webhook.log.values_list("event_id", flat=True)) == ["0", "1"]
