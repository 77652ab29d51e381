"""What makes the loading of a large archive quick: indexes made once, and lexemes on all cores."""

import json
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.db import connection

from articles.published.search.entries import SearchEntry
from articles.published.search.indexing import index_versions
from articles.published.versions import PublishedVersion
from tests.bench import databases

# The definitions of indexes that are not there for now; the file goes when they are again.
SET_ASIDE = Path(settings.VAR) / "indexes.json"
TABLES = ("articles_publication", "articles_searchentry")
# What no constraint rests upon.
SECONDARY = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique
    ORDER BY 1
"""
INDEX_BATCH = 500


def set_indexes_aside() -> None:
    """Drop the indexes that rows are written into one by one; ``make_indexes`` makes them again."""
    if SET_ASIDE.exists():
        return
    with databases.connect("newsroom") as session:
        found = dict(session.execute(SECONDARY, (list(TABLES),)).fetchall())
        SET_ASIDE.write_text(json.dumps(found))
        for name in found:
            session.execute(f"DROP INDEX {name}")


def make_indexes(tell: Callable[[str], None]) -> None:
    """Make those that are set aside, each in a transaction of its own."""
    if not SET_ASIDE.exists():
        return
    with databases.connect("newsroom", autocommit=True) as session:
        session.execute("SET maintenance_work_mem = '2GB'")
        there = dict(session.execute(SECONDARY, (list(TABLES),)).fetchall())
        for name, definition in json.loads(SET_ASIDE.read_text()).items():
            if name not in there:
                session.execute(definition)
                tell(f"{name} is made.")
    SET_ASIDE.unlink()


def make_search_entries(tell: Callable[[str], None]) -> None:
    """Make the entries that are missing, a batch for each core at a time."""
    missing = PublishedVersion.objects.exclude(pk__in=SearchEntry.objects.values("pk"))
    keys = list(missing.order_by("pk").values_list("pk", flat=True))
    batches = [keys[start : start + INDEX_BATCH] for start in range(0, len(keys), INDEX_BATCH)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for done, _ in enumerate(pool.map(_index, batches), start=1):
            tell(f"{done:,} of {len(batches):,} batches of search entries")


def _index(keys: Sequence[int]) -> None:
    index_versions(keys)
    connection.close()
