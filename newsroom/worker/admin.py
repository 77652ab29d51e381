from datetime import timedelta

from django.contrib import admin
from django.db.models import F
from django.db.models.functions import Now

from newsroom.admin.model_admins import ReadOnlyAdmin
from newsroom.worker.heartbeats import SILENT_SECONDS
from newsroom.worker.models import Worker


@admin.register(Worker)
class WorkerAdmin(ReadOnlyAdmin):
    list_display = ["name", "state", "started_at", "acts", "failures", "last_failure"]
    readonly_fields = ["state"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(silence=Now() - F("beat_at"))

    @admin.display(ordering="beat_at")
    def state(self, worker):
        if worker.silence < timedelta(seconds=SILENT_SECONDS):
            return "running"
        return f"silent since {worker.beat_at:%Y-%m-%d %H:%M:%S} UTC"
