"""Is this process alive, and can it serve? For load balancers and supervisors."""

from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from psycopg_pool import PoolTimeout

from newsroom.purging.models import cache_health
from newsroom.webhooks.health import webhook_health
from newsroom.worker.heartbeats import worker_health

GetResponse = Callable[[HttpRequest], HttpResponse]


def health_checks(get_response: GetResponse) -> GetResponse:
    """Answer before all other middleware.

    Probes call by address and over plain HTTP, which other middleware refuses or redirects.
    """
    checks = {"/livez": live, "/readyz": ready}

    def answer(request: HttpRequest) -> HttpResponse:
        return checks.get(request.path_info, get_response)(request)

    return answer


def live(request: HttpRequest) -> JsonResponse:
    """The process answers; asks nothing of the database."""
    return JsonResponse({"status": "ok"}, headers={"Cache-Control": "no-store"})


def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and is migrated. Background work is told, but is no reason to stop."""
    try:
        migrated = _is_migrated()
        background = (
            {"workers": worker_health(), **cache_health(), **webhook_health()} if migrated else {}
        )
    except (DatabaseError, InterfaceError, PoolTimeout):
        return _answer(503, {"status": "unavailable", "database": "unreachable"})
    if not migrated:
        return _answer(503, {"status": "unavailable", "database": "not migrated"})
    return _answer(200, {"status": "ok", "database": "ok", **background})


def _answer(status: int, document: dict[str, object]) -> JsonResponse:
    return JsonResponse(document, status=status, headers={"Cache-Control": "no-store"})


def _is_migrated() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
