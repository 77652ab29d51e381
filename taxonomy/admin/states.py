"""The state of a tag in the lists and beside the form."""

from django.db.models import Q

from newsroom.admin.states import StateFilter

CONDITIONS = {
    "public": Q(released_at__isnull=False),
    "unknown": Q(released_at=None),
    "retired": Q(retired_at__isnull=False),
    "merged": Q(merged_into__isnull=False),
}
LABELS = {
    "public": "Known to the public",
    "unknown": "Not known to the public",
    "retired": "Retired",
    "merged": "Merged into another",
}


def state_of(tag) -> str:
    parts = ["public" if tag.released_at else "not known to the public"]
    if tag.retired_at:
        parts.append("retired")
    if tag.merged_into:
        parts.append(f"merged into {tag.merged_into}")
    return ", ".join(parts)


class TagStateFilter(StateFilter):
    labels = LABELS
    conditions = CONDITIONS
