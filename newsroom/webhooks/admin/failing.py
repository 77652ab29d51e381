"""Webhooks that fail, for the front page of the admin."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timesince import timesince

from newsroom.admin.notices import Notice, notices_from
from newsroom.webhooks.health import failing_webhooks, given_up_webhooks

# So many are named, those that have failed for longest.
MOST = 20


@notices_from
def webhooks_in_need(request: HttpRequest) -> Iterator[Notice]:
    if not request.user.has_perm("webhooks.view_webhook"):
        return
    failing = [(one, one.failing_since) for one in failing_webhooks()[:MOST]]
    given_up = [(one, one.disabled_at) for one in given_up_webhooks()[:MOST]]
    for text, found in (
        ("Webhooks to which nothing can be delivered:", failing),
        ("Webhooks that have been disabled, since they failed:", given_up),
    ):
        links = [
            (
                f"{one.partner}, {one.url} ({timesince(since)})",
                reverse("admin:webhooks_webhook_change", args=[one.pk]),
            )
            for one, since in found
        ]
        if links:
            yield Notice(text, links)
