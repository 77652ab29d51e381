"""Where the public finds stories in the front end."""

from django.conf import settings


def public_url(language: str, slug: str) -> str:
    template: str = settings.NEWSROOM_ARTICLE_URL
    return template.format(language=language, slug=slug)
