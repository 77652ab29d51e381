"""What editors do with a tag: every act calls one verb."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from newsroom.admin.acts import ActView, OneClick
from newsroom.changes.models import Change
from taxonomy.editing import merge, retire, unmerge
from taxonomy.errors import TagRefused
from taxonomy.releasing import release
from taxonomy.tag import Tag


class MergeForm(forms.Form):
    """Asks for the tag that is to stand for this one, of the same kind of tag."""

    def __init__(self, *args, model, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"] = forms.ModelChoiceField(
            model.objects.offered(),
            widget=AutocompleteSelect(model._meta.get_field("merged_into"), admin.site),
            help_text="It stands for this one everywhere from now on; old slugs go on working.",
        )


class TagAct(ActView):
    refusal = TagRefused
    object: Tag

    def told(self, done: str) -> str:
        """Add the number of the tag's newest change, if the public knows the tag."""
        newest = Change.objects.filter(object_id=self.object.uid).first()
        return f"{done} (change {newest.seq})." if newest else f"{done}."


class Release(TagAct, OneClick):
    name = "release"
    title = "Release"

    def act(self, values: dict[str, Any]) -> str:
        release(self.object, by=self.request.user)
        return self.told("Known to the public")


class Retire(TagAct, OneClick):
    name = "retire"
    title = "Retire"

    def act(self, values: dict[str, Any]) -> str:
        retire(self.object, by=self.request.user)
        return "Retired: no longer offered to editors."


class Unretire(TagAct, OneClick):
    name = "unretire"
    title = "Offer again"

    def act(self, values: dict[str, Any]) -> str:
        retire(self.object, by=self.request.user, retired=False)
        return "Offered to editors again."


class Merge(TagAct):
    name = "merge"
    title = "Merge into another"
    explanation = "Stories keep this tag, and the merge can be undone."
    form_class = MergeForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "model": self.model_admin.model}

    def act(self, values: dict[str, Any]) -> str:
        merge(self.object, into=values["into"], by=self.request.user)
        return self.told(f"Merged into {values['into']}")


class Unmerge(TagAct, OneClick):
    name = "unmerge"
    title = "Undo the merge"

    def act(self, values: dict[str, Any]) -> str:
        unmerge(self.object, by=self.request.user)
        return self.told("The merge is undone")


ACTS = (Release, Retire, Unretire, Merge, Unmerge)
