"""A synthetic story as rows of the baseline's tables."""

from typing import Any

import psycopg

from tests.bench import databases
from tests.bench.archive.stories import SyntheticStory
from tests.bench.archive.tags import actors, authors

ARTICLE = (
    "id, uid, slug, status, title, summary, body, editors_note, usage_terms, genre, language, "
    "version, word_count, reading_minutes, first_published_at, published_at, updated_at, "
    "translation_of_id"
)
# Articles are copied into a table without indexes and inserted from there with their vectors.
TABLES = {
    "incoming": ARTICLE,
    "baseline_article_regions": "article_id, region_id",
    "baseline_article_actors": "article_id, actor_id",
    "baseline_article_authors": "article_id, author_id",
    "baseline_relatedlink": "article_id, position, target_id, url, title, summary",
}
INCOMING = f"""
    CREATE UNLOGGED TABLE incoming AS SELECT {ARTICLE} FROM baseline_article WITH NO DATA
"""
INSERT = f"""
    INSERT INTO baseline_article ({ARTICLE}, search_vector)
    SELECT {ARTICLE}, setweight(to_tsvector(configuration, title), 'A')
        || setweight(to_tsvector(configuration, summary), 'B')
        || setweight(to_tsvector(configuration, body), 'C')
    FROM incoming, LATERAL (
        SELECT CASE language
            WHEN 'en' THEN 'english'::regconfig WHEN 'fr' THEN 'french'::regconfig
            WHEN 'de' THEN 'german'::regconfig WHEN 'es' THEN 'spanish'::regconfig
            ELSE 'simple'::regconfig
        END AS configuration
    ) AS chosen
"""
REGIONS = """
    SELECT id, uid, slug, name, coalesce(alpha2, subdivision, m49), parent_id
    FROM taxonomy_region ORDER BY id
"""


def load_tags(connection: psycopg.Connection) -> None:
    """Add the product's regions, and actors and authors; does nothing the second time."""
    if connection.execute("SELECT 1 FROM baseline_region LIMIT 1").fetchone():
        return
    with databases.connect("newsroom") as newsroom:
        regions = newsroom.execute(REGIONS).fetchall()
        memberships = newsroom.execute("SELECT member_id, grouping_id FROM taxonomy_groupingmember")
        groupings = memberships.fetchall()
    names = "id, uid, slug, name"
    _copy(connection, f"baseline_region ({names}, code, parent_id)", regions)
    _copy(connection, "baseline_region_groupings (from_region_id, to_region_id)", groupings)
    known = [(one.id, one.uid, one.slug, one.name, one.kind) for one in actors()]
    _copy(connection, f"baseline_actor ({names}, kind)", known)
    aliases = [(one.id, alias) for one in actors() for alias in one.aliases]
    _copy(connection, "baseline_actoralias (actor_id, text)", aliases)
    written = [(one.id, one.uid, one.slug, one.name) for one in authors()]
    _copy(connection, f"baseline_author ({names})", written)
    connection.execute(INCOMING)


def _copy(connection: psycopg.Connection, target: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def loaded(connection: psycopg.Connection) -> int:
    """Give the number of the last story that is there."""
    return connection.execute("SELECT coalesce(max(id), 0) FROM baseline_article").fetchone()[0]


def finish_batch(connection: psycopg.Connection) -> None:
    connection.execute(INSERT)
    connection.execute("TRUNCATE incoming")


def rows(story: SyntheticStory, first_seq: int) -> dict[str, list[tuple[Any, ...]]]:
    return {
        "incoming": [
            (
                *(story.number, story.uid, story.slug, "published", story.title, story.summary),
                *("\n".join(story.body.html), story.editors_note, "", story.genre),
                *(story.language, 1, story.body.words, story.body.minutes, story.published_at),
                *(story.published_at, story.updated_at, story.translation_of),
            )
        ],
        "baseline_article_regions": [(story.number, region.id) for region in story.regions],
        "baseline_article_actors": [(story.number, key) for key in story.actor_ids],
        "baseline_article_authors": [(story.number, key) for key in story.author_ids],
        "baseline_relatedlink": [
            (story.number, position, link.target, link.url, link.title, link.summary)
            for position, link in enumerate(story.links)
        ],
    }
