"""The log of attempts has a bound: it is of a month at most, and of the newest for each webhook."""

from datetime import timedelta

from django.db.models.functions import Now

from newsroom.webhooks.models import Attempt, Webhook

KEPT_DAYS = 30
KEPT_FOR_EACH = 1_000


def forget_attempts() -> None:
    Attempt.objects.filter(at__lt=Now() - timedelta(days=KEPT_DAYS)).delete()
    for key in Webhook.objects.values_list("pk", flat=True):
        log = Attempt.objects.filter(webhook=key)
        oldest = log.order_by("-pk").values_list("pk", flat=True)[KEPT_FOR_EACH : KEPT_FOR_EACH + 1]
        for pk in oldest:
            log.filter(pk__lte=pk).delete()
