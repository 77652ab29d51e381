"""What editors do with keys: every act calls one verb."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.http import HttpResponse
from django.template.response import TemplateResponse

from newsroom.admin.acts import ActView
from newsroom.partners.errors import PartnerRefused
from newsroom.partners.keeping import MOST_OVERLAP, IssuedKey, issue_key, revoke_key, rotate_key
from newsroom.partners.models import ApiKey
from newsroom.partners.scopes import Scope

MOST_HOURS = int(MOST_OVERLAP.total_seconds()) // 3_600


class KeyForm(forms.Form):
    name = forms.CharField(max_length=120, help_text="What uses it, such as “nightly import”.")
    environment = forms.ChoiceField(choices=ApiKey.Environment.choices)
    scopes = forms.MultipleChoiceField(choices=Scope.choices, widget=forms.CheckboxSelectMultiple)
    expires_at = forms.SplitDateTimeField(
        label="Ends at", required=False, widget=AdminSplitDateTime, help_text="UTC; empty: never."
    )
    ip_ranges = forms.CharField(
        label="IP ranges",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Where it may be used from, one range a line, such as 192.0.2.0/24; empty: "
        "anywhere.",
    )

    def clean_ip_ranges(self) -> list[str]:
        return self.cleaned_data["ip_ranges"].split()


class RotateForm(forms.Form):
    hours = forms.IntegerField(
        label="Hours until the old key ends",
        min_value=0,
        max_value=MOST_HOURS,
        initial=7 * 24,
        help_text=f"Both keys hold until then; at most {MOST_HOURS}.",
    )


class RevokeForm(forms.Form):
    reason = forms.CharField(required=False, max_length=200, help_text="Seen in the newsroom only.")


class IssuingAct(ActView):
    """An act that makes a key and shows it, in the answer itself.

    Nothing else may hold the text of a key, as messages of the admin would, which are stored.
    """

    refusal = PartnerRefused

    def issue(self, values: dict[str, Any]) -> IssuedKey:
        raise NotImplementedError

    def act(self, values: dict[str, Any]) -> str:
        self.issued = self.issue(values)
        return f"Issued the key {self.issued.key.pk}."

    def back(self) -> HttpResponse:
        context = {**self.get_context_data(form=self.get_form()), "issued": self.issued}
        return TemplateResponse(self.request, "admin/partners/issued.html", context)


class IssueKey(IssuingAct):
    name = "issue_key"
    title = "Issue a key"
    explanation = "The key will be shown once, on the page that comes next."
    form_class = KeyForm

    @classmethod
    def allows(cls, request, model_admin):
        return model_admin.has_view_permission(request) and request.user.has_perm(
            "partners.add_apikey"
        )

    def issue(self, values: dict[str, Any]) -> IssuedKey:
        return issue_key(self.object, by=self.request.user, **values)


class RotateKey(IssuingAct):
    name = "rotate"
    title = "Replace the key"
    explanation = (
        "A new key that may do what this one may will be shown once, on the page that comes next. "
        "Until the old one ends, its answers tell the partner so."
    )
    form_class = RotateForm

    def issue(self, values: dict[str, Any]) -> IssuedKey:
        overlap = timedelta(hours=values["hours"])
        return rotate_key(self.object, by=self.request.user, overlap=overlap)


class RevokeKey(ActView):
    name = "revoke"
    title = "Revoke the key"
    explanation = "It is refused from now on, everywhere. There is no way back."
    refusal = PartnerRefused
    form_class = RevokeForm

    def act(self, values: dict[str, Any]) -> str:
        revoke_key(self.object, by=self.request.user, **values)
        return f"Revoked the key {self.object.pk}."
