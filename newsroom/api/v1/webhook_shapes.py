"""The shapes of webhooks and of the attempts to deliver to them."""

from typing import Any

from rest_framework import serializers

from articles.published.instants import instant
from newsroom.api.v1.shapes import address
from newsroom.webhooks.event_types import EventType
from newsroom.webhooks.health import Lag
from newsroom.webhooks.keeping import MOST_OVERLAP
from newsroom.webhooks.models import Attempt, Webhook
from newsroom.webhooks.retrying import disables_at

EVENT_TYPES = "What is told of; empty means all: " + ", ".join(
    f"`{value}` ({label.lower()})" for value, label in EventType.choices
)
MOST_HOURS = int(MOST_OVERLAP.total_seconds()) // 3_600


class ProductReferenceSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()


class LagSerializer(serializers.Serializer):
    changes = serializers.IntegerField(
        help_text="Changes that are still to be looked at, those that it is told nothing of too."
    )
    seconds = serializers.FloatField(help_text="How long ago the first of them was made.")


class WebhookSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    api_url = serializers.URLField()
    url = serializers.CharField(help_text="Where events are sent.")
    description = serializers.CharField()
    event_types = serializers.ListField(
        child=serializers.ChoiceField(choices=EventType.values), help_text=EVENT_TYPES
    )
    products = ProductReferenceSerializer(
        many=True, help_text="The products whose stories are told of; empty means all you have."
    )
    created_at = serializers.DateTimeField()
    secret_before_until = serializers.DateTimeField(
        allow_null=True, help_text="Until when messages are signed with the secret before, too."
    )
    enabled = serializers.BooleanField()
    disabled_at = serializers.DateTimeField(allow_null=True)
    disabled_reason = serializers.CharField(allow_null=True)
    health = serializers.ChoiceField(choices=["healthy", "failing", "disabled"])
    failing_since = serializers.DateTimeField(
        allow_null=True, help_text="Since when nothing could be delivered, or null."
    )
    disables_at = serializers.DateTimeField(
        allow_null=True, help_text="When it will be disabled if it goes on failing, or null."
    )
    next_attempt_at = serializers.DateTimeField(
        allow_null=True, help_text="When the event that failed is tried again, or null."
    )
    delivered_at = serializers.DateTimeField(allow_null=True, help_text="The last delivery.")
    seq = serializers.IntegerField(help_text="The last change that was dealt with.")
    lag = LagSerializer()


class WebhookListSerializer(serializers.Serializer):
    results = WebhookSerializer(many=True)


class WebhookSecretSerializer(WebhookSerializer):
    secret = serializers.CharField(
        help_text="The newest secret. It is told when it is made, and never again."
    )


class NewWebhookSerializer(serializers.Serializer):
    url = serializers.CharField(max_length=1_000, help_text="An address with https://.")
    description = serializers.CharField(max_length=200, required=False, allow_blank=True)
    event_types = serializers.ListField(
        child=serializers.ChoiceField(choices=EventType.values),
        required=False,
        help_text=EVENT_TYPES,
    )
    products = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        help_text="Ids of your products whose stories are told of; empty means all.",
    )


class ChangedWebhookSerializer(NewWebhookSerializer):
    url = serializers.CharField(max_length=1_000, required=False)
    enabled = serializers.BooleanField(
        required=False, help_text="true lets a disabled webhook go on from where it was."
    )


class OverlapSerializer(serializers.Serializer):
    overlap_hours = serializers.IntegerField(
        min_value=0,
        max_value=MOST_HOURS,
        default=24,
        help_text="For how long the secret before goes on signing, too.",
    )


class SinceSerializer(serializers.Serializer):
    since = serializers.JSONField(
        help_text="A change number, or an instant: all that came after is sent once more."
    )


class AttemptSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    kind = serializers.ChoiceField(
        choices=Attempt.Kind.values,
        help_text="`delivery` in the order of changes; `resend` and `test` on demand.",
    )
    event_id = serializers.CharField(help_text="The `webhook-id`.")
    event_type = serializers.CharField()
    seq = serializers.IntegerField(allow_null=True, help_text="The change; null for a test.")
    at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(
        choices=Attempt.Outcome.values,
        help_text="`skipped` means that the event was given up.",
    )
    status = serializers.IntegerField(allow_null=True, help_text="null if nothing was answered.")
    failure = serializers.CharField(allow_null=True)
    answer = serializers.CharField(help_text="How the body of the answer began.")
    milliseconds = serializers.IntegerField()


class AttemptListSerializer(serializers.Serializer):
    results = AttemptSerializer(many=True, help_text="The newest first.")


def webhook_answer(webhook: Webhook, lag: Lag) -> dict[str, Any]:
    return {
        "id": str(webhook.pk),
        "api_url": address("webhooks", str(webhook.pk)),
        "url": webhook.url,
        "description": webhook.description,
        "event_types": webhook.event_types,
        "products": [{"id": str(one.pk), "name": one.name} for one in webhook.products.all()],
        "created_at": instant(webhook.created_at),
        "secret_before_until": _moment(webhook.secret_before_until),
        "enabled": webhook.disabled_at is None,
        "disabled_at": _moment(webhook.disabled_at),
        "disabled_reason": webhook.disabled_reason or None,
        "health": webhook.health,
        "failing_since": _moment(webhook.failing_since),
        "disables_at": _moment(disables_at(webhook)),
        "next_attempt_at": _moment(webhook.next_attempt_at),
        "delivered_at": _moment(webhook.delivered_at),
        "seq": webhook.seq,
        "lag": {"changes": lag.changes, "seconds": lag.seconds},
    }


def attempt_answer(attempt: Attempt) -> dict[str, Any]:
    return {
        "id": attempt.pk,
        "kind": attempt.kind,
        "event_id": attempt.event_id,
        "event_type": attempt.event_type,
        "seq": attempt.seq,
        "at": instant(attempt.at),
        "outcome": attempt.outcome,
        "status": attempt.status,
        "failure": attempt.failure or None,
        "answer": attempt.answer,
        "milliseconds": attempt.milliseconds,
    }


def _moment(moment: Any) -> str | None:
    return instant(moment) if moment else None
