"""Cursors as text that callers carry from page to page without reading it."""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

# Enough to tell a cursor that was cut or mistyped; it is no signature, and need be none.
CHECK_BYTES = 4


@dataclass(frozen=True)
class Pin:
    """The state that a ranked walk goes over: what was current at a change, and when that was.

    ``whole`` says that all that matched was ranked then.
    """

    seq: int
    at: datetime
    whole: bool

    def written(self) -> list[Any]:
        return [self.seq, self.at.isoformat(), self.whole]


def read_pin(seq: int, at: str, whole: bool) -> Pin:
    if not isinstance(seq, int) or seq < 0 or not isinstance(whole, bool):
        raise ValueError(seq)
    return Pin(seq, read_moment(at), whole)


def read_moment(value: str) -> datetime:
    return datetime.fromisoformat(value).astimezone(UTC)


def pack(position: list[Any]) -> str:
    packed = json.dumps(position, separators=(",", ":")).encode()
    check = hashlib.sha256(packed).digest()[:CHECK_BYTES]
    return base64.urlsafe_b64encode(packed + check).decode().rstrip("=")


def unpack(text: str) -> list[Any]:
    """Raise ``ValueError`` for what ``pack`` did not give, to the last character."""
    raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    position = json.loads(raw[:-CHECK_BYTES])
    if pack(position) != text:
        raise ValueError(text)
    return position
