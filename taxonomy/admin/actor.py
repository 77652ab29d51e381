from django.contrib import admin

from taxonomy.admin.states import TagStateFilter
from taxonomy.admin.tag_admin import TagAdmin
from taxonomy.admin.tag_form import TagForm
from taxonomy.models import Actor


class ActorForm(TagForm):
    class Meta:
        model = Actor
        fields = ["name", "slug", "kind", "role", "description", "home_region", "wikidata"]


@admin.register(Actor)
class ActorAdmin(TagAdmin):
    form = ActorForm
    codes = ("wikidata",)
    search_fields = ["name", "slug", "aliases__text", "=wikidata"]
    list_display = ["name", "slug", "kind", "role", "home_region", "state"]
    list_filter = ["kind", TagStateFilter]
    list_select_related = ["home_region", "merged_into"]
    autocomplete_fields = ["home_region"]
    edited = ["name", "slug", "kind", "role", "description", "aliases", "home_region", "wikidata"]

    def option_label(self, actor):
        return f"{actor.name} ({actor.role or actor.get_kind_display().lower()})"
