from django.contrib import admin
from django.utils import timezone

from newsroom.admin.model_admins import VerbAdmin
from newsroom.partners.admin.acts import RevokeKey, RotateKey
from newsroom.partners.admin.states import KeyStateFilter, state_of
from newsroom.partners.admin.usage_plot import plot_usage
from newsroom.partners.errors import PartnerRefused
from newsroom.partners.models import ApiKey


@admin.register(ApiKey)
class ApiKeyAdmin(VerbAdmin):
    """What a key may do never changes: it is issued, replaced and revoked by acts."""

    refusal = PartnerRefused
    acts = (RotateKey, RevokeKey)
    change_form_template = "admin/partners/key_change_form.html"
    list_display = ["id", "partner", "name", "environment", "state", "expires_at", "last_used_at"]
    list_filter = [KeyStateFilter, "environment", "partner"]
    list_select_related = ["partner"]
    search_fields = ["id", "name", "partner__name"]
    show_full_result_count = False
    fields = [
        *("id", "partner", "name", "environment", "state", "allowed", "addresses"),
        *("created_at", "created_by", "expires_at", "last_used_at"),
        *("rotated_at", "replaced_by", "revoked_at", "revoked_by", "revocation_reason"),
    ]

    class Media:
        css = {"all": ["newsroom/admin/panel.css", "newsroom/admin/usage.css"]}

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        """Nobody changes a row by a form; the right to do so allows the acts."""
        return False

    @admin.display
    def state(self, key):
        return state_of(key, timezone.now())

    @admin.display(description="scopes")
    def allowed(self, key):
        return ", ".join(key.scopes)

    @admin.display(description="IP ranges")
    def addresses(self, key):
        return ", ".join(key.ip_ranges) or "anywhere"

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["is_valid"] = obj.is_valid_at(timezone.now())
            context["usage"] = plot_usage([obj])
        return super().render_change_form(request, context, add, change, form_url, obj)
