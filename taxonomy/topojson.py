"""Centres of the countries in a TopoJSON file, for instance the npm package world-atlas."""

from itertools import accumulate, pairwise
from math import asin, degrees, radians, sin
from typing import Any

Point = tuple[float, float]  # longitude and latitude in degrees


def centres(topology: dict[str, Any]) -> dict[str, list[float]]:
    """Latitude and longitude, to two decimals, by the id of each country that has one.

    The centre is the centroid of the largest ring, so that far islands do not move it. It may
    lie outside a country that is crescent-shaped.
    """
    arcs = [_decode(arc, topology["transform"]) for arc in topology["arcs"]]
    largest: dict[str, tuple[float, list[float]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        is_single = geometry["type"] == "Polygon"
        polygons = [geometry["arcs"]] if is_single else geometry["arcs"]
        found = max(_area_and_centre(_ring(polygon[0], arcs)) for polygon in polygons)
        key = geometry.get("id")
        if key is not None:
            largest[key] = max(found, largest.get(key, found))
    return {key: centre for key, (_, centre) in largest.items()}


def rings(topology: dict[str, Any], name: str) -> list[list[list[Point]]]:
    """The polygons of an object, each as its outline and its holes."""
    arcs = [_decode(arc, topology["transform"]) for arc in topology["arcs"]]
    found = []
    for geometry in topology["objects"][name]["geometries"]:
        is_single = geometry["type"] == "Polygon"
        polygons = [geometry["arcs"]] if is_single else geometry["arcs"]
        found += [[_ring(ring, arcs) for ring in polygon] for polygon in polygons]
    return found


def _decode(arc: list[list[int]], transform: dict[str, Point]) -> list[Point]:
    """An arc stores its first point and then the steps from point to point."""
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    steps = accumulate(arc, lambda point, step: [point[0] + step[0], point[1] + step[1]])
    return [(x * scale_x + move_x, y * scale_y + move_y) for x, y in steps]


def _ring(indices: list[int], arcs: list[list[Point]]) -> list[Point]:
    """Join arcs; a negative index means the arc ~index, backwards."""
    points: list[Point] = []
    for index in indices:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return _unwrapped(points)


def _unwrapped(points: list[Point]) -> list[Point]:
    """Let longitudes run on past 180 degrees, so that no edge spans the map."""
    unwrapped = points[:1]
    for longitude, latitude in points[1:]:
        before = unwrapped[-1][0]
        unwrapped.append((before + _half_turn(longitude - before), latitude))
    return unwrapped


def _area_and_centre(ring: list[Point]) -> tuple[float, list[float]]:
    """Use the sine of the latitude, the projection in which areas are true."""
    origin = ring[0][0]
    flat = [(longitude - origin, sin(radians(latitude))) for longitude, latitude in ring]
    crosses = [(a, b, a[0] * b[1] - b[0] * a[1]) for a, b in pairwise(flat)]
    double = sum(cross for _, _, cross in crosses)
    x = sum((a[0] + b[0]) * cross for a, b, cross in crosses) / (3 * double)
    y = sum((a[1] + b[1]) * cross for a, b, cross in crosses) / (3 * double)
    return abs(double), [round(degrees(asin(y)), 2), round(_half_turn(origin + x), 2)]


def _half_turn(angle: float) -> float:
    """The same angle between -180 and 180 degrees."""
    return (angle + 180) % 360 - 180
