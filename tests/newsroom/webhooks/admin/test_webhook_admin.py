import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse

from newsroom.changes.head import read_head
from newsroom.webhooks.models import Webhook
from newsroom.webhooks.signing import secret_text
from tests.factories import make_partner, make_product, make_published, make_webhook
from tests.pages import messages_of


@pytest.fixture
def webhook(db, receiver) -> Webhook:
    partner = make_partner("Wire")
    make_product("News", partners=[partner], genre="news")
    return make_webhook(partner, receiver.url)


def act(name: str, webhook: Webhook) -> str:
    return reverse(f"admin:webhooks_webhook_{name}", args=[webhook.pk])


def test_webhook_is_made_in_the_admin(desk):
    partner = make_partner("Wire")
    product = make_product("News", partners=[partner], genre="news")
    typed = {
        "partner": partner.pk,
        "url": " https://hooks.example/ ",
        "event_types": ["article.removed"],
        "products": [product.pk],
    }

    desk.post(reverse("admin:webhooks_webhook_add"), typed)

    webhook = Webhook.objects.get()
    assert (webhook.url, webhook.event_types) == ("https://hooks.example/", ["article.removed"])
    assert list(webhook.products.all()) == [product]
    assert webhook.seq == read_head().seq


def test_what_is_refused_stands_beside_its_field(desk):
    partner = make_partner("Wire")
    foreign = make_product("Others", partners=[make_partner()])
    typed = {"partner": partner.pk, "url": "ftp://hooks.example/"}

    page = desk.post(reverse("admin:webhooks_webhook_add"), typed)
    assert page.context["adminform"].form.errors["url"] == ["The address begins with https://."]
    typed |= {"url": "https://hooks.example/", "products": [foreign.pk]}
    page = desk.post(reverse("admin:webhooks_webhook_add"), typed)
    assert "The partner has no product" in str(page.context["adminform"].form.errors["products"])

    assert Webhook.objects.count() == 0


def test_page_shows_health_lag_and_attempts(desk, receiver, webhook, deliver):
    make_published()
    receiver.answer = lambda message: 500
    deliver()

    page = desk.get(reverse("admin:webhooks_webhook_change", args=[webhook.pk])).content.decode()
    listed = desk.get(reverse("admin:webhooks_webhook_changelist"), {"health": "failing"})

    for told in ("Failing", "1 change behind", "It will be disabled at", "answered 500"):
        assert told in page
    assert webhook.url in listed.content.decode()
    healthy = desk.get(reverse("admin:webhooks_webhook_changelist"), {"health": "healthy"})
    assert webhook.url not in healthy.content.decode()


def test_buttons_do_what_they_say(desk, receiver, webhook, deliver):
    make_published()
    deliver()
    sent = desk.post(act("test", webhook), follow=True)
    assert messages_of(sent) == ["Sent webhook.test. The receiver answered 200."]
    assert receiver.types == ["article.published", "webhook.test"]

    desk.post(act("disable", webhook))
    webhook.refresh_from_db()
    assert webhook.health == "disabled"
    desk.post(act("enable", webhook))
    desk.post(act("replay", webhook), {"number": 3})
    webhook.refresh_from_db()
    assert (webhook.health, webhook.seq) == ("healthy", 3)
    refused = desk.post(act("replay", webhook), {})
    assert "Give a number or a moment." in refused.content.decode()


def test_event_is_sent_again_from_the_log(desk, receiver, webhook, deliver):
    make_published()
    deliver()
    entry = webhook.log.get()
    page = desk.get(reverse("admin:webhooks_attempt_change", args=[entry.pk]))
    assert "Send again" in page.content.decode()

    desk.post(reverse("admin:webhooks_attempt_resend", args=[entry.pk]))

    first, again = receiver.messages
    assert (first.id, first.body) == (again.id, again.body)


def test_secret_is_shown_and_replaced(desk, webhook):
    before = secret_text(webhook)
    page = desk.post(act("secret", webhook))
    assert before in page.content.decode()

    page = desk.post(act("rotate", webhook), {"hours": 1})
    webhook.refresh_from_db()
    assert secret_text(webhook) in page.content.decode()
    assert secret_text(webhook) != before


def test_webhook_is_deleted_with_its_log(desk, webhook, deliver):
    make_published()
    deliver()

    desk.post(reverse("admin:webhooks_webhook_delete", args=[webhook.pk]), {"post": "yes"})

    assert Webhook.objects.count() == 0


def test_whoever_may_only_look_has_no_buttons(client, webhook):
    user = User.objects.create_user("reader", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_webhook"))
    client.force_login(user)

    page = client.get(reverse("admin:webhooks_webhook_change", args=[webhook.pk]))

    assert page.status_code == 200
    assert "Send a test" not in page.content.decode()
    for name in ("test", "enable", "disable", "replay", "secret", "rotate"):
        assert client.post(act(name, webhook)).status_code == 403
