"""What editors do with a story: every act calls one verb."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from articles.admin.act_forms import (
    CorrectionForm,
    DueForm,
    EmbargoForm,
    EraseForm,
    PublishForm,
    ReasonForm,
    ReleaseForm,
    SavedRevisionForm,
    ScheduleWithdrawalForm,
    WithdrawForm,
)
from articles.admin.states import until_told
from articles.errors import EditConflict, Refused
from articles.models import Article, Schedule
from articles.verbs.embargoing import embargo, end_embargo, move_release, release
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import restore
from articles.verbs.scheduling import cancel_schedule, schedule_publication, schedule_withdrawal
from articles.verbs.withdrawing import erase, redact, withdraw
from newsroom.admin.acts import ActView, OneClick
from newsroom.changes.models import Change


class StoryAct(ActView):
    refusal = Refused
    object: Article

    def told(self, done: str) -> str:
        """Add the number of the story's newest change, which this act has just made."""
        newest = Change.objects.filter(object_id=self.object.pk).first()
        return f"{done} (change {newest.seq})." if newest else f"{done}."


class Publish(StoryAct, OneClick):
    name = "publish"
    title = "Publish"
    permission = "publish"
    form_class = PublishForm

    def act(self, values: dict[str, Any]) -> str:
        version = publish(self.object, by=self.request.user, **values)
        return self.told(f"Published version {version.number}")


class Correct(StoryAct):
    name = "correct"
    title = "Publish with a correction"
    permission = "publish"
    explanation = "The newest saved revision goes out together with this correction."
    form_class = CorrectionForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "body": self.object.body}

    def get_initial(self):
        return {"based_on": self.object.revision_number}

    def act(self, values: dict[str, Any]) -> str:
        based_on, minor = values.pop("based_on"), values.pop("minor")
        correction = CorrectionText(**values)
        version = correct(
            self.object, correction, by=self.request.user, minor=minor, based_on=based_on
        )
        return self.told(f"Published version {version.number} with a {correction.kind}")

    def refused(self, form: forms.Form, refusal: Any) -> None:
        super().refused(form, refusal)
        if isinstance(refusal, EditConflict):
            self.object.refresh_from_db()
            newest = self.object.revision_number
            form.data = form.data.copy()
            form.data["based_on"] = newest
            form.add_error(None, f"Look at revision {newest} first: the button now publishes it.")


class PutUnderEmbargo(StoryAct):
    name = "embargo"
    title = "Publish under embargo"
    permission = "publish"
    explanation = (
        "The newest saved revision goes out at once to partners who may see embargoed stories, and "
        "to everybody when the embargo ends. Until then the public is told nothing."
    )
    form_class = EmbargoForm

    def get_initial(self):
        return {"based_on": self.object.revision_number}

    def act(self, values: dict[str, Any]) -> str:
        version = embargo(self.object, by=self.request.user, **values)
        done = f"Version {version.number} is under embargo {until_told(values['until'])}"
        return self.told(done)


class MoveRelease(StoryAct):
    name = "move_release"
    title = "Move the end of the embargo"
    permission = "publish"
    form_class = ReleaseForm

    def act(self, values: dict[str, Any]) -> str:
        move_release(self.object, by=self.request.user, **values)
        return self.told(f"The embargo now holds {until_told(values['until'])}")


class Release(StoryAct, OneClick):
    name = "release"
    title = "Release now"
    permission = "publish"

    def act(self, values: dict[str, Any]) -> str:
        version = release(self.object, by=self.request.user)
        return self.told(f"Released version {version.number} to the public")


class EndEmbargo(StoryAct):
    name = "end_embargo"
    title = "Take back what is under embargo"
    permission = "withdraw"
    explanation = (
        "Partners who have the story are told to remove it. What the public has stays as it is."
    )
    form_class = ReasonForm

    def act(self, values: dict[str, Any]) -> str:
        end_embargo(self.object, by=self.request.user, **values)
        return self.told("Taken back what was under embargo")


