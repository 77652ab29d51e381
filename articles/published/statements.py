"""Querysets compiled once, where building one takes longer than the database takes to answer it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet


class Statement:
    """A queryset of dictionaries in whose conditions other values take the place of stand-ins.

    Each stand-in must be a value that is nowhere else in the queryset.
    """

    def __init__(self, queryset: QuerySet, stand_ins: Sequence[Any]) -> None:
        self._compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        try:
            self._sql, self._parameters = self._compiler.as_sql()
        except EmptyResultSet:
            # Nothing can ever meet the conditions, so nothing need be asked.
            self._sql, self._parameters = "", ()
        columns = [column for column, *_ in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)
        self._names = tuple(queryset.query.selected or ())
        self._stand_ins = stand_ins
        # The position of the value that each parameter is taken from; None for those that stay.
        self._places = [
            stand_ins.index(one) if one in stand_ins else None for one in self._parameters
        ]

    def rows(self, values: Sequence[Any]) -> list[dict[str, Any]]:
        """Execute with these values, each in place of the stand-in of the same position."""
        given = [value for value, _ in zip(values, self._stand_ins, strict=True)]
        if not self._sql:
            return []
        parameters = [
            one if place is None else given[place]
            for one, place in zip(self._parameters, self._places, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, parameters)
            found = cursor.fetchall()
        converted = self._compiler.apply_converters(found, self._converters)
        return [dict(zip(self._names, row, strict=True)) for row in converted]
