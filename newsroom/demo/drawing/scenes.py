"""The pictures that are no maps."""

from collections.abc import Callable
from math import cos, pi, radians, sin
from random import Random

from PIL import Image

from newsroom.demo.drawing.canvas import HEIGHT, WIDTH, Canvas, Point

RED, AMBER, SKY, WHITE = "#e4572e", "#f2b134", "#7cc6e8", "#ffffff"


def fifty_days() -> Image.Image:
    canvas = Canvas("#2b2d42", "#1c1e31")
    for day in range(50):
        x, y = 245 + day % 10 * 112, 190 + day // 10 * 112
        colour = RED if day == 49 else AMBER if day == 0 else "#5d6283"
        canvas.box(x, y, x + 92, y + 92, colour)
    canvas.text((245, 140), "14 July", AMBER, 40)
    canvas.text((1_345, 790), "2 September", RED, 40, "rm")
    return canvas.finished()


def second_circle() -> Image.Image:
    canvas = Canvas("#20394a", "#14252f")
    centre = (WIDTH / 2, HEIGHT / 2)
    inner, outer = _around(centre, 190, 6, 0.3), _around(centre, 375, 14, 0.0)
    for number, point in enumerate(outer):
        canvas.line([point, inner[number * 6 // 14]], "#4d6d7d", 4)
    for point in inner:
        canvas.line([point, centre], RED, 6)
    for point in outer:
        canvas.circle(point, 22, SKY)
    for point in inner:
        canvas.circle(point, 30, AMBER)
    canvas.circle(centre, 52, RED)
    canvas.ring(centre, 282, "#9fb8c6", 3)
    return canvas.finished()


def five_per_cent() -> Image.Image:
    canvas = Canvas("#f3efe6", "#e9e3d5")
    left, unit = 180, 248
    canvas.box(left, 330, left + 3.5 * unit, 530, "#2f4b7c")
    canvas.box(left + 3.5 * unit + 8, 330, left + 5 * unit, 530, AMBER)
    canvas.text((left + 30, 430), "3.5%", WHITE, 76)
    canvas.text((left + 3.5 * unit + 38, 430), "1.5%", "#2b2d42", 76)
    canvas.text((left, 590), "Troops and weapons", "#2b2d42", 38)
    canvas.text((left + 3.5 * unit + 8, 590), "What supports them", "#2b2d42", 38)
    canvas.text((left, 250), "Five per cent of output, by 2035", "#2b2d42", 50)
    canvas.line([(left, 680), (left + 2 * unit, 680)], RED, 6)
    canvas.text((left + 2 * unit + 24, 680), "2%: the goal until 2025", "#2b2d42", 34)
    return canvas.finished()


def crystals() -> Image.Image:
    canvas = Canvas("#2a2440", "#191528")
    random = Random(7)
    shades = ["#4c3f78", "#5f4f94", "#7a67b3", "#3d3362", "#9c88cf"]
    for row in range(9):
        for column in range(13):
            centre = (column * 136 + row % 2 * 68 - 20, row * 118 - 20)
            shade = random.choice([*shades, *shades, AMBER, SKY])
            _gem(canvas, centre, random.uniform(52, 72), shade)
    return canvas.finished()


def containers() -> Image.Image:
    canvas = Canvas("#f4c98f", "#e9a36d")
    canvas.glow((1_180, 300), 210, "#fff1cf")
    canvas.polygon([(0, 780), (WIDTH, 780), (WIDTH, HEIGHT), (0, HEIGHT)], "#27405a")
    random = Random(3)
    colours = ["#b5432b", "#2f6f8f", "#d98e2b", "#3d5a6c", "#7a8f45", "#8c3b3b"]
    for column, height in enumerate([2, 4, 5, 3, 4, 2]):
        for level in range(height):
            _container(canvas, 80 + column * 178, 780 - (level + 1) * 96, random.choice(colours))
    _crane(canvas, 1_240)
    return canvas.finished()


def two_faces() -> Image.Image:
    canvas = Canvas("#e8dfd0", "#ddd0bb")
    turns = [radians(turn) for turn in range(0, 181, 2)]
    for step in range(9):
        radius = 340 - step * 36
        warm, cold = ("#c8402a", "#e8dfd0"), ("#22506b", "#e8dfd0")
        for sign, shades in ((1, warm), (-1, cold)):
            half = [
                (800 + sign * (14 + radius * sin(t)), 450 - radius * cos(t) + sign * 26)
                for t in turns
            ]
            canvas.polygon(half, shades[step % 2])
    return canvas.finished()


def radar() -> Image.Image:
    canvas = Canvas("#12312b", "#0b201c")
    centre = (800, 820)
    for step in range(24):
        turn = radians(212 + step * 2.2)
        edge = radians(212 + (step + 1) * 2.2)
        shade = f"#{18 + step * 2:02x}{52 + step * 4:02x}{46 + step * 3:02x}"
        canvas.polygon([centre, _at(centre, 700, turn), _at(centre, 700, edge)], shade)
    for radius in (175, 350, 525, 700):
        canvas.ring(centre, radius, "#3f8f79", 3)
    for turn in range(180, 361, 30):
        canvas.line([centre, _at(centre, 700, radians(turn))], "#2b6657", 2)
    for turn, radius in ((238, 430), (252, 585), (291, 300), (318, 520)):
        canvas.circle(_at(centre, radius, radians(turn)), 26, "#1f5a4a")
        canvas.circle(_at(centre, radius, radians(turn)), 11, AMBER)
    return canvas.finished()


def balloons() -> Image.Image:
    canvas = Canvas("#cfdde2", "#e9d8c4")
    canvas.glow((420, 560), 150, "#fff6e4")
    _sea(canvas, 640, ["#5f8496", "#4a7084", "#365b70"])
    hull = [(560, 640), (1_180, 590), (1_120, 700), (610, 720)]
    canvas.polygon(hull, "#3a4552")
    canvas.polygon([(760, 625), (980, 606), (968, 540), (800, 554)], "#4c5a68")
    canvas.line([(880, 545), (858, 420)], "#4c5a68", 9)
    for x, y, radius in ((520, 260, 62), (700, 170, 54), (930, 220, 66), (1_140, 300, 50)):
        anchor = (620 + (x - 520) * 0.75, 640 - (x - 520) * 0.05)
        canvas.line([(x, y + radius), anchor], "#6d7680", 3)
        canvas.circle((x, y), radius, "#d9773f")
        canvas.circle((x - radius * 0.3, y - radius * 0.3), radius * 0.3, "#e79f72")
    canvas.polygon([(0, 720), (WIDTH, 700), (WIDTH, HEIGHT), (0, HEIGHT)], "#2d4f63")
    return canvas.finished()


def mountains() -> Image.Image:
    canvas = Canvas("#f7d9b5", "#e79a80")
    canvas.glow((1_090, 330), 190, "#fff0cf")
    layers = [(380, 150, "#b9899a"), (480, 140, "#8d6a8a"), (590, 120, "#654f77")]
    for seed, (level, height, colour) in enumerate([*layers, (720, 90, "#3d3559")]):
        _ridge(canvas, level, height, colour, Random(20 + seed))
    return canvas.finished()


SCENES: dict[str, Callable[[], Image.Image]] = {
    "fifty-days": fifty_days,
    "second-circle": second_circle,
    "five-per-cent": five_per_cent,
    "crystals": crystals,
    "containers": containers,
    "two-faces": two_faces,
    "radar": radar,
    "balloons": balloons,
    "mountains": mountains,
}


def _at(centre: Point, radius: float, turn: float) -> Point:
    return (centre[0] + radius * cos(turn), centre[1] + radius * sin(turn))


def _around(centre: Point, radius: float, count: int, start: float) -> list[Point]:
    return [_at(centre, radius, start + 2 * pi * number / count) for number in range(count)]


def _gem(canvas: Canvas, centre: Point, radius: float, colour: str) -> None:
    corners = _around(centre, radius, 6, pi / 6)
    canvas.polygon(corners, colour)
    canvas.polygon([centre, corners[3], corners[4], corners[5]], _lighter(colour, 26))
    canvas.polygon([centre, corners[0], corners[1]], _lighter(colour, -22))


def _lighter(colour: str, by: int) -> str:
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{min(255, max(0, part + by)):02x}" for part in parts)


def _container(canvas: Canvas, x: float, y: float, colour: str) -> None:
    canvas.box(x, y, x + 172, y + 90, colour)
    for step in range(1, 8):
        canvas.line(
            [(x + step * 21.5, y + 12), (x + step * 21.5, y + 78)], _lighter(colour, -24), 4
        )


def _crane(canvas: Canvas, x: float) -> None:
    dark = "#2d3b48"
    for leg in (x, x + 190):
        canvas.line([(leg, 780), (leg, 210)], dark, 16)
    canvas.line([(x - 520, 210), (x + 300, 210)], dark, 18)
    canvas.line([(x + 95, 90), (x - 480, 204)], dark, 7)
    canvas.line([(x + 95, 90), (x + 290, 204)], dark, 7)
    canvas.line([(x + 95, 90), (x, 210)], dark, 10)
    canvas.line([(x + 95, 90), (x + 190, 210)], dark, 10)
    canvas.line([(x, 500), (x + 190, 500)], dark, 10)
    canvas.line([(x - 330, 214), (x - 330, 300)], dark, 5)
    _container(canvas, x - 416, 300, "#d98e2b")


def _sea(canvas: Canvas, level: float, colours: list[str]) -> None:
    for step, colour in enumerate(colours):
        top = level + step * 34
        canvas.polygon([(0, top), (WIDTH, top), (WIDTH, HEIGHT), (0, HEIGHT)], colour)


def _ridge(canvas: Canvas, level: float, height: float, colour: str, random: Random) -> None:
    """A jagged line made by moving midpoints, filled below."""
    points: list[Point] = [(0, level), (WIDTH, level - height / 2)]
    spread = height * 1.5
    for _ in range(8):
        middles = [
            ((x0 + x1) / 2, (y0 + y1) / 2 + random.uniform(-spread, spread) / 2)
            for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False)
        ]
        points = sorted([*points, *middles])
        spread *= 0.56
    canvas.polygon([*points, (WIDTH, HEIGHT), (0, HEIGHT)], colour)
