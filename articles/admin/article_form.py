from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.utils.html import escape

from articles.models import Article
from articles.working.content import PLAIN_FIELDS, Content
from newsroom.admin.model_admins import VerbForm

LISTS = ("byline", "regions", "actors", "related_links")
# The admin shows help texts as HTML.
BODY_HELP = escape(
    "HTML: paragraphs <p>, headings <h2> and <h3>, lists <ul> and <ol> with <li>, quotations "
    "<blockquote>, with their source as <figure><blockquote>…</blockquote><figcaption>source"
    "</figcaption></figure>, pictures with the code from their pages, and inside text <strong>, "
    "<em> and <a href>. Anything else is refused, and never dropped."
)


class ArticleForm(VerbForm):
    """The plain fields of a story; ordered lists are inlines.

    ``based_on`` is the revision that the editor had loaded; ``overwrites`` is a newer one by
    somebody else that the editor chose to save over.
    """

    based_on = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    overwrites = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = [*PLAIN_FIELDS, "translation_of", "picture"]
        widgets = {"body": AdminTextareaWidget(attrs={"rows": 30, "class": "body-source"})}
        help_texts = {"body": BODY_HELP}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["based_on"] = self.instance.revision_number

    def own_problems(self):
        """Leave out what the inlines show."""
        problems = super().own_problems()
        return {name: lines for name, lines in problems.items() if name not in LISTS}

    def has_conflict(self) -> bool:
        return getattr(self.refusal, "code", "") == "edit_conflict"

    def content(self, lists) -> Content:
        """Give the typed content together with the ordered lists, by name."""
        values = self.cleaned_data
        plain = {name: values[name] for name in PLAIN_FIELDS}
        rows = {name: values[name] and values[name].pk for name in ("translation_of", "picture")}
        return Content(**plain, **rows, **lists)

    def loaded_revision(self) -> int:
        return self.cleaned_data["overwrites"] or self.cleaned_data["based_on"]
