"""Narrowing the list of a table to the rows in some state."""

from collections.abc import Mapping
from typing import ClassVar

from django.contrib import admin
from django.db.models import Q


class StateFilter(admin.SimpleListFilter):
    """The subclass says in words which states there are, and the condition of each."""

    title = "state"
    parameter_name = "state"
    labels: ClassVar[Mapping[str, str]]
    conditions: ClassVar[Mapping[str, Q]]

    def lookups(self, request, model_admin):
        return self.labels.items()

    def queryset(self, request, queryset):
        return queryset.filter(self.conditions.get(self.value(), Q()))
