"""/webhooks/: what a partner does with its own webhooks, and that it sees no others."""

import uuid
from datetime import timedelta

import pytest

from newsroom.changes.head import read_head
from newsroom.partners.models import Partner
from newsroom.webhooks.models import Webhook
from newsroom.webhooks.signing import secret_text
from tests.factories import (
    bearer,
    make_key,
    make_partner,
    make_product,
    make_published,
    make_webhook,
)
from tests.newsroom.webhooks.receiver import running_receiver

WEBHOOKS = "/api/v1/webhooks/"
URL = "https://hooks.example/newsroom"


@pytest.fixture
def partner(db) -> Partner:
    partner = make_partner("Wire")
    make_product("News", partners=[partner], genre="news")
    return partner


@pytest.fixture
def key(partner) -> dict[str, str]:
    return bearer(make_key(partner=partner, scopes=["webhooks:manage"]))


@pytest.fixture
def webhook(partner) -> Webhook:
    return make_webhook(partner, URL)


def at(webhook: Webhook, *rest: object) -> str:
    return "".join(f"{part}/" for part in (WEBHOOKS[:-1], webhook.pk, *rest))


def errors(response) -> list[tuple[str, str, str | None]]:
    assert response.status_code == 400
    return [(e["parameter"], e["detail"], e["nearest"]) for e in response.json()["errors"]]


def test_webhook_is_created_and_shows_its_secret_once(api, key, partner):
    product = partner.products.get()
    body = {
        "url": URL,
        "description": "The archive",
        "event_types": ["article.published", "article.removed"],
        "products": [str(product.pk)],
    }

    response = api.post(WEBHOOKS, body, **key)

    webhook = Webhook.objects.get()
    answer = response.json()
    assert response.status_code == 201
    assert response["Cache-Control"] == "no-store"
    assert response["Location"] == answer["api_url"]
    assert answer.pop("secret") == secret_text(webhook)
    assert answer == {
        "id": str(webhook.pk),
        "api_url": f"http://127.0.0.1:8000/api/v1/webhooks/{webhook.pk}/",
        **body,
        "products": [{"id": str(product.pk), "name": "News"}],
        "created_at": webhook.created_at.isoformat().replace("+00:00", "Z"),
        "secret_before_until": None,
        "enabled": True,
        "disabled_at": None,
        "disabled_reason": None,
        "health": "healthy",
        "failing_since": None,
        "disables_at": None,
        "next_attempt_at": None,
        "delivered_at": None,
        "seq": read_head().seq,
        "lag": {"changes": 0, "seconds": 0.0},
    }
    assert api.json(at(webhook), **key) == answer
    assert api.json(WEBHOOKS, **key) == {"results": [answer]}


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({}, ("url", "The address begins with https://.", None)),
        ({"url": 1}, ("url", "url is a text.", None)),
        (
            {"url": "https://127.0.0.1/"},
            ("url", "The address is not one of the public internet.", None),
        ),
        ({"url": "http://hooks.example/"}, ("url", "The address begins with https://.", None)),
        ({"ulr": URL}, ("ulr", "There is no member “ulr” here. Did you mean “url”?", "url")),
        ({"url": URL, "products": ["x"]}, ("products", "You have no product “x”.", None)),
        (
            {"url": URL, "event_types": "x"},
            ("event_types", "event_types is a list of texts.", None),
        ),
        (
            {"url": URL, "description": "\0"},
            ("description", "description has a control character.", None),
        ),
    ],
)
def test_mistake_is_named(api, key, settings, body, error):
    settings.NEWSROOM_WEBHOOKS_INSIDE = False

    assert errors(api.post(WEBHOOKS, body, **key)) == [error]
    assert Webhook.objects.count() == 0


def test_unknown_event_type_names_the_nearest(api, key):
    response = api.post(WEBHOOKS, {"url": URL, "event_types": ["article.publish"]}, **key)

    ((parameter, detail, nearest),) = errors(response)
    assert (parameter, nearest) == ("event_types", "article.published")
    assert "Did you mean “article.published”?" in detail


def test_product_of_others_is_unknown(api, key):
    other = make_product("Secret", partners=[make_partner()])

    response = api.post(WEBHOOKS, {"url": URL, "products": [str(other.pk)]}, **key)

    assert errors(response) == [("products", f"You have no product “{other.pk}”.", None)]


def test_newsroom_calls_not_itself(api, key, settings):
    response = api.post(WEBHOOKS, {"url": f"{settings.NEWSROOM_PUBLIC_URL}/api/"}, **key)

    assert errors(response) == [("url", "The address is that of this newsroom.", None)]


def test_number_of_webhooks_has_a_bound(api, key, partner):
    for _ in range(20):
        make_webhook(partner, URL)

    response = api.post(WEBHOOKS, {"url": URL}, **key)

    assert (response.status_code, response.json()["detail"]) == (
        400,
        "A partner has 20 webhooks at most.",
    )


def test_change_leaves_what_it_does_not_name(api, key, partner, webhook):
    product = partner.products.get()
    api.write("patch", at(webhook), {"products": [str(product.pk)], "description": "x"}, **key)

    answer = api.write("patch", at(webhook), {"event_types": ["region.changed"]}, **key).json()

    assert (answer["url"], answer["description"]) == (URL, "x")
    assert answer["event_types"] == ["region.changed"]
    assert [one["name"] for one in answer["products"]] == ["News"]


def test_webhook_is_disabled_and_enabled(api, key, webhook):
    answer = api.write("patch", at(webhook), {"enabled": False}, **key).json()
    assert (answer["enabled"], answer["health"]) == (False, "disabled")
    assert answer["disabled_reason"] == "Disabled by hand."

    answer = api.write("patch", at(webhook), {"enabled": True}, **key).json()
    assert (answer["enabled"], answer["disabled_reason"]) == (True, None)


