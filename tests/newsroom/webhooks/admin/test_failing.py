from newsroom.webhooks.keeping import disable
from newsroom.webhooks.models import Webhook
from tests.factories import make_published, make_webhook
from tests.pages import staff

FRONT = "/admin/"


def front_page(client) -> str:
    return client.get(FRONT).content.decode()


def test_front_page_names_webhooks_that_fail(desk, receiver, webhook, deliver):
    make_webhook(webhook.partner, "https://well.example/")
    assert "Webhooks to which" not in front_page(desk)
    make_published()
    receiver.answer = lambda message: 500
    deliver()

    page = front_page(desk)

    assert "Webhooks to which nothing can be delivered:" in page
    assert f"Wire, {webhook.url} (0\xa0minutes)" in page
    assert "well.example" not in page
    assert webhook.url not in front_page(staff("partners.view_partner"))


def test_front_page_names_webhooks_that_were_given_up(desk, receiver, webhook, deliver):
    by_hand = make_webhook(webhook.partner, "https://by-hand.example/")
    disable(by_hand, by=None)
    make_published()
    receiver.answer = lambda message: 410
    deliver()

    page = front_page(desk)

    assert Webhook.objects.get(pk=webhook.pk).health == "disabled"
    assert "Webhooks that have been disabled, since they failed:" in page
    assert webhook.url in page
    assert "by-hand.example" not in page
