"""What the process gives again, and to whom. Over HTTP it is tried in tests/flows."""

import time
from collections.abc import Iterator

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from newsroom.changes import generation
from newsroom.changes.generation import held_head
from newsroom.changes.head import read_head
from tests.cloning import cloned_database
from tests.factories import bearer, make_key, make_published
from tests.newsroom.changes.test_generation import wait_until_held

LIST = "/api/v1/articles/"


@pytest.fixture(scope="module")
def _database(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), cloned_database():
        yield


@pytest.fixture
def client(_database) -> Iterator[Client]:
    """A client of a process that holds the generation, with nothing kept yet."""
    generation.hold()
    wait_until_held(read_head().seq)
    yield Client(raise_request_exception=False)
    generation.let_go()


def get(client: Client, path: str, *, cost: bool = False, **headers: str) -> HttpResponse:
    """Ask; with ``cost``, assert that the database had to be asked, else that it had not."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(path, headers=headers)
    assert bool(queries) == cost, queries.captured_queries
    return response


def publish_and_wait(**values) -> None:
    make_published(**values)
    wait_until_held(read_head().seq)


def same(one: HttpResponse, other: HttpResponse) -> bool:
    return (one.status_code, one.content, sorted(one.items())) == (
        other.status_code,
        other.content,
        sorted(other.items()),
    )


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (LIST, 200),
        (f"{LIST}?region=russia&facets=genre", 200),
        (f"{LIST}a-story/", 200),
        (f"{LIST}nothing/", 404),
        (f"{LIST}?region=nowhere", 400),
        ("/api/v1/regions/KP/", 200),
    ],
)
def test_unchanged_answer_costs_no_statement(client, path, status):
    if not Article.objects.exists():
        publish_and_wait(slug="a-story", regions=["russia"])
    first = get(client, path, cost=True)

    again = get(client, path)

    assert first.status_code == status
    assert same(again, first)
    assert again["X-Newsroom-Seq"] == str(read_head().seq)


def test_answer_is_made_anew_after_any_change(client):
    publish_and_wait(slug="one")
    first = get(client, LIST, cost=True)

    publish_and_wait(slug="two")
    after = get(client, LIST, cost=True)

    assert [card["slug"] for card in after.json()["results"]][:2] == ["two", "one"]
    assert int(after["X-Newsroom-Seq"]) == int(first["X-Newsroom-Seq"]) + 1
    assert get(client, LIST).content == after.content


def test_unchanged_answer_is_304_with_the_fields_of_the_200(client):
    whole = get(client, LIST, cost=True)
    tags = [whole["ETag"], f"W/{whole['ETag']}", f'"other", {whole["ETag"]}', "*"]

    for tag in tags:
        answer = get(client, LIST, **{"If-None-Match": tag})
        assert (answer.status_code, answer.content) == (304, b"")
        assert dict(answer.items()) == {
            name: value
            for name, value in whole.items()
            if name not in ("Content-Type", "Content-Length")
        }

    assert same(get(client, LIST, **{"If-None-Match": '"other"'}), whole)


def test_first_to_ask_conditionally_leaves_the_whole_answer(client):
    tag = get(client, LIST, cost=True)["ETag"]
    fresh = Client()

    assert get(fresh, LIST, cost=True, **{"If-None-Match": tag}).status_code == 304
    assert get(fresh, LIST).status_code == 200


def test_problem_has_no_condition(client):
    path = f"{LIST}nothing/"
    get(client, path, cost=True)

    assert get(client, path, **{"If-None-Match": "*"}).status_code == 404


def test_head_and_get_share_an_answer(client):
    with CaptureQueriesContext(connection) as queries:
        head = client.head(LIST)
    whole = get(client, LIST)

    assert queries
    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.items()) == dict(whole.items())
    assert len(whole.content) == int(head["Content-Length"])


@pytest.mark.parametrize(
    "headers",
    [
        {"If-Match": "*"},
        {"Accept": "application/json"},
        {"Host": "127.0.0.1"},
    ],
)
def test_other_callers_get_answers_of_their_own(client, headers):
    get(client, LIST, cost=True)

    assert get(client, LIST, cost=True, **headers).status_code == 200


def test_answers_for_keys_are_neither_kept_nor_given(client):
    key = bearer(make_key())
    answer = get(client, LIST, cost=True, **key)
    get(client, LIST, cost=True, **key)

    assert answer["Cache-Control"] == "private, no-cache"
    assert get(client, LIST, cost=True)["Cache-Control"].startswith("public")


def test_paths_and_queries_are_told_apart_to_the_letter(client):
    for path in (LIST, f"{LIST}?page_size=20", f"{LIST}?page_size=2", f"{LIST}?genre=news"):
        get(client, path, cost=True)

    for path in (LIST, f"{LIST}?page_size=20", f"{LIST}?page_size=2", f"{LIST}?genre=news"):
        get(client, path)


def test_unknown_host_is_refused_whatever_is_kept(client):
    get(client, LIST, cost=True)

    for _ in range(2):
        refused = get(client, LIST, Host="evil.example")
        assert (refused.status_code, refused.json()["code"]) == (400, "invalid_request")


def test_plain_http_is_redirected_whatever_is_kept(client, settings):
    get(client, LIST, cost=True)
    settings.SECURE_SSL_REDIRECT = True
    fresh = Client()
    secure = fresh.get(LIST, secure=True)

    plain = fresh.get(LIST)

    assert secure.status_code == 200
    assert (plain.status_code, plain["Location"]) == (301, f"https://testserver{LIST}")


def test_failure_is_not_kept(client):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE articles_publication RENAME TO elsewhere")
    failed = client.get(LIST)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE elsewhere RENAME TO articles_publication")

    assert (failed.status_code, failed["Cache-Control"]) == (500, "no-store")
    assert get(client, LIST, cost=True).status_code == 200


def test_nothing_is_kept_where_no_room_is_given(client, settings):
    settings.NEWSROOM_PROCESS_CACHE_BYTES = 0
    fresh = Client()

    for _ in range(2):
        assert get(fresh, LIST, cost=True).status_code == 200


def test_head_is_not_asked_for_where_nothing_is_kept(client, settings):
    """The generation alone spares each answer the statement for the head."""
    settings.NEWSROOM_PROCESS_CACHE_BYTES = 0
    fresh = Client()
    fresh.get(LIST)

    with CaptureQueriesContext(connection) as queries:
        fresh.get(LIST)

    assert ["changes_head" in query["sql"] for query in queries] == [False]


def test_nothing_kept_is_given_while_the_generation_is_not_confirmed(client, monkeypatch):
    get(client, LIST, cost=True)
    generation.let_go()

    assert held_head() is None
    assert get(client, LIST, cost=True).status_code == 200


def test_answer_stays_while_nothing_changes(client):
    first = get(client, LIST, cost=True)
    time.sleep(generation.STALE_SECONDS)

    assert same(get(client, LIST), first)
