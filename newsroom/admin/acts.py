"""Acts: what an editor does to one row by a verb, in a view of its own."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import FormView

from newsroom.admin.problems import add_problems


class ActView(FormView):
    """A page with a form; its POST calls a verb, which is a transaction of its own.

    What the verb refuses becomes errors of the form. When it is done, the log of the admin and a
    message say so, and the change page is shown.
    """

    http_method_names = ["get", "post"]
    template_name = "admin/act.html"
    form_class = forms.Form
    refusal: type[Exception]
    model_admin: Any = None

    name: str
    route = ""  # Where the address says more than the name.
    title: str
    explanation = ""
    permission = "change"

    @classmethod
    def allows(cls, request: HttpRequest, model_admin: Any) -> bool:
        opts = model_admin.opts
        return model_admin.has_view_permission(request) and request.user.has_perm(
            f"{opts.app_label}.{cls.permission}_{opts.model_name}"
        )

    def act(self, values: dict[str, Any]) -> str:
        """Call the verb with the form's values; gives a sentence that says what was done."""
        raise NotImplementedError

    def dispatch(self, request, object_id, **kwargs):
        if not self.allows(request, self.model_admin):
            raise PermissionDenied
        self.object = self.model_admin.get_object(request, unquote(object_id))
        if self.object is None:
            raise Http404(f"There is no such {self.model_admin.opts.verbose_name}.")
        return super().dispatch(request, **kwargs)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            done = self.act(form.cleaned_data)
        except self.refusal as refusal:
            self.refused(form, refusal)
            return self.form_invalid(form)
        self.object.refresh_from_db()
        self.model_admin.log_change(self.request, self.object, done)
        messages.success(self.request, done)
        return self.back()

    def refused(self, form: forms.Form, refusal: Any) -> None:
        add_problems(form, refusal.problems)

    def back(self) -> HttpResponse:
        opts = self.model_admin.opts
        site = self.model_admin.admin_site.name
        return redirect(f"{site}:{opts.app_label}_{opts.model_name}_change", quote(self.object.pk))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        adminform = AdminForm(form, [(None, {"fields": list(form.fields)})], {})
        return {
            **self.model_admin.admin_site.each_context(self.request),
            **context,
            "adminform": adminform,
            "media": self.model_admin.media + adminform.media,
            "opts": self.model_admin.opts,
            "object": self.object,
            "title": self.title,
            "explanation": self.explanation,
        }


class OneClick(ActView):
    """A button on the change page; what the verb refuses becomes messages there."""

    http_method_names = ["post"]

    def form_invalid(self, form):
        for sentences in form.errors.values():
            for sentence in sentences:
                messages.error(self.request, sentence)
        return self.back()
