"""What is searched of each published version, derived from it and made anew at any time."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from articles.published.versions import PublishedVersion


class SearchEntry(models.Model):
    """One version as full text: narrow beside the version, so that many can be looked through.

    The lexemes are those of ``configuration``. Tags are in it as lexemes of their keys, so that
    whoever searches looks names up as they are now.
    """

    version = models.OneToOneField(
        PublishedVersion, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    configuration = models.CharField(max_length=63, db_index=True)
    head = SearchVectorField(help_text="The title (A) and the tags (B).")
    vector = SearchVectorField(help_text="The head, the summary (C) and the body (D).")
    title_words = SearchVectorField(
        null=True, help_text="The words of the title as they stand, for those who type them."
    )

    class Meta:
        verbose_name_plural = "search entries"
        indexes = [
            # Without lists of pending entries, which every search would have to read through.
            GinIndex(fields=["head"], name="searchentry_head", fastupdate=False),
            GinIndex(fields=["vector"], name="searchentry_vector", fastupdate=False),
            GinIndex(fields=["title_words"], name="searchentry_title_words", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} ({self.configuration})"
