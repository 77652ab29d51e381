"""What the newsroom does with webhooks and attempts: every act calls one verb."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.http import HttpResponse
from django.template.response import TemplateResponse

from newsroom.admin.acts import ActView, OneClick
from newsroom.webhooks.errors import AskedTooSoon, WebhookRefused
from newsroom.webhooks.keeping import MOST_OVERLAP, disable, enable, replay, rotate_secret
from newsroom.webhooks.models import Attempt
from newsroom.webhooks.on_demand import resend, send_test
from newsroom.webhooks.signing import secret_text

MOST_HOURS = int(MOST_OVERLAP.total_seconds()) // 3_600


class OverlapForm(forms.Form):
    hours = forms.IntegerField(
        label="Hours until the old secret ends",
        min_value=0,
        max_value=MOST_HOURS,
        initial=24,
        help_text=f"Messages are signed with both until then; at most {MOST_HOURS}.",
    )


class SinceForm(forms.Form):
    number = forms.IntegerField(
        required=False, min_value=0, help_text="Of the last change that is not to be sent again."
    )
    moment = forms.SplitDateTimeField(
        required=False, widget=AdminSplitDateTime, help_text="UTC; in place of a number."
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        given = [one for one in (values.get("number"), values.get("moment")) if one is not None]
        if len(given) != 1:
            raise forms.ValidationError("Give a number or a moment.")
        return {"since": given[0]}


class SendingAct(OneClick):
    """An act whose message says what came of an attempt."""

    refusal = WebhookRefused

    def send(self) -> Attempt:
        raise NotImplementedError

    def act(self, values: dict[str, Any]) -> str:
        try:
            entry = self.send()
        except AskedTooSoon:
            raise WebhookRefused("Something was sent a moment ago; wait a little.") from None
        came = entry.failure or f"The receiver answered {entry.status}."
        return f"Sent {entry.event_type}. {came}"


class SendTest(SendingAct):
    name = "test"
    title = "Send a test"

    def send(self) -> Attempt:
        return send_test(self.object)


class Resend(SendingAct):
    name = "resend"
    title = "Send again"

    def send(self) -> Attempt:
        if self.object.seq is None:
            raise WebhookRefused("A test is sent from the page of the webhook.")
        return resend(self.object.webhook, self.object.seq)


class Enable(OneClick):
    name = "enable"
    title = "Enable"
    refusal = WebhookRefused

    def act(self, values: dict[str, Any]) -> str:
        enable(self.object, by=self.request.user)
        return "Enabled. It goes on from where it was."


class Disable(OneClick):
    name = "disable"
    title = "Disable"
    refusal = WebhookRefused

    def act(self, values: dict[str, Any]) -> str:
        disable(self.object, by=self.request.user)
        return "Disabled. Nothing is lost: once enabled, it goes on from where it was."


class Replay(ActView):
    name = "replay"
    title = "Send again since"
    explanation = "All that came after goes out once more, in order, under the same ids."
    form_class = SinceForm
    refusal = WebhookRefused

    def act(self, values: dict[str, Any]) -> str:
        number = replay(self.object, by=self.request.user, since=values["since"])
        return f"All since change {number} is sent again."


class SecretAct(ActView):
    """An act that shows a secret in the answer itself; nothing else may hold it."""

    refusal = WebhookRefused

    def back(self) -> HttpResponse:
        secret = secret_text(self.object)
        context = {**self.get_context_data(form=self.get_form()), "secret": secret}
        return TemplateResponse(self.request, "admin/webhooks/secret.html", context)


class ShowSecret(SecretAct):
    name = "secret"
    title = "Show the secret"
    explanation = "Whoever has it can make messages that look like ours."

    def act(self, values: dict[str, Any]) -> str:
        return "Showed the secret."


class RotateSecret(SecretAct):
    name = "rotate"
    title = "Replace the secret"
    explanation = "The new secret is shown on the page that comes next."
    form_class = OverlapForm

    def act(self, values: dict[str, Any]) -> str:
        overlap = timedelta(hours=values["hours"])
        rotate_secret(self.object, by=self.request.user, overlap=overlap)
        return "Replaced the secret."
