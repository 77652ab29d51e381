"""From whatever went wrong to a problem document. Only this module knows which status it is."""

import logging
from typing import Any

import psycopg_pool
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.views import defaults
from rest_framework.exceptions import APIException, ValidationError

from newsroom.api.problems import BY_STATUS, Problem, problem_response

RETRY_AFTER_SECONDS = 2
UNAVAILABLE = (OperationalError, InterfaceError, psycopg_pool.PoolTimeout)

logger = logging.getLogger(__name__)


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Answer for REST framework's views; None leaves the error to Django's 500 handler."""
    problem = problem_of(error)
    return problem and problem_response(problem)


def problem_of(error: Exception) -> Problem | None:
    """Give the problem that tells the caller about an error; None for one that is ours."""
    match error:
        case Problem():
            return error
        case Http404():
            return Problem("not_found", str(error) or "There is nothing at this address.")
        case PermissionDenied():
            return Problem("forbidden", str(error) or "The caller may not do this.")
        case ValidationError():
            return _invalid(error)
        case APIException():
            return _of_framework(error)
        case _ if isinstance(error, UNAVAILABLE):
            logger.error("The database cannot be reached: %s", error)
            return Problem(
                "unavailable",
                "The database cannot be reached at the moment.",
                headers={"Retry-After": str(RETRY_AFTER_SECONDS)},
            )
    return None


def _invalid(error: ValidationError) -> Problem:
    errors = [
        {"parameter": name, "detail": str(line), "nearest": None}
        for name, lines in dict(error.detail).items()
        for line in lines
    ]
    return Problem("invalid_request", errors[0]["detail"], errors=errors)


def _of_framework(error: APIException) -> Problem:
    kind = BY_STATUS.get(error.status_code, BY_STATUS[400])
    wait = getattr(error, "wait", None)
    headers = {"Retry-After": f"{wait:.0f}"} if wait else {}
    return Problem(kind.code, str(error.detail), headers=headers)


# Django's own handlers, for what goes wrong outside REST framework's views.


def is_api(request: HttpRequest) -> bool:
    """Tell whether an address is answered as the API does; sitemaps are, though not part of it."""
    return request.path_info.startswith(("/api/", "/sitemap"))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not is_api(request):
        return defaults.bad_request(request, exception)
    detail = "The request is malformed."
    if isinstance(exception, SuspiciousOperation) and "Host" in type(exception).__name__:
        detail = "The Host field names no host of this server."
    return problem_response(Problem("invalid_request", detail))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not is_api(request):
        return defaults.permission_denied(request, exception)
    return problem_response(Problem("forbidden", "The caller may not do this."))


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if not is_api(request):
        return defaults.page_not_found(request, exception)
    return problem_response(Problem("not_found", "There is nothing at this address."))


def server_error(request: HttpRequest) -> HttpResponse:
    if not is_api(request):
        return defaults.server_error(request)
    return problem_response(Problem("internal_error", "Something went wrong on our side."))
