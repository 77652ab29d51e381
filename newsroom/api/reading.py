"""What every reading view shares: strict parameters, the head read first, and its headers."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles.published.readership import EVERYBODY
from newsroom.api.caching import NEVER
from newsroom.api.callers import readership_of
from newsroom.api.pagination import KeysetPagination, Ordering
from newsroom.api.parameters import check_parameters, choose
from newsroom.api.problems import parameter_problem
from newsroom.api.surrogate_keys import SurrogateKeys, set_surrogate_keys
from newsroom.changes.generation import current_head
from newsroom.changes.head import HeadState, read_head
from taxonomy.snapshot import Snapshot, snapshot


class ReadingView(APIView):
    """A view that reads published state.

    The head is had before the data is read, so that what the number in X-Newsroom-Seq labels is
    never older than the number says. ``depends_on`` holds surrogate keys of every answer of the
    view, which adds others to ``keys``; an answer without any is purged by every change.
    Stories are found through ``readers``; what may hold any that is under embargo is kept nowhere.
    """

    http_method_names = ["get", "head", "options"]
    tells_of_stories = True
    parameters: Sequence[str] = ()
    depends_on: Sequence[str] = ()
    state: HeadState
    tags: Snapshot
    readers = EVERYBODY
    keys = SurrogateKeys()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.keys = SurrogateKeys(self.depends_on)
        # Before anything is said of parameters, which would have to be right for nothing.
        if request.method.lower() not in self.http_method_names:
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)
        check_parameters(request.query_params, self.known_parameters())
        check_format(request)
        self.state, self.tags = self.read_state(request)
        self.readers = readership_of(request, self.tags)

    def read_state(self, request: Request) -> tuple[HeadState, Snapshot]:
        """Read the head first, and the tags that belong to it."""
        head = head_for(request)
        return head, snapshot(head)

    def known_parameters(self) -> set[str]:
        formats = {"format"} if len(self.renderer_classes) > 1 else set()
        return {*self.parameters, *formats}

    def handle_exception(self, exc: Exception) -> Response:
        """What was read before the failure is no longer what the answer depends on."""
        self.keys = SurrogateKeys(getattr(exc, "keys", ()))
        return super().handle_exception(exc)

    def finalize_response(
        self, request: HttpRequest, response: HttpResponse, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        response = super().finalize_response(request, response, *args, **kwargs)
        if hasattr(self, "state"):
            response.headers["X-Newsroom-Seq"] = str(self.state.seq)
        response.headers["X-Newsroom-Time-Zone"] = settings.NEWSROOM_TIME_ZONE
        if self.readers.is_trusted:
            response.headers["Cache-Control"] = NEVER
        set_surrogate_keys(response, self.keys)
        return response


class FilteredView(ReadingView, generics.GenericAPIView):
    """A view of what matches the filters of its ``filterset_class``.

    ``required_keys`` has, for each filter by tags that says so, keys of which whatever matches
    carries one.
    """

    filter_backends = [DjangoFilterBackend]
    required_keys: dict[str, frozenset[int]]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.required_keys = {}
        super().initial(request, *args, **kwargs)

    def known_parameters(self) -> set[str]:
        return {*super().known_parameters(), *self.filterset_class.base_filters}


class ListView(FilteredView, generics.ListAPIView):
    """A filtered list of pages; the subclass says the ordering and how rows become results."""

    pagination_class = KeysetPagination
    parameters = ("cursor", "page_size", "count")

    def get_ordering(self) -> Ordering:
        raise NotImplementedError

    def row_columns(self) -> Sequence[str]:
        """Name what is read of each row of a page, the columns of the ordering among it."""
        raise NotImplementedError

    def answer(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        raise NotImplementedError

    def count_all(self, queryset: QuerySet) -> dict[str, Any]:
        """What a page tells with `count=exact`."""
        return {"count": queryset.count(), "count_is": "exact"}

    def beside_results(self, queryset: QuerySet) -> dict[str, Any]:
        """What else a page tells of all that matches the filters."""
        return {}

    def columns(self) -> Sequence[str]:
        """Name the fields of the results, for formats that are tables."""
        return tuple(self.get_serializer_class()().fields)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if "count" in request.query_params:
            choose("count", request.query_params["count"], ["exact"])
        queryset = self.filter_queryset(self.get_queryset())
        rows = self.paginate_queryset(queryset)
        response = self.get_paginated_response(self.answer(rows))
        response.data |= self.beside_results(queryset)
        if links := self.paginator.links():
            response.headers["Link"] = links
        return response


def check_format(request: Request) -> None:
    """Raise a ``Problem`` that names a parameter which the format of the answer cannot heed."""
    renderer = request.accepted_renderer
    refused = getattr(renderer, "refused", frozenset())
    refused_values = getattr(renderer, "refused_values", {})
    for name, text in request.query_params.items():
        if name in refused:
            raise parameter_problem(
                name, f"{name} has no meaning with format={renderer.format}; leave one of them out."
            )
        for value in refused_values.get(name, frozenset()).intersection(text.split(",")):
            raise parameter_problem(
                name, f"{name}={value} cannot be given with format={renderer.format}."
            )


def head_for(request: Request) -> HeadState:
    """Give the head that labels an answer; callers with a key get the row itself."""
    if "Authorization" in request.headers:
        return read_head()
    # Where the process cache has labelled the answer already, its label counts.
    return getattr(request, "head", None) or current_head()


def moved(address: str, request: Request) -> Response:
    """Send the caller on for good, query included."""
    query = request.META.get("QUERY_STRING", "")
    return Response(status=301, headers={"Location": address + (f"?{query}" if query else "")})
