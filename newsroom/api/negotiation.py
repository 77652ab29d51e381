"""Which format an answer is given in: the parameter `format`, or else the Accept field."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http.request import MediaType
from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request

from newsroom.api.parameters import choose


class Negotiation(DefaultContentNegotiation):
    """REST framework's own takes no notice of the qualities in Accept (RFC 9110, 12.5.1)."""

    def select_renderer(
        self, request: Request, renderers: Sequence[Any], format_suffix: str | None = None
    ) -> tuple[Any, str]:
        name = request.query_params.get("format")
        # Where there is one format only, the parameter is unknown, which is told elsewhere.
        if name and len(renderers) > 1:
            by_name = {renderer.format: renderer for renderer in renderers}
            renderer = by_name[choose("format", name, by_name)]
            return renderer, renderer.media_type
        accepted = [MediaType(token) for token in self.get_accept_list(request)]
        ranked = [(_preference(renderer.media_type, accepted), renderer) for renderer in renderers]
        (quality, _), renderer = max(ranked, key=lambda entry: entry[0])
        if not quality:
            raise NotAcceptable(available_renderers=renderers)
        return renderer, renderer.media_type


def _preference(media_type: str, accepted: Iterable[MediaType]) -> tuple[float, int]:
    """Give the quality of the most specific range that a type falls into, and how specific it is.

    Parameters other than the quality are passed over: none of our types has any that matters.
    """
    main, _, sub = media_type.partition("/")
    fits = [
        (_specificity(one), one.quality)
        for one in accepted
        if (one.main_type.lower(), one.sub_type.lower()) in ((main, sub), (main, "*"), ("*", "*"))
    ]
    specificity, quality = max(fits, default=(0, 0))
    return quality, specificity


def _specificity(accepted: MediaType) -> int:
    return (accepted.main_type != "*") + (accepted.sub_type != "*")
