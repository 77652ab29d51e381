from django import forms
from django.contrib import admin
from django.db.models import F, Q

from newsroom.admin.model_admins import VerbAdmin, VerbForm
from newsroom.admin.states import StateFilter
from newsroom.changes.head import read_head
from newsroom.webhooks.admin.acts import (
    Disable,
    Enable,
    Replay,
    RotateSecret,
    SendTest,
    ShowSecret,
)
from newsroom.webhooks.errors import WebhookRefused
from newsroom.webhooks.event_types import EventType
from newsroom.webhooks.health import lags
from newsroom.webhooks.keeping import delete_webhook, save_webhook
from newsroom.webhooks.models import Attempt, Webhook
from newsroom.webhooks.retrying import disables_at

SHOWN_ATTEMPTS = 20


class WebhookForm(VerbForm):
    event_types = forms.MultipleChoiceField(
        choices=EventType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen means all.",
    )


class HealthFilter(StateFilter):
    title = "health"
    parameter_name = "health"
    labels = {"healthy": "Healthy", "failing": "Failing", "disabled": "Disabled"}
    conditions = {
        "healthy": Q(disabled_at=None, failing_since=None),
        "failing": Q(disabled_at=None, failing_since__isnull=False),
        "disabled": Q(disabled_at__isnull=False),
    }


@admin.register(Webhook)
class WebhookAdmin(VerbAdmin):
    form = WebhookForm
    refusal = WebhookRefused
    acts = (SendTest, Enable, Disable, Replay, ShowSecret, RotateSecret)
    change_form_template = "admin/webhooks/webhook_change_form.html"
    list_display = ["url", "partner", "health", "behind", "delivered_at", "failing_since"]
    list_filter = [HealthFilter, "partner"]
    list_select_related = ["partner"]
    search_fields = ["url", "description", "partner__name"]
    autocomplete_fields = ["partner"]
    show_full_result_count = False
    fields = ["partner", "url", "description", "event_types", "products"]

    class Media:
        css = {"all": ["newsroom/admin/panel.css"]}

    def get_readonly_fields(self, request, obj=None):
        return ["partner"] if obj else []

    def get_queryset(self, request):
        self.head = read_head()
        return super().get_queryset(request)

    @admin.display(ordering=F("failing_since").asc(nulls_last=True))
    def health(self, webhook):
        return webhook.health

    @admin.display(description="changes behind", ordering="-seq")
    def behind(self, webhook):
        return webhook.behind(self.head)

    def save_by_verb(self, request, form, formsets):
        products = form.cleaned_data["products"]
        save_webhook(form.instance, products=products, by=request.user)

    def get_deleted_objects(self, objs, request):
        """The log goes with its webhook, though nobody may delete entries of it."""
        shown, counts, needed, protected = super().get_deleted_objects(objs, request)
        return shown, counts, needed - {Attempt._meta.verbose_name}, protected

    def delete_model(self, request, obj):
        delete_webhook(obj, by=request.user)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["lag"] = lags([obj], read_head())[obj.pk]
            context["disables_at"] = disables_at(obj)
            context["attempts"] = obj.log.all()[:SHOWN_ATTEMPTS]
        return super().render_change_form(request, context, add, change, form_url, obj)
