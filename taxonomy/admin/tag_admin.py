"""What the admins of regions and of actors have in common."""

from django.contrib import admin
from django.db.models import Case, Q, Value, When

from newsroom.admin.model_admins import VerbAdmin
from newsroom.admin.site import is_autocomplete
from taxonomy.admin.acts import ACTS
from taxonomy.admin.states import state_of
from taxonomy.editing import save_tag
from taxonomy.errors import TagRefused


class TagAdmin(VerbAdmin):
    """Tags are retired or merged; only one that the public never knew can be deleted."""

    refusal = TagRefused
    acts = ACTS
    change_form_template = "admin/taxonomy/tag_change_form.html"
    prepopulated_fields = {"slug": ["name"]}
    show_full_result_count = False
    codes: tuple[str, ...]
    edited: list

    class Media:
        css = {"all": ["newsroom/admin/panel.css"]}

    def get_fields(self, request, obj=None):
        return self.edited

    def has_delete_permission(self, request, obj=None):
        return (
            obj is not None
            and obj.released_at is None
            and super().has_delete_permission(request, obj)
        )

    def get_search_results(self, request, queryset, search_term):
        """Offer to editors what may still be put on stories, the nearest first."""
        found, may_have_duplicates = super().get_search_results(request, queryset, search_term)
        if is_autocomplete(request):
            found = found.offered().alias(nearness=self._nearness(search_term))
            found = found.order_by("nearness", "name")
        return found, may_have_duplicates

    def _nearness(self, term):
        exact = Q(name__iexact=term) | Q(slug__iexact=term)
        for code in self.codes:
            exact |= Q(**{f"{code}__iexact": term})
        return Case(
            When(exact, then=Value(0)),
            When(name__istartswith=term, then=Value(1)),
            default=Value(2),
        )

    def save_by_verb(self, request, form, formsets):
        save_tag(form.instance, by=request.user, **form.lists())

    @admin.display
    def aliases(self, tag):
        """For those who may only look; others have a field of the form."""
        return ", ".join(alias.text for alias in tag.aliases.order_by("text"))

    @admin.display
    def state(self, tag):
        return state_of(tag)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["tag_state"] = state_of(obj)
            context["slugs"] = obj.slugs.order_by("slug")
            context["merged"] = obj.merged.all()
        return super().render_change_form(request, context, add, change, form_url, obj)
