from functools import cache

from django.http import HttpResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.views import APIView


@cache
def ready(size: int) -> bytes:
    return b'"' + b"x" * (size - 2) + b'"'


class Ready(APIView):
    """Ready bytes of a given number, or the answer that nothing has changed."""

    def get(self, request: Request, size: int) -> HttpResponse:
        if "If-None-Match" in request.headers:
            return HttpResponse(status=304)
        return HttpResponse(ready(size), content_type="application/json")


urlpatterns = [path("<int:size>/", Ready.as_view())]
