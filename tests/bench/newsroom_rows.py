"""A synthetic story as rows of the product's tables, as if it had been published."""

import json
from datetime import UTC, datetime
from typing import Any

import psycopg

from articles.published.instants import instant
from articles.verbs.rendering import digest
from tests.bench.archive.stories import RegionTag, SyntheticLink, SyntheticStory, uid_of
from tests.bench.archive.tags import actors, authors

TABLES = {
    "articles_article": "id, revision_number, title, slug, summary, body, editors_note, "
    "partners_note, genre, language, translation_of_id, display_at, usage_terms, syndicatable, "
    "created_at, saved_at",
    "articles_publishedversion": "id, article_id, number, revision_number, card, document, "
    "bodies, partners_note, digest, created_at",
    "articles_publication": "id, version_id, article_id, audience, seq, slug, language, genre, "
    "original_id, first_published_at, published_at, updated_at, region_ids, actor_ids, "
    "author_ids, has_image, has_correction, has_editors_note",
    "changes_change": "seq, kind, object_id, action, at",
}
RELEASE_REGIONS = """
    WITH released AS (
        UPDATE taxonomy_region SET released_at = now() WHERE released_at IS NULL
        RETURNING uid
    ), head AS (
        UPDATE changes_head
        SET seq = seq + (SELECT count(*) FROM released),
            taxonomy_seq = seq + (SELECT count(*) FROM released)
        RETURNING seq
    )
    INSERT INTO changes_change (seq, kind, object_id, action, at)
    SELECT seq - row_number() OVER () + 1, 'region', uid, 'released', now() FROM released, head
"""
RELEASE_ACTORS = """
    INSERT INTO changes_change (seq, kind, object_id, action, at)
    SELECT seq + row_number() OVER (ORDER BY taxonomy_actor.id), 'actor', uid, 'released', now()
    FROM taxonomy_actor, changes_head
    ORDER BY taxonomy_actor.id
"""
CATCH_UP = """
    UPDATE changes_head SET seq = newest, taxonomy_seq = newest_tag, at = now()
    FROM (
        SELECT max(seq) AS newest,
               max(seq) FILTER (WHERE kind <> 'article') AS newest_tag
        FROM changes_change
    ) AS log
"""
COUNTED = ("articles_author", "articles_publishedversion", "articles_publication", "taxonomy_actor")


def load_tags(connection: psycopg.Connection) -> None:
    """Add actors and authors, and make all regions public; does nothing the second time."""
    if connection.execute("SELECT 1 FROM taxonomy_actor LIMIT 1").fetchone():
        return
    connection.execute(RELEASE_REGIONS)
    now = datetime.now(UTC)
    with connection.cursor() as cursor:
        columns = "id, uid, slug, name, kind, role, description, released_at"
        with cursor.copy(f"COPY taxonomy_actor ({columns}) FROM STDIN") as copy:
            for one in actors():
                copy.write_row((one.id, one.uid, one.slug, one.name, one.kind, "", "", now))
        with cursor.copy("COPY taxonomy_actoralias (actor_id, text) FROM STDIN") as copy:
            for one in actors():
                for alias in one.aliases:
                    copy.write_row((one.id, alias))
        for table in ("articles_author", "articles_publicauthor"):
            with cursor.copy(f"COPY {table} (id, uid, slug, name) FROM STDIN") as copy:
                for author in authors():
                    copy.write_row((author.id, author.uid, author.slug, author.name))
    connection.execute(RELEASE_ACTORS)
    finish_batch(connection)


def region_tags(connection: psycopg.Connection) -> list[RegionTag]:
    """Give what stories are tagged with: neither the world nor continents nor groupings."""
    found = connection.execute(
        "SELECT id, uid, name FROM taxonomy_region "
        "WHERE kind NOT IN ('world', 'continent', 'grouping') ORDER BY slug"
    )
    return [RegionTag(*row) for row in found]


def loaded(connection: psycopg.Connection) -> int:
    """Give the number of the last story that is there."""
    return connection.execute("SELECT coalesce(max(id), 0) FROM articles_publication").fetchone()[0]


def first_seq(connection: psycopg.Connection) -> int:
    """Give the change number before that of story 1."""
    return connection.execute(
        "SELECT coalesce((SELECT min(seq) - 1 FROM articles_publication), "
        "(SELECT seq FROM changes_head))"
    ).fetchone()[0]


def finish_batch(connection: psycopg.Connection) -> None:
    """Bring the head and the sequences up to the rows that were copied."""
    connection.execute(CATCH_UP)
    for table in COUNTED:
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
        )


def rows(story: SyntheticStory, first_seq: int) -> dict[str, list[tuple[Any, ...]]]:
    card, document, bodies = _card(story), _document(story), story.body.formats()
    synced = {**card, **document, "body": bodies["html"], "partners_note": ""}
    original = story.translation_of and uid_of(story.translation_of)
    seq = first_seq + story.number
    return {
        "articles_article": [
            (
                *(story.uid, 1, story.title, story.slug, story.summary, "", story.editors_note),
                *("", story.genre, story.language, original, story.published_at, "", True),
                *(story.published_at, story.updated_at),
            )
        ],
        "articles_publishedversion": [
            (
                *(story.number, story.uid, 1, 1, _json(card), _json(document), _json(bodies)),
                *("", digest(synced), story.updated_at),
            )
        ],
        "articles_publication": [
            (
                *(story.number, story.number, story.uid, "public", seq, story.slug),
                *(story.language, story.genre, original or story.uid, story.published_at),
                *(story.published_at, story.updated_at, [region.id for region in story.regions]),
                *(list(story.actor_ids), list(story.author_ids), False, False),
                bool(story.editors_note),
            )
        ],
        "changes_change": [(seq, "article", story.uid, "published", datetime.now(UTC))],
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _card(story: SyntheticStory) -> dict[str, Any]:
    byline = [authors()[key - 1] for key in story.author_ids]
    return {
        "id": str(story.uid),
        "slug": story.slug,
        "title": story.title,
        "summary": story.summary,
        "genre": story.genre,
        "language": story.language,
        "byline": [{"id": str(one.uid), "slug": one.slug, "name": one.name} for one in byline],
        "published_at": instant(story.published_at),
        "updated_at": instant(story.updated_at),
        "version": 1,
        "image": None,
        "regions": [str(region.uid) for region in story.regions],
        "actors": [str(actors()[key - 1].uid) for key in story.actor_ids],
        "word_count": story.body.words,
        "reading_minutes": story.body.minutes,
    }


def _document(story: SyntheticStory) -> dict[str, Any]:
    return {
        "first_published_at": instant(story.published_at),
        "editors_note": story.editors_note or None,
        "related_links": [_link(link) for link in story.links],
        "corrections": [],
        "translation_of": story.translation_of and str(uid_of(story.translation_of)),
        "usage_terms": None,
        "syndicatable": True,
    }


def _link(link: SyntheticLink) -> dict[str, Any]:
    return {
        "article": link.target and str(uid_of(link.target)),
        "url": link.url or None,
        "title": link.title or None,
        "summary": link.summary or None,
        "image": None,
    }
