"""From what was typed to the versions that match it."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BigIntegerField, BooleanField, F, Func, Q, QuerySet, Value

from articles.published.search.entries import SearchEntry
from articles.published.search.query import BadQuery, Groups, Term, parse
from taxonomy.names import Names, names
from taxonomy.snapshot import PublicActor, Snapshot

# Up to this many versions are found first and everything else is asked of them; the planner's
# guesses at how a search goes together with filters and orderings are too wrong to rely on.
FEW = 5_000
KEYS: ArrayField = ArrayField(BigIntegerField())

# Gives the lexemes of each term in each configuration that there is an entry of; the
# configurations are found by leaping through the index.
LEXEMES = """
    WITH RECURSIVE present (configuration) AS (
        SELECT min(configuration) FROM articles_searchentry
        UNION ALL
        SELECT (SELECT min(entry.configuration) FROM articles_searchentry AS entry
                WHERE entry.configuration > present.configuration)
        FROM present WHERE configuration IS NOT NULL
    )
    SELECT configuration, array_agg(lexemes ORDER BY number)
    FROM (
        SELECT configuration, number, CASE WHEN is_phrase
            THEN phraseto_tsquery(configuration::regconfig, articles_searchable(text))
            ELSE plainto_tsquery(configuration::regconfig, articles_searchable(text))
        END::text AS lexemes
        FROM present, unnest(%(texts)s::text[], %(phrases)s::boolean[])
            WITH ORDINALITY AS terms (text, is_phrase, number)
        WHERE configuration IS NOT NULL
    ) AS compiled
    GROUP BY configuration
"""


class TsQuery(Func):
    template = "%(expressions)s::tsquery"
    output_field = SearchQueryField()

    def __init__(self, text: str) -> None:
        super().__init__(Value(text))


class Matches(Func):
    """Whether a vector matches a query."""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class IsAnyOf(Func):
    """Whether a key is in a list, given as one parameter: thousands would take long to write."""

    template = "(%(expressions)s))"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, column: str, keys: Iterable[int]) -> None:
        super().__init__(F(column), Value(list(keys), output_field=KEYS))


@dataclass(frozen=True)
class Compiled:
    """A query as PostgreSQL takes it: the whole, and any of what must be there."""

    whole: str
    some: str
    excludes: bool


@dataclass(frozen=True)
class Search:
    """A search, with the configurations whose entries each form of it is put to.

    ``versions`` holds the matches where they are few, else None.
    """

    forms: dict[Compiled, tuple[str, ...]]
    versions: tuple[int, ...] | None

    def restrict(self, publications: QuerySet) -> QuerySet:
        if self.versions is None:
            return publications.filter(version_id__in=matches(self.forms).values("pk"))
        return publications.filter(IsAnyOf("version_id", self.versions))


def search(text: str, tags: Snapshot) -> Search:
    """Compile a query, and find its matches if they are few. Raises ``BadQuery``.

    Two statements, and one more where few matches are expected.
    """
    known = names(tags)
    groups = parse(
        text, is_name=lambda words: bool(known.called(words)), longest_name=known.longest
    )
    forms = _compile(groups, known, tags)
    return Search(forms, _few(matches(forms)) if forms else ())


def matches(forms: dict[Compiled, tuple[str, ...]]) -> QuerySet:
    """Give the entries that match the whole query, each by its own configuration."""
    return entries_where(forms, lambda form: Q(Matches(F("vector"), TsQuery(form.whole))))


def entries_where(
    forms: dict[Compiled, tuple[str, ...]], condition: Callable[[Compiled], Q]
) -> QuerySet:
    anywhere = Q()
    for form, configurations in forms.items():
        anywhere |= condition(form) & Q(configuration__in=configurations)
    return SearchEntry.objects.filter(anywhere)


def _few(entries: QuerySet) -> tuple[int, ...] | None:
    """Give the versions of the entries, or None where they are more than ``FEW``."""
    keys = entries.values_list("pk", flat=True)
    (plan,) = json.loads(keys.explain(format="json"))
    if plan["Plan"]["Plan Rows"] > FEW:
        return None
    found = tuple(keys[: FEW + 1])
    return found if len(found) <= FEW else None


def _compile(groups: Groups, known: Names, tags: Snapshot) -> dict[Compiled, tuple[str, ...]]:
    terms = list(dict.fromkeys(term for group in groups for term in group))
    tagged = {term: [*_tag_lexemes(term, known, tags)] for term in terms}
    parameters: dict[str, Any] = {
        "texts": [term.text for term in terms],
        "phrases": [term.is_phrase or len(term.words) == 1 for term in terms],
    }
    with connection.cursor() as cursor:
        cursor.execute(LEXEMES, parameters)
        found = cursor.fetchall()
    forms: dict[Compiled, tuple[str, ...]] = defaultdict(tuple)
    for configuration, lexemes in found:
        texts = dict(zip(terms, lexemes, strict=True))
        if form := _form(groups, {term: _either(texts[term], tagged[term]) for term in terms}):
            forms[form] += (configuration,)
    if found and not forms:
        raise BadQuery("q has only words that are too common to search for.")
    return dict(forms)


def _form(groups: Groups, queries: dict[Term, str]) -> Compiled | None:
    """Put the queries of terms together; None where nothing is left that must be there.

    Terms that are stop words in the language, whose query is empty, are left out.
    """
    whole, wanted, is_bound = [], [], False
    for group in groups:
        kept = [term for term in group if queries[term]]
        if kept:
            whole.append(_any(_negated(term, queries[term]) for term in kept))
            wanted += [queries[term] for term in kept if not term.excluded]
            is_bound = is_bound or not any(term.excluded for term in kept)
    if not is_bound:
        return None
    excludes = any(term.excluded for group in groups for term in group)
    return Compiled(" & ".join(whole), _any(dict.fromkeys(wanted)), excludes)


def _either(lexemes: str, tagged: list[str]) -> str:
    return _any([f"({lexemes})"] * bool(lexemes) + tagged)


def _any(queries: Iterable[str]) -> str:
    joined = " | ".join(queries)
    return f"({joined})" if joined else ""


def _negated(term: Term, query: str) -> str:
    return f"!{query}" if term.excluded else query


def _tag_lexemes(term: Term, known: Names, tags: Snapshot) -> Iterator[str]:
    """Give the lexemes of all tags that go by the words of a term, merged ones included."""
    for tag in known.called(term.words):
        letter, kind = ("a", tags.actors) if isinstance(tag, PublicActor) else ("r", tags.regions)
        for key in sorted(kind.rows_shown_as(tag.id)):
            yield f"'#{letter}{key}'"
