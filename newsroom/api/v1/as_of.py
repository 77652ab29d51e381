"""The parameter `as_of`: an answer as it would have been at an earlier change."""

from datetime import datetime

from django.utils import timezone
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework.request import Request

from newsroom.api.authentication import check_archive
from newsroom.api.caching import NEVER
from newsroom.api.problems import Problem, parameter_problem
from newsroom.api.v1.filters import read_moment
from newsroom.changes.head import read_head
from newsroom.changes.moments import number_at

HEADER = "X-Newsroom-As-Of"
MOST_DIGITS = 18

AS_OF = OpenApiParameter(
    "as_of",
    {"type": "string", "minLength": 1, "format": "as-of"},
    description="A change number, or an instant or date, not in the future: the story as it stood "
    "then, by its id or any slug that it has had. Names of tags, and which links are shown, are of "
    "now; what has been withdrawn or redacted since is not given.",
    examples=[
        OpenApiExample("Change number", value="1"),
        OpenApiExample("Instant", value="2025-07-12T09:00:00Z"),
    ],
)


def read_as_of(request: Request) -> int | None:
    """Read `as_of` as a change number; None without it. Raises a ``Problem`` for the future."""
    text = request.query_params.get("as_of")
    if text is None:
        return None
    check_archive(request)
    newest = read_head()
    if text.isascii() and text.isdecimal():
        if len(text) > MOST_DIGITS or int(text) > newest.seq:
            raise _yet_to_come("as_of is a change that has not been made yet.", str(newest.seq))
        return int(text)
    moment = _read_moment(text)
    if moment > max(newest.at, timezone.now()):
        raise _yet_to_come("as_of is in the future.")
    return number_at(moment)


def told(seq: int | None) -> dict[str, str]:
    """Give the header that says which change an answer is for; none for the present."""
    return {} if seq is None else {HEADER: str(seq)}


def _yet_to_come(detail: str, nearest: str | None = None) -> Problem:
    """No cache may keep what passing time makes untrue."""
    problem = parameter_problem("as_of", detail, nearest)
    problem.headers = {"Cache-Control": NEVER}
    return problem


def _read_moment(text: str) -> datetime:
    try:
        return read_moment("as_of", text)
    except Problem:
        raise parameter_problem(
            "as_of", "as_of is a change number, or an instant such as 2025-07-12T09:00:00Z."
        ) from None
