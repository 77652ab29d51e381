"""What every answer under /api/ has in common: limits, usage, CORS, validators and caching."""

import hashlib
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.cache import get_conditional_response

from newsroom.api.authentication import warn_of_end
from newsroom.api.caching import NEVER, set_caching
from newsroom.api.errors import is_api
from newsroom.api.limits import tell_limits
from newsroom.api.problems import Problem, problem_response
from newsroom.api.surrogate_keys import HEADER as SURROGATE_KEYS
from newsroom.api.usage import note_usage

GetResponse = Callable[[HttpRequest], HttpResponse]

EXPOSED = (
    "Deprecation, ETag, Link, RateLimit, RateLimit-Policy, Retry-After, Sunset, "
    "X-Newsroom-As-Of, X-Newsroom-Seq, X-Newsroom-Time-Zone"
)
ALLOWED = "Accept, Authorization, Content-Type, If-None-Match, If-Modified-Since"
PREFLIGHT_SECONDS = 7_200
# A 304 tells of these what the whole answer would.
REPEATED = ("X-Newsroom-As-Of", "X-Newsroom-Seq", "X-Newsroom-Time-Zone", SURROGATE_KEYS)
READING = ["GET", "HEAD", "OPTIONS"]


def api_envelope(get_response: GetResponse) -> GetResponse:
    def answer(request: HttpRequest) -> HttpResponse:
        if not is_api(request):
            return get_response(request)
        if request.method == "OPTIONS":
            return _allow_origins(_preflight(request))
        began = time.monotonic()
        if problem := _refuse_large(request):
            response: HttpResponse = problem_response(problem)
        else:
            response = get_response(request)
        set_caching(request, response, made_in=time.monotonic() - began)
        response = _check_preconditions(request, response)
        warn_of_end(request, response)
        tell_limits(request, response)
        note_usage(request, response)
        return _contain(_allow_origins(response))

    return answer


def _preflight(request: HttpRequest) -> HttpResponse:
    methods = ", ".join(_methods(request))
    return HttpResponse(
        status=204,
        headers={
            "Allow": methods,
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": ALLOWED,
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        },
    )


def _methods(request: HttpRequest) -> list[str]:
    """Give the methods that the address takes; those of reading, where there is none."""
    try:
        view = getattr(resolve(request.path_info).func, "view_class", None)
    except Resolver404:
        view = None
    if view is None:
        return READING
    handlers = {"head": "get"}
    names = view.http_method_names
    return [name.upper() for name in names if hasattr(view, handlers.get(name, name))]


def _refuse_large(request: HttpRequest) -> Problem | None:
    length = request.headers.get("Content-Length") or "0"
    if length.isdecimal() and int(length) <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return None
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return Problem("too_large", f"A request may have a body of at most {limit} bytes.")


def _check_preconditions(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give the answer a validator that is a digest of itself, and 304 or 412 where due."""
    if response.status_code != 200 or response.streaming:
        return response
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    checked = get_conditional_response(request, etag=etag, response=response)
    if checked.status_code == 412:
        checked = problem_response(
            Problem("precondition_failed", "The present answer is not the one you name.")
        )
        checked.headers["Cache-Control"] = NEVER
        return checked
    for name in REPEATED:
        if name in response.headers:
            checked.headers[name] = response.headers[name]
    return checked


def _contain(response: HttpResponse) -> HttpResponse:
    """Documents other than pages may load nothing and stand in no frame."""
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
    return response


def _allow_origins(response: HttpResponse) -> HttpResponse:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
    return response
