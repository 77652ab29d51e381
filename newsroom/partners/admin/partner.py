from django.contrib import admin
from django.db.models import Count, Max, Q
from django.utils import timezone

from newsroom.admin.model_admins import VerbAdmin
from newsroom.partners.admin.acts import IssueKey
from newsroom.partners.admin.desk import standings
from newsroom.partners.admin.usage_plot import plot_usage
from newsroom.partners.errors import PartnerRefused
from newsroom.partners.keeping import save_partner
from newsroom.partners.models import Partner


@admin.register(Partner)
class PartnerAdmin(VerbAdmin):
    """Partners are kept, since what they were sent is."""

    refusal = PartnerRefused
    acts = (IssueKey,)
    change_form_template = "admin/partners/partner_change_form.html"
    list_display = ["name", "contact", "valid_keys", "last_used_at"]
    search_fields = ["name", "contact"]
    show_full_result_count = False
    fields = ["name", "contact", "notes"]

    class Media:
        css = {
            "all": [
                "newsroom/admin/panel.css",
                "newsroom/admin/desk.css",
                "newsroom/admin/usage.css",
            ]
        }

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        valid = Q(keys__revoked_at=None) & (
            Q(keys__expires_at=None) | Q(keys__expires_at__gt=timezone.now())
        )
        keys = {
            "valid_keys": Count("keys", filter=valid),
            "last_used_at": Max("keys__last_used_at"),
        }
        return super().get_queryset(request).annotate(**keys)

    @admin.display(description="valid keys", ordering="valid_keys")
    def valid_keys(self, partner):
        return partner.valid_keys

    @admin.display(description="last use", ordering="last_used_at")
    def last_used_at(self, partner):
        return partner.last_used_at

    def save_by_verb(self, request, form, formsets):
        save_partner(form.instance, by=request.user)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and request.user.has_perm("partners.view_apikey"):
            context["products"] = obj.products.all()
            context["standings"] = standings(obj, obj.keys)
            context["usage"] = plot_usage(obj.keys.all())
        return super().render_change_form(request, context, add, change, form_url, obj)
