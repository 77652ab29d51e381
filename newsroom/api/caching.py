"""For how long an answer may be kept, and by whom. Said here and nowhere else."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from articles.published import surrogates
from newsroom.api.surrogate_keys import HEADER, SurrogateKeys, set_surrogate_keys

VARY = ("Accept", "Authorization", "Accept-Encoding")
# Without a purge an answer is at most five seconds old: two fresh, three served while a newer one
# is fetched. An answer may outlive a failure of ours by five minutes.
UNPURGED = "public, max-age=2, stale-while-revalidate=3, stale-if-error=300"
# Where we purge, the shared cache keeps an answer for a day, and all others as without a purge.
PURGED = "public, max-age=2, s-maxage=86400, stale-while-revalidate=3, stale-if-error=86400"
PRIVATE = "private, no-cache"
NEVER = "no-store"
KEPT_STATUSES = {200, 301, 400, 404, 406, 410}


def changes_by_itself_at(response: HttpResponse, moment: datetime) -> HttpResponse:
    """Say that the answer depends on the time too, and until when it holds."""
    response.valid_until = moment  # type: ignore[attr-defined]
    return response


def set_caching(request: HttpRequest, response: HttpResponse, *, made_in: float) -> None:
    """Set the fields that caches read; ``made_in`` is how long it took to make, in seconds.

    What a view says about caching itself stands.
    """
    patch_vary_headers(response, VARY)
    if HEADER not in response.headers:
        set_surrogate_keys(response, SurrogateKeys())
    response.headers.setdefault("Cache-Control", _cache_control(request, response, made_in))


def _cache_control(request: HttpRequest, response: HttpResponse, made_in: float) -> str:
    if response.status_code not in KEPT_STATUSES:
        return NEVER
    if "Authorization" in request.headers:
        return PRIVATE
    if (
        not settings.NEWSROOM_PURGE_URLS
        or made_in > surrogates.LONGEST_MAKING_SECONDS
        or hasattr(response, "valid_until")
    ):
        return UNPURGED
    return PURGED
