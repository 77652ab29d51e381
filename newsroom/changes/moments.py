"""Change numbers and moments: both name a state of what is public."""

from datetime import datetime

from newsroom.changes.models import Change


def number_at(moment: datetime) -> int:
    """Give the number of the newest change that had been made at a moment; 0 before the first."""
    made = Change.objects.filter(at__lte=moment).order_by("-at", "-seq")
    return made.values_list("seq", flat=True).first() or 0
