"""Two answers for machines: does the process live, and can it work."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True, "product": "upside"})


@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    try:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        return JsonResponse({"ok": False, "database": False}, status=503)
    ready = not pending
    answer = {"ok": ready, "database": True, "pending_migrations": pending}
    return JsonResponse(answer, status=200 if ready else 503)
