"""How much may be asked, and telling callers of it (draft-ietf-httpapi-ratelimit-headers-11)."""

import math
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from newsroom.api.client_address import client_address
from newsroom.api.problems import Problem
from newsroom.partners.models import ApiKey
from newsroom.partners.quotas import held_quotas
from newsroom.partners.standing import Limits, Standing

MINUTE_SECONDS = 60
DAY_SECONDS = 86_400
# Keys that are not valid, from one address.
GUESSES = Limits(per_minute=60, per_day=0)


class Limit(BaseThrottle):
    """Counts a request before its view does any work; too many are answered 429."""

    def allow_request(self, request: Request, view: Any) -> bool:
        quotas, subject, limits = held_quotas(), *_counted(request, request.auth)
        if quotas is None or not any(limits):
            return True
        standing, may_ask = quotas.take(subject, limits)
        request._request.standing = standing
        if not may_ask:
            raise _throttled(standing)
        return True


def refuse_guessing(address: str) -> None:
    """Raise a ``Problem`` for an address that has tried too many keys; asks nothing of anybody."""
    quotas = held_quotas()
    standing = quotas and quotas.refusal(f"guessing:{address}")
    if standing:
        raise _throttled(standing)


def count_guess(address: str) -> None:
    """Count a key that is not valid, each of which costs a statement."""
    if quotas := held_quotas():
        quotas.take(f"guessing:{address}", GUESSES)


def is_over_limit(request: HttpRequest) -> bool:
    """Count a request that is answered with what is kept; tells if it must be refused instead."""
    quotas, subject, limits = held_quotas(), *_counted(request, None)
    if quotas is None or not any(limits):
        return False
    held = quotas.count(subject, limits)
    return held is not None and not held[1]


def tell_limits(request: HttpRequest, response: HttpResponse) -> None:
    """Say what is left, on answers that no shared cache gives to somebody else."""
    standing = getattr(request, "standing", None)
    kept = response.headers.get("Cache-Control", "")
    if standing is None or not ("no-store" in kept or "private" in kept):
        return
    windows = list(describe_limits(standing))
    response.headers["RateLimit-Policy"] = ", ".join(
        f'"{one["name"]}";q={one["requests"]};w={one["seconds"]}' for one in windows
    )
    response.headers["RateLimit"] = ", ".join(
        f'"{one["name"]}";r={one["left"]};t={one["begins_anew_in"]}' for one in windows
    )


def describe_limits(standing: Standing) -> Iterator[dict[str, Any]]:
    """Give the limits that there are, what is left of each, and the seconds until it is whole."""
    now, limits = time.monotonic(), standing.limits
    windows = (
        (
            "minute",
            limits.per_minute,
            MINUTE_SECONDS,
            standing.left_in_minute,
            standing.minute_ends,
        ),
        ("day", limits.per_day, DAY_SECONDS, standing.left_in_day, standing.day_ends),
    )
    for name, requests, seconds, left, ends in windows:
        if requests:
            wait = max(0, math.ceil(ends - now))
            yield {
                "name": name,
                "requests": requests,
                "seconds": seconds,
                "left": left,
                "begins_anew_in": wait,
            }


def _throttled(standing: Standing) -> Problem:
    until = standing.refused_until() or 0
    wait = max(1, math.ceil(until - time.monotonic()))
    return Problem(
        "throttled",
        f"That was one request too many. Ask again in {wait} s.",
        headers={"Retry-After": str(wait)},
    )


def _counted(request: Any, key: ApiKey | None) -> tuple[str, Limits]:
    """Give whose requests are counted together, and how many there may be."""
    if key:
        per_minute, per_day = settings.NEWSROOM_KEY_PER_MINUTE, settings.NEWSROOM_KEY_PER_DAY
        return f"key:{key.pk}", Limits(per_minute, per_day)
    limits = Limits(settings.NEWSROOM_ADDRESS_PER_MINUTE, settings.NEWSROOM_ADDRESS_PER_DAY)
    return f"address:{client_address(request) if any(limits) else ''}", limits
