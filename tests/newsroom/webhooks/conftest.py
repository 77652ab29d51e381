import threading
from collections.abc import Callable, Iterator

import pytest

from newsroom.partners.models import Partner
from newsroom.webhooks.models import Webhook
from newsroom.webhooks.turns import take_turn
from tests.factories import make_partner, make_product, make_webhook
from tests.newsroom.webhooks.receiver import Receiver, running_receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running_receiver() as receiver:
        yield receiver


@pytest.fixture
def partner(db) -> Partner:
    """A partner to whom all news may be passed on."""
    partner = make_partner("Wire")
    make_product("News", partners=[partner], genre="news")
    return partner


@pytest.fixture
def webhook(partner, receiver) -> Webhook:
    return make_webhook(partner, receiver.url)


@pytest.fixture
def deliver(webhook) -> Callable[[], Webhook]:
    """Take a turn, whatever there was to wait for; gives the webhook as it is then."""

    def run() -> Webhook:
        Webhook.objects.update(next_attempt_at=None)
        take_turn(webhook.pk, threading.Event())
        webhook.refresh_from_db()
        return webhook

    return run
