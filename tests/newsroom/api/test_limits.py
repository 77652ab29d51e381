"""Callers are told what they have left, and refused when it is nothing."""

import re
from collections.abc import Iterator

import pytest

from newsroom.api.limits import GUESSES
from newsroom.partners import quotas
from newsroom.partners.key_text import make_key_text
from tests.factories import bearer, make_key, spoil

LIST = "/api/v1/articles/"
ME = "/api/v1/me/"


@pytest.fixture(autouse=True)
def _held(db) -> Iterator[None]:
    quotas.hold()
    yield
    quotas.let_go()


def test_key_is_told_what_it_has_left(api):
    key = bearer(make_key())
    api.get(LIST, **key)

    answer = api.get(ME, **key)

    assert answer["RateLimit-Policy"] == '"minute";q=600;w=60, "day";q=100000;w=86400'
    assert re.fullmatch(r'"minute";r=598;t=\d+, "day";r=99998;t=\d+', answer["RateLimit"])
    told = answer.json()["limits"]
    assert [(one["name"], one["requests"], one["seconds"], one["left"]) for one in told] == [
        ("minute", 600, 60, 598),
        ("day", 100_000, 86_400, 99_998),
    ]
    assert 0 < told[0]["begins_anew_in"] <= 60
    assert "RateLimit" in answer["Access-Control-Expose-Headers"]


def test_key_over_its_limit_is_refused_until_it_begins_anew(api, settings):
    settings.NEWSROOM_KEY_PER_MINUTE = 0
    settings.NEWSROOM_KEY_PER_DAY = 2
    key, other = bearer(make_key()), bearer(make_key())

    allowed = [api.get(LIST, **key).status_code for _ in range(2)]
    refused = api.get(LIST, **key)

    assert allowed == [200, 200]
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert 0 < int(refused["Retry-After"]) <= 86_400
    assert re.fullmatch(r'"day";r=0;t=\d+', refused["RateLimit"])
    assert int(refused["Retry-After"]) >= int(refused["RateLimit"].partition("t=")[2])
    assert refused["Cache-Control"] == "no-store"
    assert api.get(LIST, **other).status_code == 200
    assert api.get(LIST).status_code == 200


def test_address_is_limited_where_that_is_asked_for(api, settings):
    settings.NEWSROOM_ADDRESS_PER_DAY = 2
    settings.NEWSROOM_TRUSTED_PROXIES = ["127.0.0.1"]
    caller, other = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}

    statuses = [api.get(LIST, **caller).status_code for _ in range(3)]
    allowed = api.get(LIST, **other)

    assert statuses == [200, 200, 429]
    assert allowed.status_code == 200
    # Whoever gets this answer from a shared cache is another.
    assert "RateLimit" not in allowed


def test_no_limit_is_told_where_there_is_none(api, settings):
    settings.NEWSROOM_KEY_PER_MINUTE = settings.NEWSROOM_KEY_PER_DAY = 0

    answer = api.get(ME, **bearer(make_key()))

    assert answer.json()["limits"] == []
    assert "RateLimit" not in answer


def test_address_that_tries_out_keys_is_refused_for_a_while(api, django_assert_num_queries):
    known, other = bearer(make_key()), bearer(make_key())
    assert api.get(ME, **known).status_code == 200

    tried = [api.get(ME, **unknown_key()).status_code for _ in range(GUESSES.per_minute)]
    with django_assert_num_queries(0):
        refused = api.get(ME, **unknown_key())

    assert tried == [401] * GUESSES.per_minute
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert 0 < int(refused["Retry-After"]) <= 60
    # Whoever shares the address and has called before goes on, and others wait.
    assert api.get(ME, **known).status_code == 200
    assert api.get(ME, **other).status_code == 429
    assert api.get(LIST).status_code == 200


def test_mistyped_keys_cost_nothing_and_are_not_counted(api, django_assert_num_queries):
    mistyped = {"Authorization": f"Bearer {spoil(make_key().text)}"}

    with django_assert_num_queries(0):
        for _ in range(GUESSES.per_minute + 1):
            assert api.get(ME, **mistyped).status_code == 401
    assert api.get(ME, **unknown_key()).status_code == 401


def unknown_key() -> dict[str, str]:
    return {"Authorization": f"Bearer {make_key_text('live')[1]}"}