def test_webhook_is_deleted(api, key, webhook):
    response = api.write("delete", at(webhook), **key)

    assert (response.status_code, response.content) == (204, b"")
    assert api.get(at(webhook), **key).status_code == 404


def test_secret_is_replaced(api, key, webhook):
    before = secret_text(webhook)

    response = api.post(at(webhook, "secret"), {"overlap_hours": 1}, **key)

    webhook.refresh_from_db()
    assert response.json()["secret"] == secret_text(webhook) != before
    assert response["Cache-Control"] == "no-store"
    overlap = webhook.secret_before_until - webhook.created_at
    assert timedelta(minutes=59) < overlap < timedelta(minutes=61)
    response = api.post(at(webhook, "secret"), {"overlap_hours": 721}, **key)
    assert errors(response) == [("overlap_hours", "Secrets overlap for 30 days at most.", None)]


def test_test_tells_what_came_of_it(api, key, webhook):
    with running_receiver() as receiver:
        receiver.answer = lambda message: 404
        Webhook.objects.update(url=receiver.url)
        answer = api.post(at(webhook, "test"), {}, **key).json()
        again = api.post(at(webhook, "test"), {}, **key)

    (message,) = receiver.messages
    assert answer["event_id"] == message.id
    assert (answer["outcome"], answer["status"]) == ("failed", 404)
    assert answer["failure"] == "The receiver answered 404."
    assert api.json(at(webhook, "attempts"), **key) == {"results": [answer]}
    assert (again.status_code, again["Retry-After"]) == (429, "2")


def test_event_is_sent_again(api, key, webhook):
    make_published(slug="a-story")
    seq = read_head().seq
    with running_receiver() as receiver:
        Webhook.objects.update(url=receiver.url)
        entry = webhook.log.create(
            kind="delivery", event_id="x", event_type="x", seq=seq, at=webhook.created_at
        )
        answer = api.post(at(webhook, "attempts", entry.pk, "resend"), {}, **key).json()

    (message,) = receiver.messages
    assert message.content["data"]["url"] == "https://www.example.org/en/a-story"
    assert (answer["kind"], answer["seq"]) == ("resend", seq)
    unknown = api.post(at(webhook, "attempts", entry.pk + 9, "resend"), {}, **key)
    assert unknown.status_code == 404


def test_place_is_set_back(api, key, webhook):
    moment = webhook.created_at.isoformat()
    make_published()
    head = read_head().seq

    assert api.post(at(webhook, "replay"), {"since": 3}, **key).json()["seq"] == 3
    answer = api.post(at(webhook, "replay"), {"since": moment}, **key).json()
    assert (answer["seq"], answer["lag"]["changes"]) == (head - 1, 1)
    response = api.post(at(webhook, "replay"), {"since": head + 1}, **key)
    assert errors(response) == [("since", f"The newest change is {head}.", None)]


@pytest.mark.parametrize("since", [None, True, -1, 1.5, "soon", 2**63, []])
def test_place_is_a_number_or_an_instant(api, key, webhook, since):
    ((parameter, _, _),) = errors(api.post(at(webhook, "replay"), {"since": since}, **key))

    assert parameter == "since"


def test_log_is_read_in_parts(api, key, webhook):
    for number in range(5):
        webhook.log.create(
            kind="delivery",
            event_id="x",
            event_type="article.published",
            seq=number,
            at=webhook.created_at,
            outcome="failed" if number % 2 else "delivered",
        )

    page = api.json(at(webhook, "attempts"), {"page_size": 2}, **key)["results"]
    rest = api.json(at(webhook, "attempts"), {"before": page[-1]["id"]}, **key)["results"]
    failed = api.json(at(webhook, "attempts"), {"outcome": "failed"}, **key)["results"]

    assert [one["seq"] for one in [*page, *rest]] == [4, 3, 2, 1, 0]
    assert [one["seq"] for one in failed] == [3, 1]
    assert api.problem(at(webhook, "attempts"), {"outcome": "failde"}, **key)["errors"][0][
        "nearest"
    ] == ("failed")
    assert api.problem(at(webhook, "attempts"), {"before": "x"}, **key)["status"] == 400


@pytest.mark.parametrize(
    ("method", "rest", "body"),
    [
        ("get", (), None),
        ("patch", (), {}),
        ("delete", (), None),
        ("post", ("secret",), {}),
        ("post", ("test",), {}),
        ("post", ("replay",), {"since": 0}),
        ("get", ("attempts",), None),
        ("post", ("attempts", 1, "resend"), {}),
    ],
)
def test_others_see_nothing_of_it(api, webhook, method, rest, body):
    stranger = bearer(make_key(scopes=["webhooks:manage"]))
    ask = api.get if method == "get" else lambda path, **h: api.write(method, path, body, **h)

    answers = [ask(at(one, *rest), **stranger) for one in (webhook, Webhook(pk=uuid.uuid4()))]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    assert api.json(WEBHOOKS, **stranger) == {"results": []}
    assert Webhook.objects.filter(pk=webhook.pk, secret_number=1).exists()


def test_list_costs_the_same_for_one_and_many(api, key, partner, django_assert_num_queries):
    make_webhook(partner, URL)
    make_published()
    with django_assert_num_queries(5):
        api.json(WEBHOOKS, **key)
    for _ in range(3):
        make_webhook(partner, URL)
    make_published()

    with django_assert_num_queries(5):
        api.json(WEBHOOKS, **key)
