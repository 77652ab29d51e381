from typing import Any

from taxonomy import topojson


def topology(*, arcs: list[Any], geometries: list[Any]) -> dict[str, Any]:
    return {
        "transform": {"scale": [1, 1], "translate": [-180, -90]},
        "arcs": arcs,
        "objects": {"countries": {"geometries": geometries}},
    }


def test_centre_joins_arcs_forwards_and_backwards() -> None:
    east = [[190, 80], [10, 0], [0, 20], [-10, 0]]
    west = [[190, 80], [0, 20]]

    found = topojson.centres(
        topology(
            arcs=[east, west],
            geometries=[{"type": "Polygon", "id": "010", "arcs": [[0, ~1]]}],
        )
    )

    assert found == {"010": [0.0, 15.0]}


def test_centre_is_that_of_the_largest_ring_of_all_pieces() -> None:
    small = [[190, 80], [1, 0], [0, 20], [-1, 0], [0, -20]]
    large = [[220, 80], [10, 0], [0, 20], [-10, 0], [0, -20]]

    found = topojson.centres(
        topology(
            arcs=[small, large],
            geometries=[
                {"type": "Polygon", "id": "010", "arcs": [[0]]},
                {"type": "MultiPolygon", "id": "010", "arcs": [[[0]], [[1]]]},
                {"type": "Polygon", "arcs": [[0]]},
            ],
        )
    )

    assert found == {"010": [0.0, 45.0]}


def test_centre_of_a_ring_across_the_antimeridian_stays_within_it() -> None:
    ring = [[350, 80], [-340, 0], [0, 20], [340, 0], [0, -20]]

    found = topojson.centres(
        topology(arcs=[ring], geometries=[{"type": "Polygon", "id": "010", "arcs": [[0]]}])
    )

    assert found == {"010": [0.0, -180.0]}


def test_rings_are_the_outline_and_the_holes_of_each_polygon() -> None:
    outline = [[180, 90], [9, 0], [0, 9], [-9, 0], [0, -9]]
    hole = [[183, 93], [2, 0], [0, 2], [-2, 0], [0, -2]]

    found = topojson.rings(
        topology(
            arcs=[outline, hole],
            geometries=[
                {"type": "MultiPolygon", "arcs": [[[0], [1]]]},
                {"type": "Polygon", "arcs": [[1]]},
            ],
        ),
        "countries",
    )

    assert found[0][0] == [(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)]
    assert found[0][1] == found[1][0] == [(3, 3), (5, 3), (5, 5), (3, 5), (3, 3)]
