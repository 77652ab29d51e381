"""The site that all model admins are registered with."""

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView

from newsroom.admin.notices import notices_for


class NewsroomAdminSite(admin.AdminSite):
    site_header = settings.NEWSROOM_NAME
    site_title = settings.NEWSROOM_NAME
    index_title = "Overview"

    def index(self, request, extra_context=None):
        context = {"notices": notices_for(request), **(extra_context or {})}
        return super().index(request, context)

    def autocomplete_view(self, request):
        return LabelledAutocomplete.as_view(admin_site=self)(request)


class LabelledAutocomplete(AutocompleteJsonView):
    """Offers choices under what ``option_label`` of their model admin says, where it has one.

    Names and titles alone do not always tell two choices apart.
    """

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        if hasattr(self.model_admin, "option_label"):
            result["text"] = self.model_admin.option_label(obj)
        return result


def is_autocomplete(request) -> bool:
    return request.resolver_match.url_name == "autocomplete"
