"""Query parameters: none is ignored, none may be given twice."""

import difflib
import unicodedata
from collections.abc import Collection

from django.http import QueryDict

from newsroom.api.problems import Problem, parameter_problem

# Nearly the longest request line that the server reads: a hundred slugs.
MAX_LENGTH = 8_000
# Characters that shape or space a text belong to some scripts, and new ones come with each Unicode.
CONTROLS = ("Cc", "Cs")


def check_parameters(query: QueryDict, known: Collection[str]) -> None:
    """Raise a ``Problem`` that names every parameter that is unknown, repeated or unreadable."""
    errors = [error for name in query if (error := _check(query, name, known))]
    if errors:
        first = errors[0].detail
        raise Problem("invalid_request", first, errors=[e for p in errors for e in p.errors])


def split_list(parameter: str, value: str, *, most: int) -> list[str]:
    """Split a comma list; raises a ``Problem`` for empty entries, repetitions and too many."""
    entries = value.split(",")
    if "" in entries:
        raise parameter_problem(parameter, f"{parameter} has an empty entry.")
    if len(entries) > most:
        raise parameter_problem(parameter, f"{parameter} takes at most {most} entries.")
    if len(set(entries)) < len(entries):
        raise parameter_problem(parameter, f"{parameter} names an entry twice.")
    return entries


def choose(parameter: str, value: str, choices: Collection[str]) -> str:
    """Give the value if it is among the choices; raises a ``Problem`` with the nearest."""
    if value in choices:
        return value
    listed = ", ".join(choices)
    raise parameter_problem(
        parameter,
        f"“{_shown(value)}” is not a value of {parameter}, which takes {listed}.",
        nearest(value, choices),
    )


def nearest(value: str, choices: Collection[str]) -> str | None:
    found = difflib.get_close_matches(value[:100].lower(), choices, n=1)
    return found[0] if found else None


def _shown(value: str) -> str:
    return value if len(value) <= 100 else value[:100] + "…"


def _check(query: QueryDict, name: str, known: Collection[str]) -> Problem | None:
    if name not in known:
        shown = _shown(name.encode("utf-8", "replace").decode())
        return parameter_problem(
            shown, f"There is no parameter “{shown}” here.", nearest(name, sorted(known))
        )
    values = query.getlist(name)
    if len(values) > 1:
        return parameter_problem(name, f"{name} is given {len(values)} times; give it once.")
    if len(values[0]) > MAX_LENGTH:
        return parameter_problem(name, f"{name} is longer than {MAX_LENGTH} characters.")
    if any(unicodedata.category(one) in CONTROLS for one in values[0]):
        return parameter_problem(name, f"{name} has a control character.")
    if values[0] == "":
        return parameter_problem(name, f"{name} is empty; leave it out instead.")
    return None
