import itertools
from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from taxonomy.editing import merge
from tests.factories import make_actor, make_published


def reference(actor) -> dict:
    return {"id": str(actor.uid), "slug": actor.slug, "name": actor.name, "kind": actor.kind}


def publish_on(day: int, *actors, **values) -> None:
    make_published(display_at=datetime(2025, 7, day, tzinfo=UTC), actors=actors, **values)


def test_connections_are_counted_the_closest_first(api):
    kim, lavrov, putin = (make_actor(slug) for slug in ("kim", "lavrov", "putin"))
    publish_on(12, kim, lavrov)
    publish_on(3, kim, lavrov, putin)
    publish_on(20, kim)
    publish_on(21, lavrov)

    assert api.json("/api/v1/actors/kim/connections/") == {
        "actor": reference(kim),
        "count": 3,
        "results": [
            {
                "actor": reference(lavrov),
                "count": 2,
                "first_published_at": "2025-07-03T00:00:00Z",
                "last_published_at": "2025-07-12T00:00:00Z",
            },
            {
                "actor": reference(putin),
                "count": 1,
                "first_published_at": "2025-07-03T00:00:00Z",
                "last_published_at": "2025-07-03T00:00:00Z",
            },
        ],
    }


def test_connections_are_over_the_stories_that_match(api):
    kim, lavrov = make_actor("kim"), make_actor("lavrov")
    publish_on(1, kim, lavrov, regions=["russia"])
    publish_on(2, kim, lavrov, regions=["france"])

    found = api.json("/api/v1/actors/kim/connections/?region=europe,-france")

    assert (found["count"], found["results"][0]["count"]) == (1, 1)
    assert api.problem("/api/v1/actors/kim/connections/?regoin=x")["status"] == 400


def test_merged_actors_are_connected_as_one(api):
    kim, double, lavrov = (make_actor(slug) for slug in ("kim", "double", "lavrov"))
    publish_on(1, kim, lavrov)
    publish_on(2, double, lavrov)
    merge(double, into=kim, by=None)

    assert api.json("/api/v1/actors/kim/connections/")["count"] == 2
    assert api.json("/api/v1/actors/lavrov/connections/")["results"][0]["count"] == 2
    response = api.get("/api/v1/actors/double/connections/?region=world")
    assert response["Location"].endswith("/api/v1/actors/kim/connections/?region=world")


def test_story_with_two_actors_that_are_one_now_counts_once(api):
    kim, double, lavrov = (make_actor(slug) for slug in ("kim", "double", "lavrov"))
    publish_on(1, kim, double, lavrov)
    publish_on(2, kim, lavrov)
    publish_on(3, double, lavrov)
    merge(double, into=kim, by=None)

    found = api.json("/api/v1/actors/lavrov/connections/")

    assert found["count"] == 3
    assert [(one["actor"]["slug"], one["count"]) for one in found["results"]] == [("kim", 3)]
    assert found["results"][0]["last_published_at"] == "2025-07-03T00:00:00Z"
    assert api.json("/api/v1/actors/kim/connections/?genre=opinion")["count"] == 0


def test_unknown_actor_has_no_connections(api):
    make_actor("unreleased")

    assert api.problem("/api/v1/actors/unreleased/connections/")["status"] == 404


def test_connections_cost_the_same_for_one_and_three(api):
    actors = [make_actor(f"actor-{n}") for n in range(4)]
    costs = []
    for size in (2, 4):
        for pair in itertools.combinations(actors[:size], 2):
            publish_on(1, *pair)
        api.get("/api/v1/actors/actor-0/connections/")
        with CaptureQueriesContext(connection) as queries:
            found = api.json("/api/v1/actors/actor-0/connections/")
        assert len(found["results"]) == size - 1
        costs.append(len(queries))

    assert costs == [2, 2]
