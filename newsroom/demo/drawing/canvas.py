"""A sheet of 1,600 by 900 units, drawn large and scaled down, so that edges are smooth."""

from collections.abc import Iterable
from math import cos, radians, sin

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 1_600, 900
SCALE = 2
PIXELS = (1_280, 720)

Point = tuple[float, float]
Colour = str


class Canvas:
    def __init__(self, top: Colour, bottom: Colour) -> None:
        """The background runs from one colour to the other."""
        size = (WIDTH * SCALE, HEIGHT * SCALE)
        ramp = Image.linear_gradient("L").resize(size)
        upper, lower = (Image.new("RGB", size, colour) for colour in (top, bottom))
        self.image = Image.composite(lower, upper, ramp)

    def finished(self) -> Image.Image:
        return self.image.resize(PIXELS, Image.Resampling.LANCZOS)

    def polygon(self, points: Iterable[Point], fill: Colour) -> None:
        self._pen().polygon(_scaled(points), fill=fill)

    def line(self, points: Iterable[Point], fill: Colour, width: float) -> None:
        pen, scaled = self._pen(), _scaled(points)
        pen.line(scaled, fill=fill, width=round(width * SCALE), joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            radius = width * SCALE / 2
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)

    def dashes(self, points: list[Point], fill: Colour, width: float) -> None:
        """Every second stretch between the points."""
        for start in range(0, len(points) - 1, 2):
            self.line(points[start : start + 2], fill, width)

    def circle(self, centre: Point, radius: float, fill: Colour) -> None:
        (x, y) = centre
        box = (x - radius, y - radius, x + radius, y + radius)
        self._pen().ellipse(tuple(each * SCALE for each in box), fill=fill)

    def ring(self, centre: Point, radius: float, fill: Colour, width: float) -> None:
        turns = (radians(turn) for turn in range(0, 361, 3))
        (x, y) = centre
        self.line(((x + radius * cos(t), y + radius * sin(t)) for t in turns), fill, width)

    def box(self, left: float, top: float, right: float, bottom: float, fill: Colour) -> None:
        corners = (left, top, right, bottom)
        self._pen().rounded_rectangle([each * SCALE for each in corners], 6 * SCALE, fill=fill)

    def glow(self, centre: Point, radius: float, fill: Colour) -> None:
        """A light without an edge."""
        mask = Image.new("L", (WIDTH // 4, HEIGHT // 4))
        (x, y), r = (each / 4 for each in centre), radius / 4
        ImageDraw.Draw(mask).ellipse((x - r, y - r, x + r, y + r), fill=200)
        mask = mask.filter(ImageFilter.GaussianBlur(r / 2)).resize(self.image.size)
        self.image.paste(fill, (0, 0), mask)

    def text(
        self, place: Point, words: str, fill: Colour, size: float = 30, anchor: str = "lm"
    ) -> None:
        font = ImageFont.load_default(size * SCALE)
        x, y = place
        self._pen().text((x * SCALE, y * SCALE), words, fill=fill, font=font, anchor=anchor)

    def _pen(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)


def _scaled(points: Iterable[Point]) -> list[Point]:
    return [(x * SCALE, y * SCALE) for x, y in points]
