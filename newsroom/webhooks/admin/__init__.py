from newsroom.webhooks.admin import failing  # noqa: F401 - its notices.
from newsroom.webhooks.admin.attempt import AttemptAdmin
from newsroom.webhooks.admin.webhook import WebhookAdmin

__all__ = ["AttemptAdmin", "WebhookAdmin"]
