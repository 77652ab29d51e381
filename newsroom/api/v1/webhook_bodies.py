"""Reading what callers say of webhooks: no member is ignored, and every mistake is named."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from newsroom.api.parameters import choose, nearest
from newsroom.api.problems import Problem, parameter_problem
from newsroom.api.v1.filters import read_moment
from newsroom.partners.models import Partner, Product
from newsroom.refusals import Refusal
from newsroom.webhooks.event_types import EventType

NEW = ("url", "description", "event_types", "products")
CHANGED = (*NEW, "enabled")
KINDS: Mapping[str, tuple[type, str]] = {
    "url": (str, "a text"),
    "description": (str, "a text"),
    "event_types": (list, "a list of texts"),
    "products": (list, "a list of texts"),
    "enabled": (bool, "true or false"),
    "overlap_hours": (int, "a whole number"),
}


def read_members(body: Any, known: Collection[str]) -> dict[str, Any]:
    """Give the members of a body, each of its type; raises ``Problem``."""
    if not isinstance(body, dict):
        raise Problem("invalid_request", "The body is an object.")
    for name, value in body.items():
        if name not in known:
            detail = f"There is no member “{name[:60]}” here."
            raise parameter_problem(name[:60], detail, nearest(name, sorted(known)))
        kind, words = KINDS.get(name, (object, ""))
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise parameter_problem(name, f"{name} is {words}.")
        if kind is list and not all(isinstance(one, str) for one in value):
            raise parameter_problem(name, f"{name} is {words}.")
        if kind is str and "\0" in value:
            raise parameter_problem(name, f"{name} has a control character.")
    return body


def read_event_types(members: Mapping[str, Any]) -> list[str]:
    return [choose("event_types", one, EventType.values) for one in members["event_types"]]


def read_products(members: Mapping[str, Any], partner: Partner) -> list[Product]:
    """Give the partner's products with these ids; raises ``Problem`` for any other."""
    own = {str(one.pk): one for one in partner.products.all()}
    found = []
    for text in members["products"]:
        try:
            key = str(uuid.UUID(text))
        except ValueError:
            key = text
        if key not in own:
            detail = f"You have no product “{text[:60]}”."
            raise parameter_problem("products", detail, nearest(key, sorted(own)))
        found.append(own[key])
    return found


def read_overlap(members: Mapping[str, Any]) -> timedelta:
    hours = members.get("overlap_hours", 24)
    if not 0 <= hours <= 10_000:
        raise parameter_problem("overlap_hours", "overlap_hours is out of bounds.")
    return timedelta(hours=hours)


def read_since(members: Mapping[str, Any]) -> int | datetime:
    since = members.get("since")
    if isinstance(since, str) and "\0" not in since:
        return read_moment("since", since)
    if isinstance(since, int) and not isinstance(since, bool) and 0 <= since < 2**63:
        return since
    raise parameter_problem("since", "since is a change number or an instant.")


def refused(refusal: Refusal) -> Problem:
    """Give the problem that tells of a refusal, each sentence beside its member."""
    errors = [
        {"parameter": name, "detail": line, "nearest": None}
        for name, lines in refusal.problems.items()
        if name
        for line in lines
    ]
    return Problem("invalid_request", str(refusal), errors=errors)
