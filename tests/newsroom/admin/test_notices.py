"""The front page of the admin shows what apps say needs an eye."""

import pytest

from newsroom.admin import notices
from newsroom.admin.notices import Notice, notices_from


@pytest.fixture
def sources(monkeypatch) -> None:
    monkeypatch.setattr(notices, "_sources", [])


def test_notices_of_all_sources_are_shown(sources, desk):
    notices_from(
        lambda request: [Notice("See to these:", [("One & all", "/one/"), ("Two", "/2/")])]
    )
    notices_from(lambda request: [Notice(f"For {request.user}.")])

    html = " ".join(desk.get("/admin/").content.decode().split())

    assert (
        '<li class="warning">See to these: <a href="/one/">One &amp; all</a>, '
        '<a href="/2/">Two</a></li> <li class="warning">For editor.</li>'
    ) in html


def test_nothing_is_shown_where_there_is_nothing_to_say(sources, desk):
    notices_from(lambda request: [])

    assert 'class="notices"' not in desk.get("/admin/").content.decode()
