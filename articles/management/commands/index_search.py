"""``manage.py index_search``: make the search entries that are missing."""

from typing import Any

from django.core.management.base import BaseCommand

from articles.published.search.indexing import index_missing


class Command(BaseCommand):
    help = "Makes what search needs of published versions that lack it. May be run at any time."

    def handle(self, **options: Any) -> None:
        made = 0
        for made, missing in index_missing():
            self.stdout.write(f"{made:,} of {missing:,} versions are indexed.")
            self.stdout.flush()
        if not made:
            self.stdout.write("All versions are indexed.")
