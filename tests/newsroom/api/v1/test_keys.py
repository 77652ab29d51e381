"""/keys/revoke/ ends the key of whoever holds it, and answers all alike."""

import pytest

from newsroom.partners.key_text import make_key_text
from newsroom.partners.models import ApiKey
from tests.factories import bearer, make_key, spoil

REVOKE = "/api/v1/keys/revoke/"


def test_holder_ends_a_key(api):
    issued = make_key()

    answer = api.post(REVOKE, {"key": issued.text})

    row = ApiKey.objects.get()
    assert (answer.status_code, answer.content) == (204, b"")
    assert row.revoked_at is not None
    assert (row.revoked_by, row.revocation_reason) == (None, "Reported as leaked through the API.")
    assert api.get("/api/v1/me/", **bearer(issued)).status_code == 401


def test_answer_is_the_same_for_keys_that_end_and_that_never_were(api):
    issued = make_key()
    _, unknown = make_key_text("live")

    answers = [api.post(REVOKE, {"key": text}) for text in (issued.text, issued.text, unknown)]

    told = [(answer.status_code, dict(answer.headers), answer.content) for answer in answers]
    assert told == [told[0]] * 3
    assert answers[0]["Cache-Control"] == "no-store"


def test_public_id_alone_ends_nothing(api):
    issued = make_key()

    answer = api.post(REVOKE, {"key": issued.key.pk})

    assert answer.status_code == 400
    assert api.get("/api/v1/me/", **bearer(issued)).status_code == 200


@pytest.mark.parametrize("body", [[], {}, {"key": "x", "reason": ""}, "key", None, {"key": 1}])
def test_wrong_body_is_refused(api, body):
    answer = api.post(REVOKE, body)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")


def test_mistyped_key_is_named(api):
    text = spoil(make_key().text)

    answer = api.post(REVOKE, {"key": text})

    assert answer.json()["errors"] == [
        {
            "parameter": "key",
            "detail": "key is not the whole text of a key: its form or its checksum is wrong.",
            "nearest": None,
        }
    ]
    assert text not in answer.content.decode()


def test_other_requests_are_refused(api, client):
    assert api.client.get(REVOKE).status_code == 405
    form = client.post(REVOKE, {"key": make_key().text})
    assert (form.status_code, form.json()["code"]) == (415, "unsupported_media_type")
    unread = client.post(REVOKE, "{", "application/json")
    assert (unread.status_code, unread.json()["code"]) == (400, "invalid_request")
