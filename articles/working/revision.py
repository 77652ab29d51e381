"""What editors did with a working copy: revisions, schedules, and reasons kept inside."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.working.article import Article


class Revision(models.Model):
    """One save of a working copy, whole. Append-only: a trigger refuses all but erasing."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField(help_text="As articles.working.content.Content writes it.")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    restored_from = models.PositiveIntegerField(
        null=True, help_text="Number of the revision whose content was brought back."
    )
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="revision_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.article}, revision {self.number}"


class Schedule(models.Model):
    """A publication or a withdrawal to be done at an instant, by the worker."""

    class Action(models.TextChoices):
        PUBLISH = "publish"
        WITHDRAW = "withdraw"

    class State(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        CANCELLED = "cancelled"
        FAILED = "failed"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="schedules")
    action = models.CharField(max_length=8, choices=Action)
    due_at = models.DateTimeField()
    revision_number = models.PositiveIntegerField(
        null=True, help_text="The revision to publish; later saves do not go out with it."
    )
    message = models.TextField(max_length=1_000, blank=True, help_text="Public, of a withdrawal.")
    reason = models.TextField(max_length=1_000, blank=True, help_text="Internal, of a withdrawal.")
    shows_title = models.BooleanField(default=False)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    ended_at = models.DateTimeField(null=True, editable=False)
    outcome = models.TextField(
        blank=True, editable=False, help_text="Why it failed, or who called it off."
    )

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "action"],
                condition=Q(state="waiting"),
                name="schedule_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(action="withdraw") | Q(revision_number__isnull=False),
                name="schedule_publishes_a_revision",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") ^ Q(ended_at__isnull=False),
                name="schedule_ended_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="schedule_due")
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.article} at {self.due_at:%Y-%m-%d %H:%M} UTC"


class InternalReason(models.Model):
    """Why a story was withdrawn, redacted or erased. Never leaves the desk."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="reasons")
    action = models.CharField(max_length=20)
    version_number = models.PositiveIntegerField(null=True)
    reason = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.article}: {self.action}"
