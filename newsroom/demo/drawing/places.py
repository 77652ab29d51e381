"""The pictures that are maps."""

from collections.abc import Callable
from typing import Any

from PIL import Image

from newsroom.demo.drawing.canvas import Canvas
from newsroom.demo.drawing.maps import Map, bow

Topology = dict[str, Any]

SLATE = ("#1d3a4f", "#142a3c", "#3f6274")
INK = ("#232a45", "#171c33", "#465073")
PINE = ("#1f4447", "#153236", "#4a7269")
CLAY = ("#27465a", "#1c3547", "#b98f66")
RED, AMBER, SKY = "#e4572e", "#f2b134", "#7cc6e8"

WONSAN, MOSCOW, KURSK, KYIV = (127.44, 39.15), (37.62, 55.75), (36.19, 51.73), (30.52, 50.45)
SEOUL, PYONGYANG, BEIJING, TIANJIN = (126.98, 37.57), (125.75, 39.03), (116.4, 39.9), (117.2, 39.1)


def wonsan_to_moscow(topology: Topology) -> Image.Image:
    chart = Map(topology, (84, 52), 9_400, SLATE)
    chart.arc(MOSCOW, WONSAN, AMBER)
    chart.mark("Moscow", MOSCOW, RED, "below")
    chart.mark("Wonsan", WONSAN, RED, "below")
    return chart.canvas.finished()


def kursk(topology: Topology) -> Image.Image:
    chart = Map(topology, (35, 52.2), 2_300, INK)
    for radius in (190, 130, 70):
        chart.canvas.ring(chart.place(KURSK), radius, "#e4572e", 3)
    chart.mark("Moscow", MOSCOW, "#9aa5c9")
    chart.mark("Kyiv", KYIV, "#9aa5c9", "left")
    chart.mark("Kursk", KURSK, RED)
    return chart.canvas.finished()


def three_capitals(topology: Topology) -> Image.Image:
    chart = Map(topology, (125, 38.8), 2_500, PINE)
    edge = (1_560, 300)
    chart.canvas.line(bow(chart.place(SEOUL), edge, 0.12), AMBER, 7)
    chart.canvas.text((1_545, 240), "to Washington", "#ffffff", 34, "rm")
    chart.arc(SEOUL, BEIJING, AMBER, -0.15)
    chart.arc(SEOUL, PYONGYANG, AMBER, 0.3)
    chart.mark("Beijing", BEIJING, SKY, "above")
    chart.mark("Pyongyang", PYONGYANG, SKY, "left")
    chart.mark("Seoul", SEOUL, RED, "below")
    return chart.canvas.finished()


def flight(topology: Topology) -> Image.Image:
    chart = Map(topology, (128, 34.6), 1_700, SLATE)
    for step in range(3):
        start, end = (260, 800 - 90 * step), (1_240, 330 - 90 * step)
        track = bow(start, end, 0.04)
        chart.canvas.dashes(track, "#9fb8c6", 4)
        _arrowhead(chart.canvas, track[-2], end)
    chart.mark("Seoul", SEOUL, RED, "left")
    chart.mark("Jeju", (126.53, 33.4), SKY, "left")
    return chart.canvas.finished()


def river(topology: Topology) -> Image.Image:
    chart = Map(topology, (90.6, 26.9), 1_980, CLAY)
    chart.course(COURSE, SKY, 15)
    chart.canvas.ring(chart.place((94.95, 29.6)), 62, RED, 6)
    x, y = chart.place((94.95, 29.6))
    chart.canvas.text((x, y - 96), "Great Bend", "#ffffff", 34, "mm")
    chart.mark("Lhasa", (91.1, 29.65), "#7a4f2c", "above")
    chart.mark("Pasighat", (95.33, 28.07), "#7a4f2c")
    chart.mark("Guwahati", (91.74, 26.15), "#7a4f2c", "below")
    chart.mark("Dhaka", (90.41, 23.81), "#7a4f2c")
    return chart.canvas.finished()


def ten_members(topology: Topology) -> Image.Image:
    chart = Map(topology, (76, 42), 8_600, INK)
    for capital in CAPITALS:
        chart.arc(capital, TIANJIN, "#6b78a8", 0.12)
    for capital in CAPITALS:
        chart.canvas.circle(chart.place(capital), 13, AMBER)
    chart.mark("Tianjin", TIANJIN, RED)
    return chart.canvas.finished()


MAPS: dict[str, Callable[[Topology], Image.Image]] = {
    "wonsan-to-moscow": wonsan_to_moscow,
    "kursk": kursk,
    "three-capitals": three_capitals,
    "flight": flight,
    "river": river,
    "ten-members": ten_members,
}

# The Yarlung Tsangpo, which is the Siang, the Brahmaputra and the Jamuna further down.
COURSE = [
    *((82.0, 30.4), (84.2, 29.7), (86.0, 29.3), (87.6, 29.1), (88.9, 29.35), (90.7, 29.3)),
    *((92.4, 29.2), (94.3, 29.4), (94.95, 29.85), (95.25, 29.75), (94.9, 29.0), (95.0, 28.5)),
    *((95.3, 28.0), (95.0, 27.5), (93.6, 26.8), (92.8, 26.6), (91.7, 26.2), (90.1, 26.0)),
    *((89.7, 25.3), (89.7, 24.4), (89.8, 23.8), (90.6, 23.3), (90.8, 22.4)),
]
CAPITALS = [
    *((27.56, 53.9), MOSCOW, (71.43, 51.17), (74.59, 42.87), (69.24, 41.31), (68.78, 38.54)),
    *((51.39, 35.69), (73.05, 33.68), (77.21, 28.61), BEIJING),
]


def _arrowhead(canvas: Canvas, before: tuple[float, float], tip: tuple[float, float]) -> None:
    (x0, y0), (x1, y1) = before, tip
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5
    ahead = ((x1 - x0) / length, (y1 - y0) / length)
    wing = (-ahead[1], ahead[0])
    corners = [(40, 0), (-24, 26), (-10, 0), (-24, -26)]
    canvas.polygon(
        [(x1 + ahead[0] * a + wing[0] * b, y1 + ahead[1] * a + wing[1] * b) for a, b in corners],
        "#ffffff",
    )
