"""What belongs to no version of the API: explanations of problems, and unmatched paths."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from newsroom.api.parameters import check_parameters, nearest
from newsroom.api.problems import KINDS, Problem, parameter_problem, problem_response
from newsroom.api.schema import ProblemKindSerializer


class ProblemKindView(APIView):
    """What a kind of problem means; the `type` of every problem document leads here."""

    http_method_names = ["get", "head", "options"]

    @extend_schema(
        operation_id="get_problem_kind",
        summary="Explain a kind of problem",
        parameters=[
            OpenApiParameter(
                "code",
                {"type": "string", "enum": list(KINDS)},
                OpenApiParameter.PATH,
                description="The `code` of the problem.",
            )
        ],
        responses=ProblemKindSerializer,
    )
    def get(self, request: Request, code: str) -> Response:
        check_parameters(request.query_params, set())
        if code not in KINDS:
            detail = "There is no such problem."
            raise parameter_problem("code", detail, nearest(code, KINDS), code="not_found")
        kind = KINDS[code]
        return Response(
            {
                "code": kind.code,
                "status": kind.status,
                "title": kind.title,
                "meaning": kind.meaning,
            }
        )


# It changes nothing, and who sends a form to nowhere hears of that.
@csrf_exempt
def unmatched(request: HttpRequest) -> HttpResponse:
    """Answer for every path under /api/ that nothing else does; adds a forgotten slash."""
    if not request.path_info.endswith("/") and request.method in ("GET", "HEAD"):
        path = request.path_info + "/"
        if _matches(path):
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(path + (f"?{query}" if query else ""))
    return problem_response(Problem("not_found", "There is nothing at this address."))


def _matches(path: str) -> bool:
    try:
        return resolve(path).func is not unmatched
    except Resolver404:
        return False