class Withdraw(StoryAct):
    name = "withdraw"
    title = "Withdraw"
    permission = "withdraw"
    form_class = WithdrawForm

    def act(self, values: dict[str, Any]) -> str:
        withdraw(self.object, by=self.request.user, **values)
        return self.told("Withdrawn")


class SchedulePublication(StoryAct):
    name = "schedule_publication"
    title = "Schedule publication"
    permission = "publish"
    explanation = "The newest saved revision goes out; later saves do not go out with it."
    form_class = DueForm

    def act(self, values: dict[str, Any]) -> str:
        schedule = schedule_publication(self.object, by=self.request.user, **values)
        return (
            f"Revision {schedule.revision_number} will be published at "
            f"{schedule.due_at:%Y-%m-%d %H:%M} UTC."
        )


class ScheduleWithdrawal(StoryAct):
    name = "schedule_withdrawal"
    title = "Schedule withdrawal"
    permission = "withdraw"
    form_class = ScheduleWithdrawalForm

    def act(self, values: dict[str, Any]) -> str:
        schedule = schedule_withdrawal(self.object, by=self.request.user, **values)
        return f"The story will be withdrawn at {schedule.due_at:%Y-%m-%d %H:%M} UTC."


class CancelSchedule(StoryAct, OneClick):
    """Calling off asks for the same right as asking for it."""

    name = "cancel_schedule"
    route = "schedules/<int:key>/cancel/"
    title = "Call off"
    REQUESTS = {
        Schedule.Action.PUBLISH: SchedulePublication,
        Schedule.Action.WITHDRAW: ScheduleWithdrawal,
    }

    @classmethod
    def allows(cls, request, model_admin):
        return any(act.allows(request, model_admin) for act in cls.REQUESTS.values())

    def act(self, values: dict[str, Any]) -> str:
        schedule = get_object_or_404(self.object.schedules, pk=self.kwargs["key"])
        if not self.REQUESTS[schedule.action].allows(self.request, self.model_admin):
            raise PermissionDenied
        cancel_schedule(schedule, by=self.request.user)
        due = f"{schedule.due_at:%Y-%m-%d %H:%M} UTC"
        return f"Called off: {schedule.get_action_display().lower()} at {due}."


class Restore(StoryAct, OneClick):
    name = "restore"
    route = "revisions/<int:number>/restore/"
    title = "Restore"
    form_class = SavedRevisionForm

    def act(self, values: dict[str, Any]) -> str:
        old = get_object_or_404(self.object.revisions, number=self.kwargs["number"])
        newest = restore(old, by=self.request.user, **values)
        return f"Restored revision {old.number} as revision {newest.number}."


class Redact(StoryAct):
    name = "redact"
    route = "versions/<int:number>/redact/"
    title = "Redact this version"
    permission = "redact"
    explanation = "The public will not see this old version again; its text is kept."
    form_class = ReasonForm

    def act(self, values: dict[str, Any]) -> str:
        version = get_object_or_404(self.object.versions, number=self.kwargs["number"])
        redact(version, by=self.request.user, **values)
        return self.told(f"Redacted version {version.number}")


class Erase(StoryAct):
    name = "erase"
    title = "Erase for good"
    permission = "erase"
    explanation = (
        "Blanks the text of the story everywhere: working copy, revisions, published versions, "
        "corrections and messages. Numbers, times and slugs stay. There is no way back."
    )
    form_class = EraseForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "expected_slug": self.object.slug}

    def act(self, values: dict[str, Any]) -> str:
        erase(self.object, by=self.request.user, reason=values["reason"])
        return self.told("Erased")


ACTS = (
    Publish,
    Correct,
    PutUnderEmbargo,
    MoveRelease,
    Release,
    EndEmbargo,
    Withdraw,
    SchedulePublication,
    ScheduleWithdrawal,
    CancelSchedule,
    Restore,
    Redact,
    Erase,
)
