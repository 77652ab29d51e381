from collections.abc import Iterable
from dataclasses import dataclass

MAX_PROBLEMS = 100


@dataclass(frozen=True)
class Problem:
    """One reason to refuse a body.

    `element` is the tag concerned, as in "<table>", or "text" or "body" where there is none.
    `line` counts from 1 in the source as given; None means the body as a whole.
    """

    element: str
    detail: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"line {self.line}, " if self.line is not None else ""
        return f"{place}{self.element}: {self.detail}"


class BodyRefused(ValueError):
    """The body holds something that would be lost.

    `problems` holds all of them in the order of the source, or the first 100.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        ordered = sorted(problems, key=lambda problem: problem.line or 0)
        self.problems = tuple(ordered[:MAX_PROBLEMS])
        super().__init__("\n".join(map(str, self.problems)))
