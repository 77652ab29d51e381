"""The forms of the acts."""

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminSplitDateTime, AdminTextareaWidget
from django.utils import timezone

from articles.body import Heading, parse
from articles.models import Correction

MINOR_HELP = "Leaves the date of the last update alone."


class SavedRevisionForm(forms.Form):
    """Names the revision that the editor had before their eyes."""

    based_on = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class PublishForm(SavedRevisionForm):
    minor = forms.BooleanField(required=False, help_text=MINOR_HELP)


class NewsroomMomentField(forms.SplitDateTimeField):
    """Takes date and time as the clocks of the newsroom show them."""

    widget = forms.SplitDateTimeWidget(date_attrs={"type": "date"}, time_attrs={"type": "time"})

    def clean(self, value):
        with timezone.override(settings.NEWSROOM_TIME_ZONE):
            return super().clean(value)


class ReleaseForm(forms.Form):
    until = NewsroomMomentField(label="Until", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[
            "until"
        ].help_text = (
            f"In the time of {settings.NEWSROOM_TIME_ZONE}. Empty means until somebody releases it."
        )


class EmbargoForm(ReleaseForm, SavedRevisionForm):
    """Asks for the moment only."""


class DueForm(forms.Form):
    due_at = forms.SplitDateTimeField(
        label="Moment", widget=AdminSplitDateTime, help_text="In UTC, and in the future."
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=1_000,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        label="Internal reason",
        help_text="Never leaves the desk.",
    )


class WithdrawForm(ReasonForm):
    message = forms.CharField(
        max_length=1_000,
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 3}),
        label="Public message",
        help_text="Readers see it in place of the story.",
    )
    shows_title = forms.BooleanField(
        required=False, label="Show the title of the story with the message"
    )


class ScheduleWithdrawalForm(WithdrawForm, DueForm):
    """Asks for the moment first: the fields of the last class come first."""


class EraseForm(ReasonForm):
    slug = forms.CharField(
        max_length=120, help_text="Type the slug of the story: what is erased never comes back."
    )

    def __init__(self, *args, expected_slug, **kwargs):
        super().__init__(*args, **kwargs)
        self.expected_slug = expected_slug

    def clean_slug(self):
        if self.cleaned_data["slug"] != self.expected_slug:
            raise forms.ValidationError(f"The slug of this story is “{self.expected_slug}”.")


class CorrectionForm(SavedRevisionForm):
    kind = forms.ChoiceField(label="Type", choices=Correction.Kind)
    text = forms.CharField(
        max_length=2_000,
        widget=AdminTextareaWidget(attrs={"rows": 4}),
        help_text="What readers are told.",
    )
    heading_id = forms.ChoiceField(label="Section", required=False)
    old_wording = forms.CharField(
        max_length=2_000, required=False, widget=AdminTextareaWidget(attrs={"rows": 3})
    )
    new_wording = forms.CharField(
        max_length=2_000, required=False, widget=AdminTextareaWidget(attrs={"rows": 3})
    )
    minor = forms.BooleanField(required=False, help_text=MINOR_HELP)

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        headings = (block for block in parse(body) if isinstance(block, Heading))
        self.fields["heading_id"].choices = [
            ("", "The whole story"),
            *((heading.id, heading.to_text()) for heading in headings),
        ]
