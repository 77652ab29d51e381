"""The order of relevance: how well a story matches, weighed with how fresh it is."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, F, FloatField, Func, OuterRef, Q, QuerySet, Subquery, Value, When

from articles.published.search.entries import SearchEntry
from articles.published.search.matching import (
    FEW,
    Compiled,
    IsAnyOf,
    Matches,
    Search,
    TsQuery,
    entries_where,
    matches,
)

# Of body, summary, tags and title.
WEIGHTS = "{0.1, 0.2, 0.4, 1.0}"
# A story of this age counts half as much as one of today.
HALF_AGE = timedelta(days=365)


@dataclass(frozen=True)
class Bounds:
    """How many of the newest stories are ranked where too many match to rank all."""

    titles: int = 300
    any: int = 600


BOUNDS = Bounds()
# For a walk that began when all could be ranked, however many match by now.
WHOLE = Bounds(titles=FEW, any=FEW)


# The score of a story and its id.
Ranked = tuple[float, uuid.UUID]


def rank(
    search: Search, publications: QuerySet, *, at: datetime, bounds: Bounds = BOUNDS
) -> list[Ranked]:
    """Rank those of the publications that match, the best first; freshness is that at ``at``.

    The publications need not be restricted to the search.
    Where more than a few versions match, only the newest with a match in title or tags are
    ranked, and the newest with a match anywhere.
    """
    if search.versions is None:
        publications = publications.filter(IsAnyOf("pk", _candidates(search, publications, bounds)))
    else:
        publications = search.restrict(publications)
    rows = publications.order_by().annotate(rank=_rank(search))
    ranked = (
        (text_rank * freshness(published_at, at), article_id)
        for article_id, published_at, text_rank in rows.values_list(
            "article_id", "published_at", "rank"
        )
    )
    return sorted(ranked, reverse=True)


def freshness(published_at: datetime, at: datetime) -> float:
    return 1 / (1 + max(at - published_at, timedelta()) / HALF_AGE)


def _candidates(search: Search, publications: QuerySet, bounds: Bounds) -> set[int]:
    """Find the newest with all in title and tags, with some there, and with a match anywhere."""
    forms = search.forms
    everywhere = matches(forms)
    tiers = [(entries_where(forms, _in_head), bounds.titles), (everywhere, bounds.any)]
    if any(form.some != form.whole for form in forms):
        partly = entries_where(forms, lambda form: _found("head", form.some))
        tiers.append((everywhere & partly, bounds.titles))
    newest = publications.order_by("-published_at", "-article_id").values_list("pk", flat=True)
    return {
        key
        for entries, most in tiers
        for key in newest.filter(version_id__in=entries.values("pk"))[:most]
    }


def _in_head(form: Compiled) -> Q:
    """All that must be there is in title and tags, and what must not is nowhere."""
    condition = _found("head", form.whole)
    return condition & _found("vector", form.whole) if form.excludes else condition


def _found(column: str, query: str) -> Q:
    return Q(Matches(F(column), TsQuery(query)))


def _rank(search: Search) -> Subquery:
    """Rank the entry of each publication by the query of its own configuration."""
    ranks = [
        When(
            configuration__in=configurations,
            then=Func(
                Value(WEIGHTS),
                F("vector"),
                TsQuery(form.whole),
                template="ts_rank(%(expressions)s)",
                output_field=FloatField(),
            ),
        )
        for form, configurations in search.forms.items()
    ]
    entry = SearchEntry.objects.filter(pk=OuterRef("version_id"))
    return Subquery(entry.values(rank=Case(*ranks, default=0.0, output_field=FloatField())))
