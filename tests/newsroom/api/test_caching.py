from datetime import UTC, datetime

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from newsroom.api.caching import changes_by_itself_at, set_caching

SHORT = "public, max-age=2, stale-while-revalidate=3, stale-if-error=300"
LONG = "public, max-age=2, s-maxage=86400, stale-while-revalidate=3, stale-if-error=86400"
VARY = "Accept, Authorization, Accept-Encoding"


def cache_control(
    response: HttpResponse | None = None, *, made_in: float = 0.1, **headers: str
) -> str:
    response = HttpResponse() if response is None else response
    set_caching(RequestFactory().get("/", headers=headers), response, made_in=made_in)
    assert response["Vary"] == VARY
    return response["Cache-Control"]


@pytest.fixture
def purged(settings) -> None:
    settings.NEWSROOM_PURGE_URLS = ["http://cache.example"]


def test_answers_are_kept_for_seconds_where_nobody_purges():
    assert cache_control() == SHORT
    assert cache_control(HttpResponse(status=404)) == SHORT


@pytest.mark.usefixtures("purged")
def test_answers_are_kept_for_long_by_a_cache_that_is_purged():
    assert cache_control() == LONG
    assert cache_control(HttpResponse(status=410)) == LONG


@pytest.mark.usefixtures("purged")
def test_answer_that_could_miss_its_purge_is_kept_for_seconds():
    assert cache_control(made_in=1.1) == SHORT


@pytest.mark.usefixtures("purged")
def test_answer_that_depends_on_the_time_is_kept_for_seconds():
    response = changes_by_itself_at(HttpResponse(), datetime(2025, 7, 12, tzinfo=UTC))

    assert cache_control(response) == SHORT


@pytest.mark.usefixtures("purged")
def test_answer_for_a_key_is_kept_by_no_shared_cache():
    assert cache_control(Authorization="Bearer x") == "private, no-cache"


@pytest.mark.parametrize("status", [302, 401, 403, 405, 412, 413, 429, 500, 503])
def test_answers_that_tell_of_one_moment_are_not_kept(status):
    assert cache_control(HttpResponse(status=status), Authorization="Bearer x") == "no-store"


def test_what_a_view_says_itself_stands():
    response = HttpResponse(headers={"Cache-Control": "no-store"})

    assert cache_control(response) == "no-store"
