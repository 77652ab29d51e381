"""/me/usage/ tells a key what it has asked."""

from datetime import timedelta

import pytest

from newsroom.partners import usage
from newsroom.partners.usage import Asked, Usage
from tests.factories import bearer, make_key

USAGE = "/api/v1/me/usage/"
LIST = "/api/v1/articles/"


def day(ago: int) -> str:
    return (usage.today() - timedelta(days=ago)).isoformat()


def used(key, *, ago: int, endpoint: str = LIST, requests: int = 1) -> None:
    Usage.objects.create(
        key=key, day=day(ago), endpoint=endpoint, requests=requests, refused=1, bytes=100
    )


def test_usage_is_told_by_day_and_endpoint(api, settings):
    settings.NEWSROOM_TIME_ZONE = "Asia/Seoul"
    key, other = make_key(), make_key()
    used(key.key, ago=3, requests=5)
    used(key.key, ago=3, endpoint=f"{LIST}{{key}}/", requests=2)
    used(key.key, ago=0)
    used(other.key, ago=0)

    answer = api.json(USAGE, **bearer(key))

    assert answer == {
        "time_zone": "Asia/Seoul",
        "days": [
            {
                "day": day(3),
                "requests": 7,
                "refused": 2,
                "bytes": 200,
                "endpoints": [
                    {"endpoint": LIST, "requests": 5, "refused": 1, "bytes": 100},
                    {"endpoint": f"{LIST}{{key}}/", "requests": 2, "refused": 1, "bytes": 100},
                ],
            },
            {
                "day": day(0),
                "requests": 1,
                "refused": 1,
                "bytes": 100,
                "endpoints": [{"endpoint": LIST, "requests": 1, "refused": 1, "bytes": 100}],
            },
        ],
    }


def test_asking_for_it_is_counted_too(api):
    key = bearer(make_key())

    first = api.get(USAGE, **key)
    usage.write()
    (today,) = api.json(USAGE, **key)["days"]

    assert first.json()["days"] == []
    assert today["endpoints"] == [
        {"endpoint": USAGE, "requests": 1, "refused": 0, "bytes": len(first.content)}
    ]


@pytest.mark.parametrize(("query", "expected"), [({}, 2), ({"days": 1}, 1), ({"days": 400}, 3)])
def test_days_end_with_today(api, query, expected):
    key = make_key()
    for ago in (0, 29, 399):
        used(key.key, ago=ago)

    assert len(api.json(USAGE, query, **bearer(key))["days"]) == expected


@pytest.mark.parametrize("days", ["0", "401", "-1", "1.5", "week", "٣"])
def test_wrong_number_of_days_is_refused(api, days):
    problem = api.problem(USAGE, {"days": days}, **bearer(make_key()))

    assert (problem["status"], problem["errors"][0]["parameter"]) == (400, "days")


@pytest.mark.parametrize("count", [1, 3])
def test_cost_is_the_same_for_one_row_and_three(api, django_assert_num_queries, count):
    key = make_key()
    for number in range(count):
        used(key.key, ago=number)
    api.json(USAGE, **bearer(key))

    # The key, the head and the rows.
    with django_assert_num_queries(3):
        api.json(USAGE, **bearer(key))


def test_usage_is_what_was_noted_since_it_was_written(api):
    key = make_key()
    usage.note(key.key.pk, LIST, Asked(requests=2))
    usage.write()
    usage.note(key.key.pk, LIST, Asked(requests=3))
    usage.write()

    assert api.json(USAGE, **bearer(key))["days"][0]["requests"] == 5
