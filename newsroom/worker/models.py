"""What can be seen of the workers."""

from django.db import models


class Worker(models.Model):
    """One running worker process, or one that ran lately."""

    name = models.CharField(max_length=120, primary_key=True, help_text="Host and process number.")
    started_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    acts = models.BigIntegerField(default=0, help_text="Scheduled acts done since the start.")
    failures = models.BigIntegerField(default=0)
    last_failure = models.TextField(blank=True)

    class Meta:
        ordering = ["-beat_at"]

    def __str__(self) -> str:
        return self.name
