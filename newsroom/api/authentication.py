"""Keys: recognising them, and what they may ask for."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from newsroom.api.client_address import client_address
from newsroom.api.limits import count_guess, refuse_guessing
from newsroom.api.problems import Problem
from newsroom.partners.models import ApiKey, Partner
from newsroom.partners.recognising import Unrecognised, recognise, was_recognised
from newsroom.partners.scopes import Scope

REALM = 'Bearer realm="newsroom"'
# RFC 6750, 2.1.
BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)
OTHER_SCHEME = "Give a key as “Authorization: Bearer …”; there is no other way."
UNRECOGNISED = (
    "The key is unknown, has expired or been revoked, or may not be used from where you are."
)


class KeyAuthentication(BaseAuthentication):
    """A request with Authorization is one of the key there, or is refused.

    ``request.user`` is the partner and ``request.auth`` the key; both are None without a key.
    """

    def authenticate(self, request: Request) -> tuple[Partner, ApiKey] | None:
        field = request.headers.get("Authorization")
        if field is None:
            return None
        bearer = BEARER.fullmatch(field)
        if bearer is None:
            raise _invalid(OTHER_SCHEME)
        address = client_address(request)
        if not was_recognised(bearer[1]):
            refuse_guessing(address)
        try:
            key = recognise(bearer[1], address=address)
        except Unrecognised as error:
            if error.is_guess:
                count_guess(address)
            raise _invalid(UNRECOGNISED) from None
        return key.partner, key

    def authenticate_header(self, request: Request) -> str:
        return REALM


class KeyPermission(BasePermission):
    """Holds a view to its ``required_scope``, or to ``requires_key`` where any key will do."""

    def has_permission(self, request: Request, view: Any) -> bool:
        scope = required_scope(view)
        if request.auth is None and (scope or requires_key(view)):
            raise Problem(
                "key_missing",
                "Give a key as “Authorization: Bearer …”.",
                headers={"WWW-Authenticate": REALM},
            )
        if scope and scope not in request.auth.scopes:
            raise lacks_scope(scope)
        return True


def warn_of_end(request: HttpRequest, response: HttpResponse) -> None:
    """Tell the caller with a key that has been replaced since when, and when it ends.

    By Deprecation (RFC 9745) and Sunset (RFC 8594). REST framework keeps the key of its own
    request at Django's as well.
    """
    key = getattr(request, "auth", None)
    if isinstance(key, ApiKey) and key.rotated_at and key.expires_at:
        response.headers["Deprecation"] = f"@{int(key.rotated_at.timestamp())}"
        response.headers["Sunset"] = http_date(key.expires_at.timestamp())


def required_scope(view: Any) -> str | None:
    """Give the scope without which a view answers nobody.

    Where anonymous reads are closed, all that tell of stories need one.
    """
    if scope := getattr(view, "required_scope", None):
        return str(scope)
    is_closed = not settings.NEWSROOM_ANONYMOUS_READS and may_be_closed(view)
    return Scope.ARTICLES if is_closed else None


def may_be_closed(view: Any) -> bool:
    """Tell whether a view has ``tells_of_stories`` set and is open to callers without a key."""
    return getattr(view, "tells_of_stories", False) and not getattr(view, "requires_key", False)


def check_archive(request: Request) -> None:
    """Raise a ``Problem`` for who asks for the past where that takes a scope."""
    if not settings.NEWSROOM_ANONYMOUS_READS and Scope.ARCHIVE not in request.auth.scopes:
        raise lacks_scope(Scope.ARCHIVE)


def lacks_scope(scope: str) -> Problem:
    return Problem(
        "insufficient_scope",
        f"The key lacks the scope {scope}.",
        members={"scope": str(scope)},
        headers={"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'},
    )


def requires_key(view: Any) -> bool:
    return bool(required_scope(view) or getattr(view, "requires_key", False))


def _invalid(detail: str) -> Problem:
    challenge = f'{REALM}, error="invalid_token", error_description="The key is not valid."'
    return Problem("key_invalid", detail, headers={"WWW-Authenticate": challenge})
