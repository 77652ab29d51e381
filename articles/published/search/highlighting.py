"""Showing where a story matches: its title and excerpts of its body with the words marked."""

import re
from collections.abc import Collection
from html import escape
from typing import Any, NamedTuple

from django.db import connection

from articles.published.search.matching import Search

START, STOP, LESS, GREATER, JOINT = "\1", "\2", "\3", "\4", "\5"
FRAGMENTS = " … "
# The parser would skip what looks like markup, and take what stands together in a script without
# spaces for one word; both are put back afterwards. Each query is put to its own configuration.
HIGHLIGHT = """
    SELECT entry.version_id,
           ts_headline(form.configuration::regconfig, title, form.query::tsquery, %(title)s),
           ts_headline(form.configuration::regconfig, body, form.query::tsquery, %(body)s)
    FROM articles_searchentry AS entry
    JOIN articles_publishedversion AS version ON version.id = entry.version_id
    JOIN unnest(%(configurations)s::text[], %(queries)s::text[]) AS form (configuration, query)
        ON form.configuration = entry.configuration
    CROSS JOIN LATERAL (
        SELECT articles_separable(card ->> 'title'), articles_separable(bodies ->> 'text')
    ) AS texts (title, body)
    WHERE entry.version_id = ANY(%(versions)s)
"""
MARKS = f'StartSel="{START}", StopSel="{STOP}"'
TITLE = f"{MARKS}, HighlightAll=true"
BODY = f'{MARKS}, MaxFragments=2, MinWords=10, MaxWords=25, FragmentDelimiter="{FRAGMENTS}"'
PLAIN = str.maketrans({LESS: "<", GREATER: ">", JOINT: None})


class Highlights(NamedTuple):
    """HTML that is escaped but for ``<mark>``. ``body`` is None where no word stands in it."""

    title: str
    body: str | None

    @classmethod
    def none(cls, title: str) -> "Highlights":
        return cls(_marked(title), None)


def highlight(search: Search, versions: Collection[int]) -> dict[int, Highlights]:
    """Mark what was searched for in the versions that match; takes one statement."""
    forms = [
        (configuration, form.some)
        for form, configurations in search.forms.items()
        for configuration in configurations
    ]
    parameters: dict[str, Any] = {
        "title": TITLE,
        "body": BODY,
        "configurations": [configuration for configuration, _ in forms],
        "queries": [query for _, query in forms],
        "versions": list(versions),
    }
    with connection.cursor() as cursor:
        cursor.execute(HIGHLIGHT, parameters)
        return {
            version: Highlights(_marked(title), _marked(body) if START in body else None)
            for version, title, body in cursor.fetchall()
        }


def _marked(text: str) -> str:
    plain = re.sub(r"\s+", " ", text.translate(PLAIN)).strip()
    joined = escape(plain.replace(STOP + START, ""))
    return joined.replace(START, "<mark>").replace(STOP, "</mark>")
