from django.contrib import admin

from newsroom.admin.model_admins import ReadOnlyAdmin
from newsroom.changes.models import Change, Epoch, Head


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = ["seq", "kind", "action", "object_id", "at", "by"]
    list_filter = ["kind", "action", "at"]
    list_select_related = ["by"]
    search_fields = ["object_id__exact"]
    search_help_text = "The id of an article, a region or an actor."


@admin.register(Epoch)
class EpochAdmin(ReadOnlyAdmin):
    list_display = ["id", "started_after", "started_at", "reason"]


@admin.register(Head)
class HeadAdmin(ReadOnlyAdmin):
    list_display = ["seq", "taxonomy_seq", "at", "epoch"]
    list_select_related = ["epoch"]
