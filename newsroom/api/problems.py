"""Problem documents (RFC 9457): the one shape of every failure under /api/."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import JsonResponse

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """One kind of problem; ``code`` and the address made of it never change."""

    code: str
    status: int
    title: str
    meaning: str

    @property
    def type(self) -> str:
        return f"{settings.NEWSROOM_PUBLIC_URL}/api/problems/{self.code}/"


KINDS = {
    kind.code: kind
    for kind in (
        Kind(
            "invalid_request",
            400,
            "The request cannot be understood",
            "A parameter is unknown, repeated or has a wrong value, or the request is malformed. "
            "`errors` names each parameter and, where there is one, the nearest valid value.",
        ),
        Kind(
            "key_missing",
            401,
            "A key is needed",
            "Only callers with a key may ask this; they send `Authorization: Bearer` and the key.",
        ),
        Kind(
            "key_invalid",
            401,
            "The key is not valid",
            "The key in the Authorization field is unknown, has expired or been revoked, or may "
            "not be used from the address of the caller.",
        ),
        Kind(
            "insufficient_scope",
            403,
            "The key may not do this",
            "The key is valid but lacks a scope, which `scope` names.",
        ),
        Kind("forbidden", 403, "Not allowed", "The caller may not do this."),
        Kind(
            "not_found",
            404,
            "Not found",
            "There is nothing public at this address. `errors` may name the part of it that is "
            "wrong, and the nearest valid value.",
        ),
        Kind(
            "method_not_allowed",
            405,
            "Method not allowed",
            "This address does not take this method; the Allow field names those it takes.",
        ),
        Kind(
            "not_acceptable",
            406,
            "Not acceptable",
            "None of the media types in the Accept field can be given here.",
        ),
        Kind(
            "reset_required",
            410,
            "The copy cannot be brought into step",
            "What changed since the cursor was given is not known any more, or too much did. Begin "
            "a walk that gives all there is at `reset_url`, and drop what it does not give.",
        ),
        Kind(
            "withdrawn",
            410,
            "Withdrawn",
            "The story was public and has been taken back. `message` is what the newsroom tells "
            "readers, or null.",
        ),
        Kind(
            "precondition_failed",
            412,
            "Precondition failed",
            "The If-Match or If-Unmodified-Since field does not hold for the present answer.",
        ),
        Kind("too_large", 413, "Request too large", "The request has a body that is too large."),
        Kind("unsupported_media_type", 415, "Unsupported media type", "The body has a wrong type."),
        Kind("throttled", 429, "Too many requests", "Wait as long as Retry-After says."),
        Kind("internal_error", 500, "Internal error", "We failed, and have been told."),
        Kind(
            "too_many_streams",
            503,
            "Too many streams",
            "As many streams as may be given at once are under way. Try again after as many "
            "seconds as Retry-After says, or ask for pages.",
        ),
        Kind(
            "unavailable",
            503,
            "Temporarily unavailable",
            "The database cannot be reached. Try again after as many seconds as Retry-After says.",
        ),
    )
}
BY_STATUS = {kind.status: kind for kind in KINDS.values()}


@dataclass
class Problem(Exception):
    """A failure to be told to the caller; views raise it.

    ``errors`` holds dictionaries with ``detail``, ``parameter`` and ``nearest`` (or null), ``keys``
    the surrogate keys of what this answer depends on; none means any change.
    """

    code: str
    detail: str
    errors: list[dict[str, Any]] = field(default_factory=list)
    members: dict[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    keys: Collection[str] = ()


def parameter_problem(
    parameter: str,
    detail: str,
    nearest: str | None = None,
    *,
    code: str = "invalid_request",
    keys: Collection[str] = (),
) -> Problem:
    """A wrong parameter, of the query or of the path, of which ``code`` is then ``not_found``.

    The nearest valid value is named in the sentence too.
    """
    if nearest is not None:
        detail = f"{detail} Did you mean “{nearest}”?"
    error = {"parameter": parameter, "detail": detail, "nearest": nearest}
    return Problem(code, detail, errors=[error], keys=keys)


def problem_response(problem: Problem) -> JsonResponse:
    kind = KINDS[problem.code]
    document = {
        "type": kind.type,
        "title": kind.title,
        "status": kind.status,
        "detail": problem.detail,
        "code": kind.code,
        "errors": problem.errors,
        **problem.members,
    }
    return JsonResponse(
        document,
        status=kind.status,
        headers=dict(problem.headers),
        content_type=CONTENT_TYPE,
        json_dumps_params={"ensure_ascii": False},
    )
