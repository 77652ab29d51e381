"""System checks of our settings. Numbers are never used again."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from newsroom.partners.networks import read_ranges

EXAMPLE_HOST = "example.org"
FULL_ADDRESS = re.compile(r"https?://[^/]+/")


def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [message for check in CHECKS for message in check()]


def _environment() -> Iterable[CheckMessage]:
    for name, problem in settings.ENVIRONMENT_ERRORS.items():
        yield Error(f"{name} cannot be read: {problem}", id="newsroom.E001")


def _secret_key() -> Iterable[CheckMessage]:
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        key = ""
    if len(key) < 32:
        yield Error(
            "NEWSROOM_SECRET_KEY is missing or shorter than 32 characters.",
            hint="Make one: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="newsroom.E002",
        )


def _public_url() -> Iterable[CheckMessage]:
    parts = urlsplit(settings.NEWSROOM_PUBLIC_URL)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        yield Error(
            f"NEWSROOM_PUBLIC_URL is “{settings.NEWSROOM_PUBLIC_URL}”, which is no address.",
            hint="Give scheme and host, for example https://api.example.com.",
            id="newsroom.E003",
        )


def _public_url_is_own() -> Iterable[CheckMessage]:
    is_local = urlsplit(settings.NEWSROOM_PUBLIC_URL).hostname in ("127.0.0.1", "localhost")
    if is_local and not settings.EMBEDDED_DATABASE:
        yield Warning(
            "NEWSROOM_PUBLIC_URL is not set, so the API gives out addresses of this machine.",
            id="newsroom.W014",
        )


def _article_url() -> Iterable[CheckMessage]:
    template = settings.NEWSROOM_ARTICLE_URL
    try:
        sample = template.format(language="en", slug="a-story")
    except (KeyError, IndexError, ValueError):
        sample = ""
    if "{slug}" not in template or not re.match(r"https?://[^/]+/", sample):
        yield Error(
            f"NEWSROOM_ARTICLE_URL is “{template}”, which is no template of an address.",
            hint="For example https://www.example.com/{language}/{slug}; {slug} must be in it.",
            id="newsroom.E004",
        )
    elif EXAMPLE_HOST in template and not settings.EMBEDDED_DATABASE:
        yield Warning(
            "NEWSROOM_ARTICLE_URL is not set, so stories lead to example.org.",
            id="newsroom.W005",
        )


def _media_url() -> Iterable[CheckMessage]:
    # It is put into HTML, lists of addresses and Markdown as it is.
    if not re.fullmatch(r"https?://[^/\s\"'<>&,()][^\s\"'<>&,()]*", settings.NEWSROOM_MEDIA_URL):
        yield Error(
            f"NEWSROOM_MEDIA_URL is “{settings.NEWSROOM_MEDIA_URL}”, which is no address.",
            hint="Give scheme and host, for example https://media.example.com.",
            id="newsroom.E012",
        )


def _site_url() -> Iterable[CheckMessage]:
    if not FULL_ADDRESS.match(settings.NEWSROOM_SITE_URL):
        yield Error(
            f"NEWSROOM_SITE_URL is “{settings.NEWSROOM_SITE_URL}”, which is no address.",
            hint="Give scheme, host and path, for example https://www.example.com/.",
            id="newsroom.E030",
        )


def _logo_url() -> Iterable[CheckMessage]:
    if settings.NEWSROOM_LOGO_URL and not FULL_ADDRESS.match(settings.NEWSROOM_LOGO_URL):
        yield Error(
            f"NEWSROOM_LOGO_URL is “{settings.NEWSROOM_LOGO_URL}”, which is no address.",
            hint="Give scheme, host and path, for example https://www.example.com/logo.png.",
            id="newsroom.E031",
        )


def _language() -> Iterable[CheckMessage]:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", settings.NEWSROOM_LANGUAGE):
        yield Error(
            f"NEWSROOM_LANGUAGE is “{settings.NEWSROOM_LANGUAGE}”, which is no language tag.",
            hint="Give a BCP 47 tag, for example en or pt-BR.",
            id="newsroom.E032",
        )


def _picture_size() -> Iterable[CheckMessage]:
    if settings.NEWSROOM_PICTURE_MAX_BYTES <= 0:
        yield Error("NEWSROOM_PICTURE_MAX_BYTES is not positive.", id="newsroom.E013")


def _time_zone() -> Iterable[CheckMessage]:
    try:
        ZoneInfo(settings.NEWSROOM_TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Error(
            f"NEWSROOM_TIME_ZONE is “{settings.NEWSROOM_TIME_ZONE}”, which is no time zone.",
            hint="Give a name of the IANA database, for example Europe/Berlin.",
            id="newsroom.E006",
        )


def _port() -> Iterable[CheckMessage]:
    if not 1 <= settings.NEWSROOM_PORT <= 65_535:
        yield Error(f"PORT is {settings.NEWSROOM_PORT}, not 1 to 65535.", id="newsroom.E007")


def _pool() -> Iterable[CheckMessage]:
    if settings.NEWSROOM_DATABASE_POOL_SIZE < 0:
        yield Error("NEWSROOM_DATABASE_POOL_SIZE is negative.", id="newsroom.E008")


def _process_cache() -> Iterable[CheckMessage]:
    if settings.NEWSROOM_PROCESS_CACHE_BYTES < 0:
        yield Error("NEWSROOM_PROCESS_CACHE_BYTES is negative.", id="newsroom.E020")


def _purge_urls() -> Iterable[CheckMessage]:
    for url in settings.NEWSROOM_PURGE_URLS:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            yield Error(
                f"NEWSROOM_PURGE_URLS holds “{url}”, which is no address.",
                hint="Give addresses separated by commas, for example http://varnish:6081.",
                id="newsroom.E021",
            )
    if len(set(settings.NEWSROOM_PURGE_URLS)) < len(settings.NEWSROOM_PURGE_URLS):
        yield Error("NEWSROOM_PURGE_URLS names an address twice.", id="newsroom.E022")


def _limits() -> Iterable[CheckMessage]:
    for caller in ("KEY", "ADDRESS"):
        for window in ("MINUTE", "DAY"):
            name = f"NEWSROOM_{caller}_PER_{window}"
            if getattr(settings, name) < 0:
                yield Error(f"{name} is negative.", id="newsroom.E034")


def _streams() -> Iterable[CheckMessage]:
    if settings.NEWSROOM_SYNC_STREAMS < 1:
        yield Error("NEWSROOM_SYNC_STREAMS is not positive.", id="newsroom.E035")


def _redis() -> Iterable[CheckMessage]:
    url = settings.NEWSROOM_REDIS_URL
    if url and not re.match(r"(redis|rediss|unix)://[^\s]+", url):
        yield Error(
            "NEWSROOM_REDIS_URL begins with none of redis://, rediss:// and unix://.",
            id="newsroom.E036",
        )


def _trusted_proxies() -> Iterable[CheckMessage]:
    try:
        read_ranges(settings.NEWSROOM_TRUSTED_PROXIES)
    except ValueError as error:
        yield Error(
            f"NEWSROOM_TRUSTED_PROXIES cannot be read: {error}",
            hint="Give ranges separated by commas, for example 10.0.0.0/8,::1.",
            id="newsroom.E033",
        )


def _webhooks() -> Iterable[CheckMessage]:
    if any(len(key) < 32 for key in settings.NEWSROOM_WEBHOOK_KEYS):
        yield Error(
            "NEWSROOM_WEBHOOK_KEYS holds a key of fewer than 32 characters.",
            hint="Make one: python -c 'import secrets; print(secrets.token_urlsafe(50))'",
            id="newsroom.E040",
        )
    if not all(1 <= port <= 65_535 for port in settings.NEWSROOM_WEBHOOK_PORTS):
        yield Error("NEWSROOM_WEBHOOK_PORTS holds what is no port.", id="newsroom.E041")
    if settings.NEWSROOM_WEBHOOKS_INSIDE and not settings.EMBEDDED_DATABASE:
        yield Warning(
            "NEWSROOM_WEBHOOKS_INSIDE lets partners have our own network called.",
            id="newsroom.W042",
        )


def _proxy_header() -> Iterable[CheckMessage]:
    header = settings.PROXY_HTTPS_HEADER
    if header and not re.fullmatch(r"[A-Za-z-]+:\s*\S+", header):
        yield Error(
            f"NEWSROOM_PROXY_HTTPS_HEADER is “{header}”, not a name and a value.",
            hint="For example X-Forwarded-Proto: https",
            id="newsroom.E009",
        )


def _allowed_hosts() -> Iterable[CheckMessage]:
    if not settings.ALLOWED_HOSTS:
        yield Error(
            "NEWSROOM_ALLOWED_HOSTS is not set, so no request would be answered.",
            hint="Give the host names of this server, separated by commas.",
            id="newsroom.E010",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Error("NEWSROOM_ALLOWED_HOSTS allows every host.", id="newsroom.E011")


# PostgreSQL's parser of texts asks LC_CTYPE what a letter is, whatever the locale provider. Under C
# it takes every sign outside ASCII for one, and does not know its lower case.
KNOWS_LETTERS = "SELECT to_tsvector('simple', '“É”') = $$'é':1$$::tsvector"


def check_databases(
    app_configs: Any, databases: Iterable[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Ask the databases themselves; Django does so before it migrates, or with --database."""
    return [message for alias in databases or () for message in _letters(alias)]


def _letters(alias: str) -> Iterable[CheckMessage]:
    with connections[alias].cursor() as cursor:
        cursor.execute(KNOWS_LETTERS)
        (knows_letters,) = cursor.fetchone()
    if not knows_letters:
        yield Warning(
            "The database knows no letters outside ASCII, so that searches miss words.",
            hint="Make one with LC_CTYPE 'C.UTF-8', and restore a dump of this one into it.",
            id="newsroom.W023",
        )


CHECKS = (
    _environment,
    _secret_key,
    _public_url,
    _public_url_is_own,
    _article_url,
    _media_url,
    _site_url,
    _logo_url,
    _language,
    _picture_size,
    _time_zone,
    _port,
    _pool,
    _process_cache,
    _purge_urls,
    _limits,
    _streams,
    _redis,
    _trusted_proxies,
    _webhooks,
    _proxy_header,
    _allowed_hosts,
)
