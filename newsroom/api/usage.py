"""Noting what callers with a key have asked, under the path of the schema that they asked."""

import re
from collections.abc import Iterable, Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from newsroom.partners.models import ApiKey
from newsroom.partners.usage import Asked, note

REFUSALS = {403, 429}


def note_usage(request: HttpRequest, response: HttpResponse) -> None:
    """Note an answer to a key. What a stream has given is noted as it goes out.

    REST framework keeps the key of its own request at Django's as well.
    """
    key = getattr(request, "auth", None)
    if not isinstance(key, ApiKey) or request.resolver_match is None:
        return
    endpoint = endpoint_of(request.resolver_match.route)
    is_refused = response.status_code in REFUSALS
    size = 0 if response.streaming or request.method == "HEAD" else len(response.content)
    note(key.pk, endpoint, Asked(requests=1, refused=int(is_refused), bytes=size))
    if isinstance(response, StreamingHttpResponse):
        response.streaming_content = _noted(response.streaming_content, key.pk, endpoint)


def endpoint_of(route: str) -> str:
    """Give a route as the schema spells it, such as `/api/v1/articles/{key}/`."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)


def _noted(parts: Iterable[bytes], key_id: str, endpoint: str) -> Iterator[bytes]:
    for part in parts:
        note(key_id, endpoint, Asked(bytes=len(part)))
        yield part
