"""Who publishes: what every feed, sitemap and description of a story says of the newsroom."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Publisher:
    """``url`` is the front page for readers; ``logo_url`` is None where there is no logo."""

    name: str
    description: str
    language: str
    url: str
    logo_url: str | None


def publisher() -> Publisher:
    return Publisher(
        name=settings.NEWSROOM_NAME,
        description=settings.NEWSROOM_DESCRIPTION,
        language=settings.NEWSROOM_LANGUAGE,
        url=settings.NEWSROOM_SITE_URL,
        logo_url=settings.NEWSROOM_LOGO_URL or None,
    )
