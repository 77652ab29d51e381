from django.contrib import admin

from newsroom.admin.model_admins import ReadOnlyAdmin
from newsroom.changes.head import read_head
from newsroom.purging.models import PurgeTarget


@admin.register(PurgeTarget)
class PurgeTargetAdmin(ReadOnlyAdmin):
    list_display = ["address", "run_at", "behind", "purges", "failures", "last_failure"]
    fields = ["address", "run_at", "behind", "purges", "failures", "last_failure"]
    readonly_fields = ["behind"]

    @admin.display(description="changes behind")
    def behind(self, target):
        count = target.behind(read_head())
        return "all is to be purged" if count is None else count
