"""The filters of /articles/."""

from collections.abc import Callable
from functools import cache

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from articles.genre import Genre
from articles.language import canonical_language
from articles.published import surrogates
from articles.published.authors import find_author
from articles.published.lookup import look_up_many
from articles.published.search.matching import search
from articles.published.search.query import MAX_WORDS, BadQuery
from articles.published.selection import (
    BadSelection,
    Tagged,
    carries_any,
    compile_expression,
    parse,
    required,
)
from articles.published.versions import Publication
from newsroom.api.parameters import choose
from newsroom.api.problems import parameter_problem
from newsroom.api.v1.filters import (
    MAX_IDS,
    StrictFilterSet,
    choice_filter,
    ids_filter,
    moment_filter,
    read_alternatives,
    read_ids,
    read_slugs,
    text_filter,
)
from taxonomy.models import Actor
from taxonomy.snapshot import Unknown

FEATURES = ("image", "correction", "editors_note")


class ArticleFilters(StrictFilterSet):
    region = text_filter(
        "region_expression",
        "Regions by slug, id or code: `,` is AND, `|` is OR and binds tighter, `-` is NOT, "
        "brackets group. A region matches all that lies in it; `=` before it asks for it alone.",
        format="region-expression",
        examples=["russia", "russia|ukraine,-kursk", "=russia", "-(russia,ukraine)", "KP"],
    )
    actor = text_filter(
        "actor_expression",
        "Actors by slug or id, in the grammar of `region`.",
        format="actor-expression",
        examples=["kim-jong-un", "kim-jong-un,-sergey-lavrov"],
    )
    author = text_filter(
        "author_expression",
        "Authors by slug or id, in the grammar of `region`.",
        format="author-expression",
        examples=["ines-falkenrath|olena-dubrovets"],
    )
    actor_kind = choice_filter("actor_kinds", Actor.Kind.values)
    genre = choice_filter("genres", Genre.values)
    language = text_filter(
        "languages",
        "A BCP 47 tag such as `en`, or several with `|`.",
        format="languages",
        examples=["en", "en|fr"],
    )
    has = choice_filter("features", FEATURES)
    published_after = moment_filter(
        "Published at or after an instant, or a date in the newsroom's time zone."
    )
    published_before = moment_filter("Published before an instant or date.")
    updated_after = moment_filter("Updated at or after an instant or date.")
    updated_before = moment_filter("Updated before an instant or date.")
    ids = ids_filter("article_ids")
    slugs = text_filter(
        "article_slugs",
        f"A comma list of at most {MAX_IDS} slugs, present or old.",
        format="slugs",
        examples=["kim-offers-unconditional-support"],
    )
    # The last, so that it is given what matches all others.
    q = text_filter(
        "text",
        "Words that all must be there, in the text or as the name of a tag. Quotation marks make a "
        "phrase, a leading `-` means without, `or` stands between two of which one must be there. "
        f"At most {MAX_WORDS} words.",
        format="search",
        examples=["ceasefire", '"black sea" grain', "drone or missile -exercise"],
    )

    class Meta:
        model = Publication
        fields: list[str] = []

    def region_expression(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        regions = self.tags.regions

        def find(tagged: Tagged) -> int:
            return regions.find(tagged.name).id

        def keys(tagged: Tagged) -> frozenset[int]:
            region = regions.find(tagged.name)
            # Feeds name the regions that they are about.
            self.keys.add(surrogates.region(region.id), surrogates.within_region(region.id))
            if tagged.alone:
                return frozenset(regions.rows_shown_as(region.id))
            return self.tags.region_keys_within(region)

        return self._expression(
            queryset, name, value, find, keys, carried_by=surrogates.stories_in_region
        )

    def actor_expression(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        actors = self.tags.actors

        def find(tagged: Tagged) -> int:
            return actors.find(tagged.name).id

        def keys(tagged: Tagged) -> frozenset[int]:
            actor = find(tagged)
            self.keys.add(surrogates.actor(actor))
            return frozenset(actors.rows_shown_as(actor))

        return self._expression(
            queryset, name, value, find, keys, carried_by=surrogates.stories_with_actor
        )

    def author_expression(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        @cache
        def find(tagged: Tagged) -> int:
            return find_author(tagged.name)

        def keys(tagged: Tagged) -> frozenset[int]:
            return frozenset({find(tagged)})

        return self._expression(
            queryset, name, value, find, keys, carried_by=surrogates.stories_by_author
        )

    def actor_kinds(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        wanted = [choose(name, one, Actor.Kind.values) for one in read_alternatives(name, value)]
        keys = [
            key
            for actor in self.tags.actors
            if actor.kind in wanted
            for key in self.tags.actors.rows_shown_as(actor.id)
        ]
        self.keys.add(surrogates.ACTORS)
        return queryset.filter(carries_any("actor_ids", keys))

    def genres(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        genres = [choose(name, one, Genre.values) for one in read_alternatives(name, value)]
        self.narrow(name, map(surrogates.stories_of_genre, genres))
        return queryset.filter(genre__in=genres)

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
        self.narrow(name, map(surrogates.stories_in_language, languages))
        return queryset.filter(language__in=languages)

    def text(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        try:
            found = search(value, self.tags)
        except BadQuery as error:
            raise parameter_problem(name, str(error)) from None
        self.keys.add(surrogates.REGIONS, surrogates.ACTORS)
        view = self.request.parser_context["view"]
        view.search, view.unsearched = found, queryset
        return found.restrict(queryset)

    def article_ids(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        ids = read_ids(name, value)
        self.narrow(name, map(surrogates.story, ids))
        return queryset.filter(article_id__in=ids)

    def article_slugs(self, queryset: QuerySet, name: str, value: str) -> QuerySet:
        slugs = read_slugs(name, value)
        readers = self.request.parser_context["view"].readers
        ids = {named.article_id for named in look_up_many([], slugs, readers)}
        self.narrow(name, [*map(surrogates.lookup, slugs), *map(surrogates.story, ids)])
        return queryset.filter(article_id__in=ids)

    def _expression(
        self,
        queryset: QuerySet,
        name: str,
        value: str,
        find: Callable[[Tagged], int],
        keys: Callable[[Tagged], frozenset[int]],
        *,
        carried_by: Callable[[int], str],
    ) -> QuerySet:
        """Filter by an expression. ``carried_by`` gives the surrogate key of a tag's stories."""
        try:
            expression = parse(value)
            condition = compile_expression(expression, f"{name}_ids", keys)
            if tags := required(expression):
                self.narrow(name, (carried_by(find(tagged)) for tagged in tags))
                view = self.request.parser_context["view"]
                view.required_keys[name] = frozenset().union(*map(keys, tags))
        except BadSelection as error:
            raise parameter_problem(name, str(error)) from None
        except Unknown as error:
            raise self.tag_problem(name, error) from None
        return queryset.filter(condition)
