"""The filters of the lists: django-filter sets whose every error names its parameter."""

import re
import uuid
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework.request import Request

from articles.published.lookup import SLUG
from newsroom.api.parameters import choose, split_list
from newsroom.api.problems import Problem, parameter_problem
from newsroom.api.surrogate_keys import SurrogateKeys
from taxonomy.snapshot import PublicRegion, Snapshot, Unknown

MAX_IDS = 100
MAX_VALUES = 20


def read_moment(parameter: str, value: str) -> datetime:
    """Read an RFC 3339 instant, or a bare date as midnight in the newsroom's time zone."""
    # A plus sign that was not escaped arrives as a space.
    text = re.sub(r" (?=\d\d:\d\d$)", "+", value.upper())
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) and (day := parse_date(text)):
            moment = datetime.combine(day, time(), ZoneInfo(settings.NEWSROOM_TIME_ZONE))
        else:
            moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise parameter_problem(
            parameter,
            f"{parameter} is a date such as 2025-07-12 or an instant such as 2025-07-12T09:00:00Z.",
        )
    return _in_utc(moment)


def _in_utc(moment: datetime) -> datetime:
    """Convert a moment; the first and last days of the calendar stay within it."""
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return moment.replace(tzinfo=UTC)


def read_ids(parameter: str, value: str) -> list[uuid.UUID]:
    ids = []
    for text in split_list(parameter, value, most=MAX_IDS):
        try:
            ids.append(uuid.UUID(text))
        except ValueError:
            raise parameter_problem(parameter, f"“{text[:60]}” is not an id.") from None
    if len(set(ids)) < len(ids):
        raise parameter_problem(parameter, f"{parameter} names an entry twice.")
    return ids


def read_slugs(parameter: str, value: str) -> list[str]:
    slugs = split_list(parameter, value.lower(), most=MAX_IDS)
    for slug in slugs:
        if not SLUG.fullmatch(slug):
            raise parameter_problem(parameter, f"“{slug[:60]}” is not a slug.")
    return slugs


def read_alternatives(parameter: str, value: str) -> list[str]:
    """Split the values of a single-valued field, of which any may hold."""
    if "," in value:
        raise parameter_problem(
            parameter,
            f"A story has one {parameter} only; “|” means either.",
            value.replace(",", "|")[:200],
        )
    values = value.split("|")
    if "" in values or len(values) > MAX_VALUES:
        raise parameter_problem(parameter, f"{parameter} takes 1 to {MAX_VALUES} values.")
    return values


class StrictFilterSet(django_filters.FilterSet):
    """Methods get the text as it came and raise a ``Problem`` for what they cannot read.

    So no form is made to read it first: copying the filters and making a form for every request
    would take a large part of the time of a list.
    """

    def __init__(self, data: QueryDict, queryset: QuerySet, *, request: Request) -> None:
        self.data = data
        self.queryset = queryset
        self.request = request

    def is_valid(self) -> bool:
        return True

    @property
    def qs(self) -> QuerySet:
        queryset = self.queryset
        for name, one in self.base_filters.items():
            if name in self.data:
                queryset = getattr(self, one.method)(queryset, name, self.data[name].strip())
        return queryset

    def moment(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        field, _, side = name.rpartition("_")
        lookup = "gte" if side == "after" else "lt"
        return queryset.filter(**{f"{field}_at__{lookup}": read_moment(name, value)})

    @property
    def tags(self) -> Snapshot:
        return self.request.parser_context["view"].tags

    @property
    def keys(self) -> SurrogateKeys:
        return self.request.parser_context["view"].keys

    def find_region(self, name: str, value: str) -> PublicRegion:
        try:
            return self.tags.regions.find(value)
        except Unknown as error:
            raise self.tag_problem(name, error) from None

    def tag_problem(self, parameter: str, error: Unknown) -> Problem:
        return parameter_problem(
            parameter, f"There is no {parameter} “{error.value[:60]}”.", error.nearest
        )

    def narrow(self, parameter: str, keys: Iterable[str]) -> None:
        """Say under which surrogate keys every story stands that passes this filter."""
        self.keys.narrow(parameter, keys)

    def kinds(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        choices = queryset.model.Kind.values
        return queryset.filter(
            kind__in=[choose(name, kind, choices) for kind in read_alternatives(name, value)]
        )

    def uids(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(uid__in=read_ids(name, value))


def method_filter(
    method: str, description: str, schema: dict[str, Any], *, examples: Sequence[str]
) -> django_filters.CharFilter:
    """A filter whose method reads the text; the schema says what the text may be."""
    described = {**schema, "description": description, "examples": list(examples)}
    return extend_schema_field(described)(django_filters.CharFilter(method=method))


def text_filter(
    method: str, description: str, *, format: str, examples: Sequence[str]
) -> django_filters.CharFilter:
    schema = {"type": "string", "minLength": 1, "format": format}
    return method_filter(method, description, schema, examples=examples)


def ids_filter(method: str) -> django_filters.CharFilter:
    return text_filter(
        method,
        f"A comma list of at most {MAX_IDS} ids.",
        format="ids",
        examples=["0197f3a2-5d1c-7c3e-9b1a-3f1f6f0c2a11,0197f3a2-5d1c-7c3e-9b1a-3f1f6f0c2a12"],
    )


def moment_filter(description: str) -> django_filters.CharFilter:
    forms = [{"type": "string", "format": form} for form in ("date-time", "date")]
    examples = ["2025-07-12", "2025-07-12T09:00:00Z"]
    return method_filter("moment", description, {"anyOf": forms}, examples=examples)


def choice_filter(method: str, choices: Collection[str]) -> django_filters.CharFilter:
    """A filter by one of the choices, or several with ``|``."""
    one = f"({'|'.join(choices)})"
    first, second, *_ = choices
    return method_filter(
        method,
        f"One of {', '.join(choices)}, or several with `|`.",
        {"type": "string", "pattern": rf"^{one}(\|{one}){{0,{MAX_VALUES - 1}}}$"},
        examples=[first, f"{first}|{second}"],
    )
