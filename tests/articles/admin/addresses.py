from typing import Any

from django.urls import reverse


def address(name: str, article: Any = None, *args: Any) -> str:
    """Give the address of a page of the article admin, of one article or of all."""
    keys = [article.pk, *args] if article else []
    return reverse(f"admin:articles_article_{name}", args=keys)
