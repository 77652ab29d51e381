from django import forms
from django.contrib import admin, messages

from articles.published.lookup import Found, look_up
from articles.published.slices import COLUMNS, SliceFilter, compile_slice
from newsroom.admin.acts import ActView
from newsroom.admin.model_admins import VerbAdmin, VerbForm
from newsroom.changes.head import read_head
from newsroom.partners.errors import PartnerRefused
from newsroom.partners.products import FILTERS, Product, save_product
from taxonomy.snapshot import snapshot


class ProductForm(VerbForm):
    class Meta:
        widgets = {
            "region": forms.TextInput(attrs={"class": "vLargeTextField"}),
            "actor": forms.TextInput(attrs={"class": "vLargeTextField"}),
        }


class StoryForm(forms.Form):
    story = forms.CharField(max_length=120, help_text="The slug or the id of a public story.")

    def clean_story(self):
        found = look_up(self.cleaned_data["story"].strip(), COLUMNS)
        if not isinstance(found, Found):
            raise forms.ValidationError("No story is public under this slug or id.")
        return found.row


class TestStory(ActView):
    """Tells whether a story is in a product, and if not, what stands against it."""

    name = "test_story"
    title = "Test a story"
    explanation = "Says whether the product, as it was last saved, holds a story."
    permission = "view"
    form_class = StoryForm
    refusal = PartnerRefused

    def form_valid(self, form):
        row = form.cleaned_data["story"]
        failing = failing_filters(self.object, row)
        if failing:
            names = ", ".join(name.replace("_", " ") for name in failing)
            messages.warning(self.request, f"The product does not hold this story: {names}.")
        else:
            messages.success(self.request, "The product holds this story.")
        return self.back()


def failing_filters(product, row):
    """Name the filters that a row does not pass."""
    tags = snapshot(read_head())
    failing = []
    for name in FILTERS:
        alone = SliceFilter(**{"syndicatable_only": False, name: getattr(product, name)})
        if not compile_slice([alone], tags).holds(row):
            failing.append(name)
    return failing


@admin.register(Product)
class ProductAdmin(VerbAdmin):
    """Products are kept: a partner that is to have one no longer is taken out of it."""

    form = ProductForm
    refusal = PartnerRefused
    acts = [TestStory]
    change_form_template = "admin/partners/product_change_form.html"
    list_display = ["name", "region", "actor", "genre", "language", "syndicatable_only"]
    search_fields = ["name", "description"]
    autocomplete_fields = ["partners"]

    def has_delete_permission(self, request, obj=None):
        return False

    def save_by_verb(self, request, form, formsets):
        save_product(form.instance, partners=form.cleaned_data["partners"], by=request.user)
