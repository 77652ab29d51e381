"""Maps of land and sea without borders, in which places can be marked."""

from itertools import pairwise
from math import cos, hypot, radians, sin, sqrt
from typing import Any

from newsroom.demo.drawing.canvas import HEIGHT, WIDTH, Canvas, Colour, Point
from taxonomy.topojson import rings

EARTH_RADIUS_KM = 6_371


class Map:
    """Lambert's azimuthal equal-area projection about a centre."""

    def __init__(
        self, topology: dict[str, Any], centre: Point, width_km: float, colours: tuple[str, ...]
    ) -> None:
        """``centre`` is longitude and latitude; ``colours`` are sea, its far side, and land."""
        self.longitude, self.latitude = map(radians, centre)
        self.scale = WIDTH / width_km * EARTH_RADIUS_KM
        sea, far, land = colours
        self.canvas = Canvas(sea, far)
        for polygon in rings(topology, "land"):
            outline, *holes = [[self.place(point) for point in ring] for ring in polygon]
            if any(0 < x < WIDTH and 0 < y < HEIGHT for x, y in outline) or _is_large(outline):
                self.canvas.polygon(outline, land)
                for hole in holes:
                    self.canvas.polygon(hole, far)

    def place(self, point: Point) -> Point:
        longitude, latitude = map(radians, point)
        turn = longitude - self.longitude
        cosine = sin(self.latitude) * sin(latitude) + cos(self.latitude) * cos(latitude) * cos(turn)
        stretch = sqrt(2 / max(1 + cosine, 0.02)) * self.scale
        x = cos(latitude) * sin(turn)
        y = cos(self.latitude) * sin(latitude) - sin(self.latitude) * cos(latitude) * cos(turn)
        return (WIDTH / 2 + stretch * x, HEIGHT / 2 - stretch * y)

    def mark(self, name: str, point: Point, colour: Colour, side: str = "right") -> Point:
        """A dot with a label on one side of it."""
        x, y = place = self.place(point)
        self.canvas.circle(place, 17, "#ffffff")
        self.canvas.circle(place, 11, colour)
        steps = {"right": (30, 0, "lm"), "left": (-30, 0, "rm"), "above": (0, -42, "mm")}
        step_x, step_y, anchor = {**steps, "below": (0, 42, "mm")}[side]
        self.canvas.text((x + step_x, y + step_y), name, "#ffffff", 34, anchor)
        return place

    def arc(self, start: Point, end: Point, colour: Colour, rise: float = 0.2) -> None:
        """A bow between two places, which rises by a share of its length."""
        curve = bow(self.place(start), self.place(end), rise)
        self.canvas.line(curve, colour, 7)

    def course(self, points: list[Point], colour: Colour, width: float) -> None:
        """A line that grows wider, as a river does."""
        smooth = smoothed([self.place(point) for point in points])
        for step, (start, end) in enumerate(pairwise(smooth)):
            share = 0.35 + 0.65 * step / len(smooth)
            self.canvas.line([start, end], colour, width * share)


def bow(start: Point, end: Point, rise: float) -> list[Point]:
    (x0, y0), (x1, y1) = start, end
    top_x = (x0 + x1) / 2 - (y0 - y1) * rise
    top_y = (y0 + y1) / 2 - abs(x1 - x0) * rise - hypot(x1 - x0, y1 - y0) * rise / 2
    shares = [step / 40 for step in range(41)]
    return [
        (
            (1 - t) ** 2 * x0 + 2 * t * (1 - t) * top_x + t**2 * x1,
            (1 - t) ** 2 * y0 + 2 * t * (1 - t) * top_y + t**2 * y1,
        )
        for t in shares
    ]


def smoothed(points: list[Point]) -> list[Point]:
    """Cut corners four times (Chaikin)."""
    for _ in range(4):
        cut = [
            ((a * w + b * (1 - w)), (c * w + d * (1 - w)))
            for (a, c), (b, d) in pairwise(points)
            for w in (0.75, 0.25)
        ]
        points = [points[0], *cut, points[-1]]
    return points


def _is_large(outline: list[Point]) -> bool:
    xs = [x for x, _ in outline]
    return max(xs) - min(xs) > WIDTH
