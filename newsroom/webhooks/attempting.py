"""One attempt: sending an event, and what came of it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from django.conf import settings
from django.db import connection

from newsroom.outgoing.client import Answer, Client, SendingFailed
from newsroom.outgoing.targets import BadTarget, Reach
from newsroom.webhooks.events import Event
from newsroom.webhooks.models import Attempt, Webhook
from newsroom.webhooks.signing import sign

ATTEMPT_SECONDS = 15.0
LONGEST_WAIT = timedelta(hours=1)
SHOWN_CHARACTERS = 500


@dataclass(frozen=True)
class Result:
    """What came of an attempt. ``wait`` is for how long the receiver asked not to be asked."""

    at: datetime
    status: int | None = None
    failure: str = ""
    answer: str = ""
    seconds: float = 0.0
    wait: timedelta = timedelta()

    @property
    def is_delivered(self) -> bool:
        return not self.failure

    @property
    def is_gone(self) -> bool:
        return self.status == 410


def reach() -> Reach:
    """Say where webhooks may be sent."""
    return Reach(inside=settings.NEWSROOM_WEBHOOKS_INSIDE, ports=settings.NEWSROOM_WEBHOOK_PORTS)


class Line:
    """A connection to the address of a webhook; no database connection is held meanwhile."""

    def __init__(self, webhook: Webhook) -> None:
        self.webhook = webhook
        self._client: Client | None = None

    def close(self) -> None:
        if self._client:
            self._client.close()

    def attempt(self, event: Event, *, kind: str) -> Result:
        """Send an event once; whatever goes wrong is told by the result."""
        if not connection.in_atomic_block:
            connection.close()
        at = datetime.now(UTC)
        body, event_id = event.body(), event.id(self.webhook)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": event_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": sign(self.webhook, event_id, at, body),
            "newsroom-delivery": kind,
        }
        try:
            client = self._client or Client(
                self.webhook.url, reach=reach(), seconds=ATTEMPT_SECONDS
            )
            self._client = client
            answer = client.send("POST", headers=headers, body=body)
        except (SendingFailed, BadTarget) as error:
            return Result(at, failure=str(error)[:SHOWN_CHARACTERS])
        return _result(at, answer)


def make_entry(webhook: Webhook, event: Event, result: Result, *, kind: str) -> Attempt:
    """Make the entry of the log for an attempt, not yet written."""
    outcomes = Attempt.Outcome
    return Attempt(
        webhook=webhook,
        kind=kind,
        event_id=event.id(webhook),
        event_type=event.type,
        seq=event.seq,
        at=result.at,
        outcome=outcomes.DELIVERED if result.is_delivered else outcomes.FAILED,
        status=result.status,
        failure=result.failure,
        answer=result.answer,
        milliseconds=round(result.seconds * 1_000),
    )


def _result(at: datetime, answer: Answer) -> Result:
    is_good = 200 <= answer.status < 300
    text = answer.body.decode("utf-8", "replace").replace("\0", "\ufffd")
    return Result(
        at,
        status=answer.status,
        failure="" if is_good else f"The receiver answered {answer.status}.",
        answer=text[:SHOWN_CHARACTERS],
        seconds=answer.seconds,
        wait=timedelta() if is_good else read_retry_after(answer.headers.get("retry-after"), at),
    )


def read_retry_after(value: str | None, now: datetime) -> timedelta:
    """Read a number of seconds or a date, up to ``LONGEST_WAIT``; nothing where it is neither."""
    text = (value or "").strip()
    if text.isascii() and text.isdecimal():
        return min(timedelta(seconds=int(text[:9])), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, IndexError, TypeError):
        return timedelta()
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(timedelta(), min(until - now, LONGEST_WAIT))
