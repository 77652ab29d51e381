"""Conditions on publications: what a state holds, seen through a slice by its audience."""

from django.db.models import Q, QuerySet

from articles.published.slices import find_slice
from articles.published.sync.walks import Point
from articles.published.versions import Audience, Publication


def held_at(point: Point) -> Q:
    """What there is at a number in a slice."""
    return current_at(point.number) & given_at(point)


def given_at(point: Point) -> Q:
    """What of the rows that are current at a number its audience is given and its slice holds."""
    held = find_slice(point.slice)
    return seen_at(point.number, held.audience) & held.condition()


def seen_at(number: int, audience: str) -> Q:
    """What of the rows that are current at a number an audience is given."""
    if audience == Audience.PUBLIC:
        return Q(audience=Audience.PUBLIC)
    embargoed = Publication.objects.filter(current_at(number), audience=Audience.TRUSTED)
    # Few, so that they are looked up once.
    return ~Q(audience=Audience.PUBLIC, article__in=embargoed.values("article"))


def current_at(number: int) -> Q:
    return Q(seq__lte=number) & (Q(seq_end=None) | Q(seq_end__gt=number))


def public_rows() -> QuerySet:
    return Publication.objects.filter(audience=Audience.PUBLIC)
