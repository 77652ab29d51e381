"""Where a webhook stands in the change log, whatever became of the log."""

import logging
from typing import Any

from articles.published.sync.walking import end_of_epoch
from newsroom.changes.head import HeadState
from newsroom.webhooks.models import Webhook

logger = logging.getLogger(__name__)


def bring_into_epoch(webhook: Webhook, head: HeadState) -> dict[str, Any]:
    """Move a place that is not of the present history to where that begins.

    Numbers above it were given out again, for other changes. Gives the values to be written.
    """
    seq = webhook.seq
    if webhook.epoch_id != head.epoch:
        seq = min(seq, end_of_epoch(webhook.epoch_id))
    if seq > head.seq:
        logger.critical("Webhook %s was told of changes that are lost.", webhook.pk)
        seq = head.seq
    if (seq, head.epoch) == (webhook.seq, webhook.epoch_id):
        return {}
    webhook.seq, webhook.epoch_id = seq, head.epoch
    return {"seq": seq, "epoch_id": head.epoch}
