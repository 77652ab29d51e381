"""The two kinds of model admin: one writes by verbs only, the other not at all."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.forms.models import construct_instance
from django.urls import path

from newsroom.admin.acts import ActView
from newsroom.admin.problems import add_problems


class ReadOnlyAdmin(admin.ModelAdmin):
    actions = None
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class VerbForm(forms.ModelForm):
    """A form whose values a verb judges; what it refused stands beside the fields.

    The model's own validation is left to the verb, so that there is one judge only.
    """

    refusal: Any = None

    def clean(self):
        if self.refusal:
            add_problems(self, self.own_problems())

    def own_problems(self) -> Mapping[str, Sequence[str]]:
        return self.refusal.problems

    def _post_clean(self):
        self.instance = construct_instance(self, self.instance, self._meta.fields)


class VerbAdmin(admin.ModelAdmin):
    """Saves by a verb, and offers acts, which are verbs with a view of their own.

    A verb is a transaction of its own, so none is opened around it. When it refuses, the form is
    shown again with everything that was typed.
    """

    actions = None
    form = VerbForm
    refusal: type[Exception]
    acts: Sequence[type[ActView]] = ()

    def save_by_verb(self, request, form, formsets) -> None:
        raise NotImplementedError

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return self._changeform_view(request, object_id, form_url, extra_context)
        except self.refusal as refusal:
            request.refusal = refusal
            return self._changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def save_model(self, request, obj, form, change):
        """Nothing: the verb writes everything at once."""

    def save_related(self, request, form, formsets, change):
        self.save_by_verb(request, form, formsets)

    def get_urls(self):
        opts = self.opts
        acts = [
            path(
                f"<str:object_id>/{act.route or f'{act.name}/'}",
                self.admin_site.admin_view(act.as_view(model_admin=self)),
                name=f"{opts.app_label}_{opts.model_name}_{act.name}",
            )
            for act in self.acts
        ]
        return acts + super().get_urls()

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj:
            context["allowed_acts"] = {act.name for act in self.acts if act.allows(request, self)}
        return super().render_change_form(request, context, add, change, form_url, obj)
