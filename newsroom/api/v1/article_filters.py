"""The filters of /articles/."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from articles.genre import Genre
from articles.language import canonical_language
from articles.published.authors import find_author
from articles.published.selection import BadSelection, Tagged, compile_expression, parse
from articles.published.versions import Publication
from newsroom.api.parameters import choose
from newsroom.api.problems import parameter_problem
from newsroom.api.v1.filters import (
    StrictFilterSet,
    choice_filter,
    ids_filter,
    moment_filter,
    read_alternatives,
    read_ids,
    text_filter,
)
from taxonomy.models import Actor
from taxonomy.snapshot import Unknown

FEATURES = ("image", "correction", "editors_note")


class ArticleFilters(StrictFilterSet):
    region = text_filter(
        "region_expression",
        "Regions by slug, id or code: `,` is AND, `|` is OR and binds tighter, `-` is NOT, "
        "brackets group. A region matches all that lies in it; `=` before it asks for it alone. "
        "Example: `russia|ukraine,-kursk`.",
        format="region-expression",
    )
    actor = text_filter(
        "actor_expression",
        "Actors by slug or id, in the grammar of `region`.",
        format="actor-expression",
    )
    author = text_filter(
        "author_expression",
        "Authors by slug or id, in the grammar of `region`.",
        format="author-expression",
    )
    actor_kind = choice_filter("actor_kinds", Actor.Kind.values)
    genre = choice_filter("genres", Genre.values)
    language = text_filter(
        "languages", "A BCP 47 tag such as `en`, or several with `|`.", format="languages"
    )
    has = choice_filter("features", FEATURES)
    published_after = moment_filter(
        "Published at or after an instant, or a date in the newsroom's time zone."
    )
    published_before = moment_filter("Published before an instant or date.")
    updated_after = moment_filter("Updated at or after an instant or date.")
    updated_before = moment_filter("Updated before an instant or date.")
    ids = ids_filter("article_ids")

    class Meta:
        model = Publication
        fields: list[str] = []

    def region_expression(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        def keys(tagged: Tagged) -> frozenset[int]:
            region = self.tags.regions.find(tagged.name)
            if tagged.alone:
                return frozenset(self.tags.regions.rows_shown_as(region.id))
            return self.tags.region_keys_within(region)

        return self._expression(queryset, name, value, keys)

    def actor_expression(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        def keys(tagged: Tagged) -> frozenset[int]:
            actor = self.tags.actors.find(tagged.name)
            return frozenset(self.tags.actors.rows_shown_as(actor.id))

        return self._expression(queryset, name, value, keys)

    def author_expression(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return self._expression(
            queryset, name, value, lambda tagged: frozenset({find_author(tagged.name)})
        )

    def actor_kinds(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        wanted = [choose(name, one, Actor.Kind.values) for one in read_alternatives(name, value)]
        keys = [
            key
            for actor in self.tags.actors
            if actor.kind in wanted
            for key in self.tags.actors.rows_shown_as(actor.id)
        ]
        return queryset.filter(actor_ids__overlap=sorted(keys))

    def genres(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        values = read_alternatives(name, value)
        return queryset.filter(genre__in=[choose(name, one, Genre.values) for one in values])

    def features(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        condition = Q()
        for feature in read_alternatives(name, value):
            condition |= Q(**{f"has_{choose(name, feature, FEATURES)}": True})
        return queryset.filter(condition)

    def languages(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        languages = []
        for text in read_alternatives(name, value):
            try:
                languages.append(canonical_language(text))
            except (ValidationError, ValueError):
                raise parameter_problem(
                    name, f"“{text[:60]}” is not a BCP 47 language tag."
                ) from None
        return queryset.filter(language__in=languages)

    def article_ids(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        return queryset.filter(article_id__in=read_ids(name, value))

    def _expression(
        self, queryset: QuerySet, name: str, value: str, keys: Callable[[Tagged], frozenset[int]]
    ) -> QuerySet:
        try:
            return queryset.filter(compile_expression(parse(value), f"{name}_ids", keys))
        except BadSelection as error:
            raise parameter_problem(name, str(error)) from None
        except Unknown as error:
            raise self.tag_problem(name, error) from None
