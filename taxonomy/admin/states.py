"""The state of a tag in the lists and beside the form."""

from django.contrib import admin
from django.db.models import Q

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


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return LABELS.items()

    def queryset(self, request, queryset):
        return queryset.filter(CONDITIONS.get(self.value(), Q()))
