from datetime import UTC, datetime

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from tests.factories import make_published

TIMELINE = "/api/v1/timeline/"


def publish_on(*moments: tuple[int, ...], **values) -> None:
    for moment in moments:
        make_published(display_at=datetime(2025, *moment, tzinfo=UTC), **values)


def test_stories_are_counted_by_month_the_earliest_first(api):
    publish_on((7, 1), (7, 31, 23), (5, 4))

    assert api.json(TIMELINE) == {
        "interval": "month",
        "time_zone": "UTC",
        "results": [{"start": "2025-05-01", "count": 1}, {"start": "2025-07-01", "count": 2}],
    }


def test_days_and_weeks_begin_at_midnight_and_on_monday(api):
    publish_on((7, 13, 23), (7, 14), (7, 20, 23, 59))

    assert api.json(f"{TIMELINE}?interval=day")["results"] == [
        {"start": "2025-07-13", "count": 1},
        {"start": "2025-07-14", "count": 1},
        {"start": "2025-07-20", "count": 1},
    ]
    assert api.json(f"{TIMELINE}?interval=week")["results"] == [
        {"start": "2025-07-07", "count": 1},
        {"start": "2025-07-14", "count": 2},
    ]


def test_days_are_those_of_the_newsroom(api):
    publish_on((7, 31, 23))

    with override_settings(NEWSROOM_TIME_ZONE="Europe/Berlin"):
        assert api.json(TIMELINE)["results"] == [{"start": "2025-08-01", "count": 1}]


def test_filters_hold(api):
    publish_on((7, 1), regions=["kursk"])
    publish_on((7, 1), (7, 2), regions=["france"])

    assert api.json(f"{TIMELINE}?region=russia")["results"] == [{"start": "2025-07-01", "count": 1}]
    assert api.json(f"{TIMELINE}?region=africa")["results"] == []
    assert api.problem(f"{TIMELINE}?interval=year")["errors"][0]["parameter"] == "interval"
    assert api.problem(f"{TIMELINE}?page_size=1")["status"] == 400


def test_timeline_costs_the_same_for_one_story_and_three(api):
    costs = []
    for day in (1, 2):
        publish_on((7, day), (8, day))
        api.get(TIMELINE)
        with CaptureQueriesContext(connection) as queries:
            api.json(TIMELINE)
        costs.append(len(queries))

    assert costs == [2, 2]
