from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget

from newsroom.admin.model_admins import VerbForm


class TagForm(VerbForm):
    """A tag with all its other names."""

    aliases = forms.CharField(
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 6}),
        help_text="Other names, one on each line. Editors and readers find the tag by them.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            aliases = self.instance.aliases.order_by("text").values_list("text", flat=True)
            self.initial["aliases"] = "\n".join(aliases)

    def clean_aliases(self):
        return self.cleaned_data["aliases"].splitlines()

    def lists(self):
        """Give what the verb writes beside the row itself."""
        return {"aliases": self.cleaned_data["aliases"]}
