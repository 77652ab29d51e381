from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple

from newsroom.admin.site import is_autocomplete
from taxonomy.admin.states import TagStateFilter
from taxonomy.admin.tag_admin import TagAdmin
from taxonomy.admin.tag_form import TagForm
from taxonomy.models import CODE_PATTERNS, Region


class RegionForm(TagForm):
    groupings = forms.ModelMultipleChoiceField(
        Region.objects.filter(kind=Region.Kind.GROUPING),
        required=False,
        widget=AutocompleteSelectMultiple(Region._meta.get_field("groupings"), admin.site),
        help_text="Such as EU or Sahel: they count as ancestors and filter the same way.",
    )

    class Meta:
        model = Region
        fields = ["name", "slug", "kind", "parent", *CODE_PATTERNS, "latitude", "longitude"]

    def lists(self):
        return {**super().lists(), "groupings": self.cleaned_data["groupings"]}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["groupings"] = self.instance.groupings.all()


@admin.register(Region)
class RegionAdmin(TagAdmin):
    form = RegionForm
    codes = tuple(CODE_PATTERNS)
    search_fields = ["name", "slug", "aliases__text", *(f"={code}" for code in codes)]
    list_display = ["name", "slug", "kind", "parent", "alpha2", "state"]
    list_filter = ["kind", TagStateFilter]
    list_select_related = ["parent", "merged_into"]
    autocomplete_fields = ["parent"]
    edited = [
        *("name", "slug", "kind", "parent", "groupings", "aliases"),
        (*CODE_PATTERNS,),
        ("latitude", "longitude"),
    ]

    def get_search_results(self, request, queryset, search_term):
        if is_autocomplete(request) and request.GET.get("field_name") == "groupings":
            queryset = queryset.filter(kind=Region.Kind.GROUPING)
        return super().get_search_results(request, queryset, search_term)

    def option_label(self, region):
        return f"{region.name} ({region.get_kind_display().lower()})"
