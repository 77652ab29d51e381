"""The desk: working copies with their verbs, and what was published, to read."""

from articles.admin import article, author, published, revision

__all__ = ["article", "author", "published", "revision"]
