import uuid

from django.contrib import admin
from django.forms import Script

from articles.admin import acts
from articles.admin.article_form import ArticleForm
from articles.admin.entries import ActorInline, BylineInline, RegionInline, RelatedLinkInline
from articles.admin.panel import panel
from articles.admin.states import ArticleStateFilter, state_of, with_state
from articles.errors import Refused
from articles.models import Article
from articles.verbs.saving import save
from newsroom.admin.model_admins import VerbAdmin
from newsroom.admin.site import is_autocomplete


@admin.register(Article)
class ArticleAdmin(VerbAdmin):
    """The working copy. Nothing is deleted here: every story has revisions, which are kept."""

    form = ArticleForm
    refusal = Refused
    acts = acts.ACTS
    list_display = ["title", "genre", "language", "state", "saved_at"]
    list_filter = [ArticleStateFilter, "genre", "language", "saved_at"]
    search_fields = ["title", "slug"]
    show_full_result_count = False
    prepopulated_fields = {"slug": ["title"]}
    autocomplete_fields = ["translation_of", "picture"]
    inlines = [BylineInline, RegionInline, ActorInline, RelatedLinkInline]
    fieldsets = [
        (None, {"fields": ["title", "slug", ("genre", "language"), "summary", "picture", "body"]}),
        ("Notes", {"fields": ["editors_note", "partners_note"]}),
        (
            "Date, rights and translation",
            {"fields": ["display_at", "usage_terms", "syndicatable", "translation_of"]},
        ),
    ]

    class Media:
        css = {"all": ["newsroom/admin/panel.css", "articles/admin/article.css"]}
        js = [
            Script("articles/admin/ordering.js", type="module"),
            Script("articles/admin/unsaved.js", type="module"),
        ]

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return with_state(super().get_queryset(request))

    @admin.display
    def state(self, article):
        return state_of(article)

    def option_label(self, article):
        return f"{article.title} ({article.slug}, {article.language})"

    def get_search_results(self, request, queryset, search_term):
        if is_autocomplete(request) and request.GET.get("field_name") == "translation_of":
            queryset = queryset.filter(translation_of=None)
        return super().get_search_results(request, queryset, search_term)

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Give editable rows as typed values only; whoever may but look sees the stored rows."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if inline.has_change_permission(request, None if obj._state.adding else obj):
            kwargs["queryset"] = inline.model.objects.none()
            if request.method == "GET" and not obj._state.adding:
                kwargs["initial"] = inline.initial_rows(obj)
        return kwargs

    def save_by_verb(self, request, form, formsets):
        lists = {formset.inline.content_field: formset.entries() for formset in formsets}
        article = form.instance
        if article.pk is None:  # Formsets take the key away from an article that is being added.
            article.pk = uuid.uuid4()
        form.revision = save(
            article, form.content(lists), by=request.user, based_on=form.loaded_revision()
        )

    def construct_change_message(self, request, form, formsets, add=False):
        return f"Saved revision {form.revision.number}."

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["panel"] = panel(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)
