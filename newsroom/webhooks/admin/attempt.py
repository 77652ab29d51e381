from django.contrib import admin

from newsroom.admin.model_admins import VerbAdmin
from newsroom.webhooks.admin.acts import Resend
from newsroom.webhooks.errors import WebhookRefused
from newsroom.webhooks.models import Attempt


@admin.register(Attempt)
class AttemptAdmin(VerbAdmin):
    """The log of what was sent. Nobody changes it; the right to do so allows sending again."""

    refusal = WebhookRefused
    acts = (Resend,)
    change_form_template = "admin/webhooks/attempt_change_form.html"
    list_display = ["at", "webhook", "kind", "event_type", "seq", "outcome", "status", "failure"]
    list_filter = ["outcome", "kind", "event_type", "webhook"]
    list_select_related = ["webhook"]
    search_fields = ["event_id"]
    show_full_result_count = False
    fields = [
        *("webhook", "kind", "event_id", "event_type", "seq", "at"),
        *("outcome", "status", "failure", "answer", "milliseconds"),
    ]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
