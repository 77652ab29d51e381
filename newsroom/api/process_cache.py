"""The outermost layer of the API: while nothing has changed, an answer is given again as it was.

A hit asks neither the database nor anything below. It is right because the label of an answer,
the number of the newest change, is had before its data is read: an answer made at the present
number holds all that has changed.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags

from newsroom.api.kept_answers import KeptAnswer, KeptAnswers, Key, Label
from newsroom.api.limits import is_over_limit
from newsroom.changes.generation import held_head

GetResponse = Callable[[HttpRequest], HttpResponse]

PREFIXES = ("/api/v1/", "/sitemap")
METHODS = ("GET", "HEAD")
KEPT_STATUSES = {200, 301, 400, 404, 410}
NOT_KEPT = ("no-store", "private")
# A request with one of these gets an answer of its own.
OWN = ("HTTP_AUTHORIZATION", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_TRANSFER_ENCODING")
# Longer than a database that is away keeps a request waiting.
PATIENCE_SECONDS = 5.0


def process_cache(get_response: GetResponse) -> GetResponse:
    if not settings.NEWSROOM_PROCESS_CACHE_BYTES:
        raise MiddlewareNotUsed
    kept = KeptAnswers(settings.NEWSROOM_PROCESS_CACHE_BYTES)

    def answer(request: HttpRequest) -> HttpResponse:
        if not _is_shared(request):
            return get_response(request)
        head = held_head()
        if head is None:
            return get_response(request)
        key, label = _key(request), (head.epoch, head.seq)
        found = kept.get(key, label)
        if found is None:
            flight, is_maker = kept.board(key, label)
            if is_maker:
                request.head = head  # type: ignore[attr-defined]
                return _make(get_response, request, kept, key, label)
            found = flight.wait(PATIENCE_SECONDS)
        if found is None or is_over_limit(request):
            return get_response(request)
        return _respond(request, found)

    return answer


def _is_shared(request: HttpRequest) -> bool:
    """Tell whether everybody who asks this gets the same answer."""
    fields = request.META
    return (
        request.path_info.startswith(PREFIXES)
        and request.method in METHODS
        and not any(name in fields for name in OWN)
        and fields.get("CONTENT_LENGTH", "") in ("", "0")
    )


def _key(request: HttpRequest) -> Key:
    """All that the layers below look at: scheme and host decide on redirects and refusals."""
    fields = request.META
    return (
        request.scheme,
        fields.get("HTTP_HOST"),
        request.path_info,
        fields.get("QUERY_STRING"),
        fields.get("HTTP_ACCEPT"),
    )


def _make(
    get_response: GetResponse, request: HttpRequest, kept: KeptAnswers, key: Key, label: Label
) -> HttpResponse:
    """Have the whole answer made, for whoever asks next and however they ask."""
    method, condition = request.method, request.META.pop("HTTP_IF_NONE_MATCH", None)
    request.method = "GET"
    answer = None
    try:
        response = get_response(request)
        if _is_kept(response):
            response.headers["X-Newsroom-Seq"] = str(label[1])
            answer = KeptAnswer.of(response, label)
    finally:
        kept.land(key, label, answer)
        request.method = method
        if condition is not None:
            request.META["HTTP_IF_NONE_MATCH"] = condition
    return _respond(request, answer) if answer else response


def _is_kept(response: HttpResponse) -> bool:
    return (
        response.status_code in KEPT_STATUSES
        and not response.streaming
        and not response.cookies
        and not any(word in response.headers.get("Cache-Control", "") for word in NOT_KEPT)
    )


def _respond(request: HttpRequest, answer: KeptAnswer) -> HttpResponse:
    condition = request.META.get("HTTP_IF_NONE_MATCH")
    if condition and answer.status == 200 and _names(condition, answer.etag):
        return answer.not_modified()
    return answer.whole()


def _names(condition: str, etag: str) -> bool:
    """Tell whether If-None-Match names the tag, by the weak comparison of RFC 9110."""
    if condition == etag:
        return True
    tags = parse_etags(condition)
    return tags == ["*"] or etag in (tag.removeprefix("W/") for tag in tags)
