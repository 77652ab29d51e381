"""What the verbs of this app refuse, and why."""

from contextlib import AbstractContextManager

from newsroom.refusals import Refusal, refused_as

SENTENCES = {
    "webhook_event_types_are_known": ("event_types", "Choose among the events there are."),
}


class WebhookRefused(Refusal):
    """A change to a webhook is refused; nothing was written."""


class AskedTooSoon(Exception):
    """Something was sent on demand a moment ago."""


def refusals() -> AbstractContextManager[None]:
    """Raise ``WebhookRefused`` for what validation or a named constraint refuses."""
    return refused_as(WebhookRefused, SENTENCES)
