"""What editors did with working copies, to read."""

from django.contrib import admin
from django.utils.html import format_html_join

from articles.models import InternalReason, Revision, Schedule
from newsroom.admin.model_admins import ReadOnlyAdmin

SEARCHED = ["article__title", "article__slug"]


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["article", "number", "saved_at", "saved_by", "restored_from"]
    list_filter = ["saved_at"]
    list_select_related = ["article", "saved_by"]
    search_fields = SEARCHED
    fields = ["article", "number", "saved_at", "saved_by", "restored_from", "erased_at", "saved"]
    readonly_fields = ["saved"]

    class Media:
        css = {"all": ["articles/admin/article.css"]}

    @admin.display(description="content")
    def saved(self, revision):
        rows = (
            (name.replace("_", " "), value if isinstance(value, str) else repr(value))
            for name, value in revision.content.items()
        )
        return format_html_join("", '<h3>{}</h3><pre class="saved">{}</pre>', rows)


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    list_display = ["article", "action", "due_at", "state", "requested_by", "ended_at", "outcome"]
    list_filter = ["state", "action", "due_at"]
    list_select_related = ["article", "requested_by"]
    search_fields = SEARCHED


@admin.register(InternalReason)
class InternalReasonAdmin(ReadOnlyAdmin):
    list_display = ["article", "action", "version_number", "reason", "at", "by"]
    list_filter = ["action", "at"]
    list_select_related = ["article", "by"]
    search_fields = SEARCHED
