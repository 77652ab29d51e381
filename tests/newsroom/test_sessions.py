"""Sessions whose keys the database does not know."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from newsroom.sessions import SessionStore

pytestmark = pytest.mark.django_db
ADMIN = "/admin/"


def cookie(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def browser(key: str) -> Client:
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def test_session_is_found_by_the_cookie_only(desk):
    assert desk.get(ADMIN).status_code == 200
    kept = Session.objects.get().session_key
    assert kept != cookie(desk)

    assert browser(cookie(desk)).get(ADMIN).status_code == 200
    assert browser(kept).get(ADMIN).status_code == 302


def test_logout_ends_the_session(desk):
    key = cookie(desk)

    desk.post("/admin/logout/")

    assert browser(key).get(ADMIN).status_code == 302
    assert not Session.objects.exists()


def test_session_ends_with_its_time(desk):
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert browser(cookie(desk)).get(ADMIN).status_code == 302
    SessionStore.clear_expired()
    assert not Session.objects.exists()


def test_changed_session_is_written_under_its_key():
    session = SessionStore()
    session["seen"] = 1
    session.save()
    key = session.session_key
    session["seen"] = 2
    session.save()

    assert SessionStore(key).load() == {"seen": 2}
    assert SessionStore().exists(key)
    session.cycle_key()
    assert not SessionStore().exists(key)
    assert SessionStore(session.session_key).load() == {"seen": 2}
    session.delete()
    with pytest.raises(UpdateError):
        session.save()


@pytest.mark.parametrize("key", ["short", "a\0" * 16, "ü" * 32, "x" * 4_000])
def test_cookie_of_any_kind_is_no_session(key):
    assert SessionStore(key).get("seen") is None
    assert not SessionStore().exists(key)
    assert browser(key).get(ADMIN).status_code == 302


def test_asynchronous_calls_take_the_same_way(monkeypatch):
    called = []
    for name in ("load", "exists", "create", "save", "delete"):
        told = partial(called.append, name)
        monkeypatch.setattr(SessionStore, name, lambda self, *_, told=told: told())
    session = SessionStore("x" * 32)

    async def all_calls() -> None:
        await session.aload()
        await session.aexists("x" * 32)
        await session.acreate()
        await session.asave()
        await session.adelete()

    asyncio.run(all_calls())

    assert called == ["load", "exists", "create", "save", "delete"]
