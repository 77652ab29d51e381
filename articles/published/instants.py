"""How moments are written in documents and answers."""

from datetime import UTC, datetime


def instant(moment: datetime) -> str:
    """Write an instant as RFC 3339 in UTC, to the second or, where needed, finer."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
