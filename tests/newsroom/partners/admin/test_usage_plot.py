"""Usage is plotted on the pages of keys and partners."""

from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.partners.admin.usage_plot import DAYS, HEIGHT, TOP, plot_usage
from newsroom.partners.models import Usage
from newsroom.partners.usage import today
from tests.factories import make_key, make_partner
from tests.newsroom.partners.admin.test_partner_admin import page
from tests.pages import staff

LIST, SYNC = "/api/v1/articles/", "/api/v1/sync/"


def used(key, *, ago: int, endpoint: str = LIST, requests: int = 1, refused: int = 0) -> None:
    day = today() - timedelta(days=ago)
    Usage.objects.create(
        key=key, day=day, endpoint=endpoint, requests=requests, refused=refused, bytes=2_048
    )


def plotted(html: str) -> ElementTree.Element:
    section = html[html.index('<section class="usage"') :]
    start, end = section.index("<svg"), section.index("</svg>") + len("</svg>")
    return ElementTree.fromstring(section[start:end])  # noqa: S314 - our own page.


def test_days_are_bars_up_to_a_round_number(db):
    key = make_key().key
    used(key, ago=0, requests=90, refused=40)
    used(key, ago=0, endpoint=SYNC, requests=10)
    used(key, ago=1, requests=25)
    used(key, ago=DAYS, requests=1_000)

    plot = plot_usage([key])

    assert (plot.requests, plot.refused, plot.top) == (125, 40, 100)
    assert [bar.requests for bar in plot.bars[-3:]] == [0, 25, 100]
    assert (plot.bars[-1].y, plot.bars[-1].height, plot.bars[-1].refused_height) == (
        TOP,
        HEIGHT,
        HEIGHT * 0.4,
    )
    assert [(one["endpoint"], one["requests"]) for one in plot.endpoints] == [
        (LIST, 115),
        (SYNC, 10),
    ]


@pytest.mark.parametrize(
    ("requests", "top"), [(0, 2), (2, 2), (3, 10), (11, 20), (21, 50), (51, 100), (2_001, 5_000)]
)
def test_scale_ends_at_a_round_number(db, requests, top):
    key = make_key().key
    used(key, ago=0, requests=requests)

    assert plot_usage([key]).top == top


def test_page_of_a_key_shows_its_own(desk):
    partner = make_partner()
    one, other = (make_key(partner=partner).key for _ in range(2))
    used(one, ago=0, requests=3, refused=1)
    used(other, ago=0, requests=4)

    of_one = desk.get(page("change", one)).content.decode()
    of_both = desk.get(page("change", partner)).content.decode()

    assert "3 requests in 30 days, 1 of them refused." in of_one
    assert "7 requests in 30 days, 1 of them refused." in of_both
    titles = [title.text for title in plotted(of_one).iter("title")]
    assert titles[0] == "Requests on each of the last 30 days"
    assert titles[-1] == f"{today()}: 3 requests, 1 refused"
    assert len(titles) == DAYS + 1


def test_plot_needs_no_script_and_no_style_of_its_own(desk):
    key = make_key().key
    used(key, ago=0)

    html = desk.get(page("change", key)).content.decode()
    section = html[html.index('<section class="usage"') : html.index("</section>")]

    assert "style=" not in section
    assert "<style" not in section
    assert "<script" not in section
    assert "http" not in section


def test_unused_key_says_so(desk):
    html = desk.get(page("change", make_key().key)).content.decode()

    assert "No request in 30 days." in html
    assert "<svg" not in html[html.index('<section class="usage"') : html.index("</section>")]


def test_usage_is_for_those_who_may_see_keys(db):
    key = make_key().key
    used(key, ago=0)

    html = staff("partners.view_partner").get(page("change", key.partner)).content.decode()

    assert "usage-heading" not in html


def test_cost_is_the_same_for_one_key_and_three(desk):
    partner = make_partner()

    def cost() -> int:
        used(make_key(partner=partner).key, ago=0)
        with CaptureQueriesContext(connection) as queries:
            desk.get(page("change", partner))
        return len(queries)

    # What Django looks up once is there by then.
    cost()
    first = cost()

    assert cost() == first
