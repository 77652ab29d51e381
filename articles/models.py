"""The tables of this app: the working copy on one side, what was published on the other."""

from articles.published.search.entries import SearchEntry
from articles.published.slices import StoredSlice
from articles.published.tag_counts import KeptTagCounts
from articles.published.versions import (
    Audience,
    Correction,
    Publication,
    PublicAuthor,
    PublishedVersion,
    Withdrawal,
)
from articles.working.article import (
    Article,
    ArticleActor,
    ArticleRegion,
    ArticleSlug,
    Author,
    BylineEntry,
    RelatedLink,
)
from articles.working.revision import InternalReason, Revision, Schedule

__all__ = [
    "Article",
    "ArticleActor",
    "ArticleRegion",
    "ArticleSlug",
    "Audience",
    "Author",
    "BylineEntry",
    "Correction",
    "InternalReason",
    "KeptTagCounts",
    "PublicAuthor",
    "Publication",
    "PublishedVersion",
    "RelatedLink",
    "Revision",
    "Schedule",
    "SearchEntry",
    "StoredSlice",
    "Withdrawal",
]
