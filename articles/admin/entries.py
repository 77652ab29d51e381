"""The ordered lists of a story: byline, regions, actors and related links."""

from math import inf

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminURLFieldWidget
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet, model_to_dict

from articles.models import Article, ArticleActor, ArticleRegion, BylineEntry, RelatedLink
from articles.working.content import Link


class PlaceField(forms.IntegerField):
    """A place in the list, counted from 1. A row with nothing but a place is an empty row."""

    def has_changed(self, initial, data):
        return False


class EntryForm(forms.ModelForm):
    """One row. It is never saved: the verb writes all rows anew, and judges them together."""

    place = PlaceField(label="Position", required=False, min_value=1, max_value=999)

    def _post_clean(self):
        pass


class RelatedLinkForm(EntryForm):
    url = forms.URLField(
        label="Outside address",
        max_length=500,
        required=False,
        assume_scheme="https",
        widget=AdminURLFieldWidget,
    )


class EntryFormSet(BaseInlineFormSet):
    """Rows as they are typed, without keys of rows that a save by somebody else has replaced."""

    inline = None
    problems = ()

    def __init__(self, *args, initial=(), **kwargs):
        super().__init__(*args, initial=initial, **kwargs)
        self.extra = len(initial) + 1

    def clean(self):
        super().clean()
        if self.problems:
            raise ValidationError(list(self.problems))

    def entries(self):
        """Give what the rows stand for in the order of their places; those without come last."""
        rows = [row.cleaned_data for row in self.forms if row.has_changed()]
        kept = [row for row in rows if not row.get("DELETE")]
        kept.sort(key=lambda row: row["place"] or inf)
        return [self.inline.entry(row) for row in kept]


class EntryInline:
    """Whoever may edit the story may edit its lists."""

    form = EntryForm
    formset = EntryFormSet
    classes = ["ordered"]
    max_num = 100
    content_field: str

    def entry(self, row):
        """Give what stands in the content for one row of the form."""
        return row[self.fields[1]].pk

    def initial_rows(self, article):
        entries = self.model.objects.filter(article=article)
        return [
            {"place": place, **model_to_dict(entry, self.fields)}
            for place, entry in enumerate(entries, 1)
        ]

    @admin.display(description="position")
    def place(self, entry):
        return entry.position + 1

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.inline = self
        refusal = getattr(request, "refusal", None)
        if refusal:
            formset.problems = refusal.problems.get(self.content_field, ())
        return formset

    def has_view_permission(self, request, obj=None):
        return self._article_admin.has_view_permission(request)

    def has_change_permission(self, request, obj=None):
        if obj is None:
            return self._article_admin.has_add_permission(request)
        return self._article_admin.has_change_permission(request, obj)

    has_add_permission = has_change_permission
    has_delete_permission = has_change_permission

    @property
    def _article_admin(self):
        return self.admin_site.get_model_admin(Article)


class BylineInline(EntryInline, admin.TabularInline):
    model = BylineEntry
    content_field = "byline"
    verbose_name = "author"
    verbose_name_plural = "byline"
    fields = ["place", "author"]
    autocomplete_fields = ["author"]


class RegionInline(EntryInline, admin.TabularInline):
    model = ArticleRegion
    content_field = "regions"
    verbose_name = "region"
    verbose_name_plural = "regions, the weightiest first"
    fields = ["place", "region"]
    autocomplete_fields = ["region"]


class ActorInline(EntryInline, admin.TabularInline):
    model = ArticleActor
    content_field = "actors"
    verbose_name = "actor"
    verbose_name_plural = "actors, the weightiest first"
    fields = ["place", "actor"]
    autocomplete_fields = ["actor"]


class RelatedLinkInline(EntryInline, admin.StackedInline):
    model = RelatedLink
    fk_name = "article"
    form = RelatedLinkForm
    content_field = "related_links"
    fields = ["place", "target", "url", "title", "summary", "picture"]
    autocomplete_fields = ["target", "picture"]

    def entry(self, row):
        target, picture = row["target"], row["picture"]
        return Link(
            target=target and target.pk,
            url=row["url"],
            title=row["title"],
            summary=row["summary"],
            picture=picture and picture.pk,
        )
