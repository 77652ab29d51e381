"""Cursors as text that callers carry from page to page without reading it."""

import base64
import hashlib
import json
from typing import Any

# Enough to tell a cursor that was cut or mistyped; it is no signature, and need be none.
CHECK_BYTES = 4


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
