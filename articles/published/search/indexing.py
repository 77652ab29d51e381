"""Making search entries of published versions."""

import json
from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection

from articles.published.search.entries import SearchEntry
from articles.published.search.languages import CONFIGURATIONS, SIMPLE
from articles.published.versions import PublishedVersion

BATCH = 500

# Texts go through articles_searchable, made by a migration, which sets apart the characters of
# scripts without spaces and blanks what the parser would take for markup.
INDEX = """
    INSERT INTO articles_searchentry (version_id, configuration, head, vector, title_words)
    SELECT version.id, configuration, head,
           head
           || setweight(to_tsvector(configuration, articles_searchable(card ->> 'summary')), 'C')
           || setweight(to_tsvector(configuration, articles_searchable(bodies ->> 'text')), 'D'),
           strip(to_tsvector(%(simple)s::regconfig, articles_searchable(card ->> 'title')))
    FROM articles_publishedversion AS version
    CROSS JOIN LATERAL (
        SELECT coalesce(
            %(configurations)s::jsonb ->> split_part(lower(card ->> 'language'), '-', 1), %(simple)s
        )::regconfig
    ) AS language (configuration)
    CROSS JOIN LATERAL (
        SELECT concat_ws(' ',
            (SELECT string_agg(format('''#r%%s'':1', id), ' ') FROM taxonomy_region
             WHERE uid::text IN (SELECT jsonb_array_elements_text(card -> 'regions'))),
            (SELECT string_agg(format('''#a%%s'':1', id), ' ') FROM taxonomy_actor
             WHERE uid::text IN (SELECT jsonb_array_elements_text(card -> 'actors')))
        )::tsvector
    ) AS tagged (tags)
    CROSS JOIN LATERAL (
        SELECT setweight(to_tsvector(configuration, articles_searchable(card ->> 'title')), 'A')
               || setweight(tags, 'B')
    ) AS top (head)
    WHERE version.id = ANY(%(versions)s) AND version.erased_at IS NULL
    ON CONFLICT (version_id) DO UPDATE
        SET (configuration, head, vector, title_words)
            = (EXCLUDED.configuration, EXCLUDED.head, EXCLUDED.vector, EXCLUDED.title_words)
"""


def index_versions(keys: Collection[int]) -> None:
    """Make the search entries of versions, anew where there are any; erased ones get none."""
    parameters: dict[str, Any] = {
        "configurations": json.dumps(CONFIGURATIONS),
        "simple": SIMPLE,
        "versions": list(keys),
    }
    with connection.cursor() as cursor:
        cursor.execute(INDEX, parameters)


def index_missing() -> Iterator[tuple[int, int]]:
    """Make the entries that are missing, in short transactions.

    After each gives how many were made and how many were missing at first. May be stopped at any
    time and called again.
    """
    missing = PublishedVersion.objects.filter(erased_at=None).exclude(
        pk__in=SearchEntry.objects.exclude(title_words=None).values("pk")
    )
    total = missing.count()
    made = after = 0
    while keys := list(
        missing.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        index_versions(keys)
        made += len(keys)
        after = keys[-1]
        yield made, total
