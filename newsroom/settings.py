"""All settings. The environment is read here and nowhere else.

Every variable of ours begins with ``NEWSROOM_``; ``DATABASE_URL``, ``PORT`` and ``BIND`` keep the
names that hosting platforms use. A value that cannot be read falls back to its default and is
kept in ``ENVIRONMENT_ERRORS``, which makes ``manage.py check`` fail with ``newsroom.E001``.
"""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import dj_database_url
from environs import Env, EnvError

from newsroom.api.schema_settings import SPECTACULAR_SETTINGS  # noqa: F401 - Django reads it here
from newsroom.embedded import server as embedded_server

ROOT = Path(__file__).resolve().parent.parent
env = Env()
ENVIRONMENT_ERRORS: dict[str, str] = {}


def read(parse: Callable[..., Any], name: str, default: Any) -> Any:
    try:
        return parse(name, default)
    except EnvError as error:
        ENVIRONMENT_ERRORS[name] = str(error)
        return default


def development_secret(path: Path) -> str:
    """Read the secret of this checkout, made on first use; only its owner may read the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Linked once it is written, so that no other process ever reads half a secret.
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
            file.write(secrets.token_urlsafe(50))
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)
        os.unlink(file.name)
    return path.read_text()


def origin_of(address: str) -> str:
    return "/".join([*address.split("/")[:3], ""])


# Database: PostgreSQL of one's own, or the embedded one for development.

VAR = Path(read(env.str, "NEWSROOM_VAR", "") or ROOT / "var")
DATABASE_URL = read(env.str, "DATABASE_URL", "")
DATABASE_BACKEND = "newsroom.database"
EMBEDDED_DATABASE = not DATABASE_URL
NEWSROOM_DATABASE_POOL_SIZE = read(env.int, "NEWSROOM_DATABASE_POOL_SIZE", 8)

if EMBEDDED_DATABASE:
    DATABASES = {
        "default": {
            "ENGINE": "newsroom.embedded.backend",
            **embedded_server.connection_parameters(VAR),
        }
    }
else:
    DATABASES = {"default": {"ENGINE": DATABASE_BACKEND}}
    if DATABASE_URL.startswith(("postgres://", "postgresql://")):
        try:
            DATABASES = {"default": dict(dj_database_url.parse(DATABASE_URL, DATABASE_BACKEND))}
        except dj_database_url.ParseError as error:
            ENVIRONMENT_ERRORS["DATABASE_URL"] = str(error)
    else:
        ENVIRONMENT_ERRORS["DATABASE_URL"] = "It begins with postgres:// or postgresql://."

# The backend itself looks at what it takes from the pool.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = not NEWSROOM_DATABASE_POOL_SIZE
DATABASES["default"].setdefault("OPTIONS", {})
if NEWSROOM_DATABASE_POOL_SIZE:
    # A request waits at most two seconds for a connection, so that a database outage becomes a
    # quick 503 and not a queue of hanging threads.
    DATABASES["default"]["OPTIONS"]["pool"] = {
        "min_size": 0,
        "max_size": NEWSROOM_DATABASE_POOL_SIZE,
        "timeout": 2,
    }

# Security

SECRET_KEY = read(env.str, "NEWSROOM_SECRET_KEY", "")
if not SECRET_KEY and EMBEDDED_DATABASE:
    SECRET_KEY = development_secret(VAR / "secret-key")
SECRET_KEY_FALLBACKS = read(env.list, "NEWSROOM_SECRET_KEY_FALLBACKS", [])
DEBUG = read(env.bool, "NEWSROOM_DEBUG", False)
ALLOWED_HOSTS = read(
    env.list,
    "NEWSROOM_ALLOWED_HOSTS",
    ["localhost", "127.0.0.1", "[::1]"] if EMBEDDED_DATABASE else [],
)
CSRF_TRUSTED_ORIGINS = read(env.list, "NEWSROOM_CSRF_TRUSTED_ORIGINS", [])
HTTPS = read(env.bool, "NEWSROOM_HTTPS", not EMBEDDED_DATABASE)
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Set where a proxy ends TLS and overwrites this header itself, for example
# "X-Forwarded-Proto: https"; without such a proxy the header could be forged.
PROXY_HTTPS_HEADER = read(env.str, "NEWSROOM_PROXY_HTTPS_HEADER", "")
if PROXY_HTTPS_HEADER:
    _name, _, _value = PROXY_HTTPS_HEADER.partition(":")
    SECURE_PROXY_SSL_HEADER = (f"HTTP_{_name.strip().upper().replace('-', '_')}", _value.strip())
SESSION_ENGINE = "newsroom.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 60 * 60
X_FRAME_OPTIONS = "DENY"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator"}
    for name in ("UserAttributeSimilarity", "MinimumLength", "CommonPassword")
]
# Bytes of a request body; larger ones are answered 413 before they are read.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# Application

INSTALLED_APPS = [
    "newsroom",
    "newsroom.changes",
    "newsroom.images",
    "taxonomy",
    "articles",
    "newsroom.partners",
    "newsroom.purging",
    "newsroom.webhooks",
    "newsroom.worker",
    "newsroom.api",
    "newsroom.admin.apps.NewsroomAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]
MIDDLEWARE = [
    "newsroom.bodies.drop_body_of_head",
    "newsroom.api.process_cache.process_cache",
    "newsroom.health.health_checks",
    "newsroom.api.middleware.api_envelope",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
# With the embedded database nothing needs to be collected first.
WHITENOISE_USE_FINDERS = EMBEDDED_DATABASE
WHITENOISE_AUTOREFRESH = DEBUG
if EMBEDDED_DATABASE:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}

# The newsroom

# Where this server is reached from outside. Every address that we give out is built from it, and
# none from the Host header, which any caller can forge.
NEWSROOM_PORT = read(env.int, "PORT", 8000)
NEWSROOM_BIND = read(env.str, "BIND", "127.0.0.1")
NEWSROOM_PUBLIC_URL = read(
    env.str, "NEWSROOM_PUBLIC_URL", f"http://127.0.0.1:{NEWSROOM_PORT}"
).rstrip("/")
# Where the world fetches the files of pictures, for example from a CDN.
NEWSROOM_MEDIA_URL = read(env.str, "NEWSROOM_MEDIA_URL", f"{NEWSROOM_PUBLIC_URL}/media").rstrip("/")
# Bytes of a file that is uploaded as a picture.
NEWSROOM_PICTURE_MAX_BYTES = read(env.int, "NEWSROOM_PICTURE_MAX_BYTES", 20 * 1024 * 1024)
# The public page of a story in the front end.
NEWSROOM_ARTICLE_URL = read(
    env.str, "NEWSROOM_ARTICLE_URL", "https://www.example.org/{language}/{slug}"
)
# Bare dates and months in filters mean days of this time zone.
NEWSROOM_TIME_ZONE = read(env.str, "NEWSROOM_TIME_ZONE", "UTC")
# Bytes of answers that each web process keeps, to give them again while nothing has changed.
NEWSROOM_PROCESS_CACHE_BYTES = read(env.int, "NEWSROOM_PROCESS_CACHE_BYTES", 64 * 1024 * 1024)
# Shared caches in front of us that take PURGE, such as http://varnish:6081.
NEWSROOM_PURGE_URLS = [url.rstrip("/") for url in read(env.list, "NEWSROOM_PURGE_URLS", [])]
# Proxies of ours, as ranges of addresses: what they say of their callers is believed.
NEWSROOM_TRUSTED_PROXIES = read(env.list, "NEWSROOM_TRUSTED_PROXIES", [])
# Whether the stories are there for callers without a key.
NEWSROOM_ANONYMOUS_READS = read(env.bool, "NEWSROOM_ANONYMOUS_READS", True)
# Requests that a key, and an address without one, may make; 0 means any number.
NEWSROOM_KEY_PER_MINUTE = read(env.int, "NEWSROOM_KEY_PER_MINUTE", 600)
NEWSROOM_KEY_PER_DAY = read(env.int, "NEWSROOM_KEY_PER_DAY", 100_000)
NEWSROOM_ADDRESS_PER_MINUTE = read(env.int, "NEWSROOM_ADDRESS_PER_MINUTE", 0)
NEWSROOM_ADDRESS_PER_DAY = read(env.int, "NEWSROOM_ADDRESS_PER_DAY", 0)
# What counts them, for all web servers together; empty means a table of the database.
NEWSROOM_REDIS_URL = read(env.str, "NEWSROOM_REDIS_URL", "")
# Streams of partners' copies that each web process gives at once; others are told to come again.
NEWSROOM_SYNC_STREAMS = read(env.int, "NEWSROOM_SYNC_STREAMS", 4)
# Keys that the secrets of webhooks are derived from, the newest first; without one, SECRET_KEY.
NEWSROOM_WEBHOOK_KEYS = read(env.list, "NEWSROOM_WEBHOOK_KEYS", [])
NEWSROOM_WEBHOOK_PORTS = read(partial(env.list, subcast=int), "NEWSROOM_WEBHOOK_PORTS", [443])
# Lets webhooks lead to plain HTTP and into our own network. For development.
NEWSROOM_WEBHOOKS_INSIDE = read(env.bool, "NEWSROOM_WEBHOOKS_INSIDE", EMBEDDED_DATABASE)
# Mail to partners whose webhooks fail; without a host none is sent.
EMAIL_HOST = read(env.str, "NEWSROOM_EMAIL_HOST", "")
EMAIL_PORT = read(env.int, "NEWSROOM_EMAIL_PORT", 587)
EMAIL_HOST_USER = read(env.str, "NEWSROOM_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = read(env.str, "NEWSROOM_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = read(env.bool, "NEWSROOM_EMAIL_TLS", True)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = read(env.str, "NEWSROOM_EMAIL_FROM", "newsroom@localhost")
NEWSROOM_NAME = read(env.str, "NEWSROOM_NAME", "Newsroom")
# What feeds and descriptions of stories say of the newsroom besides its name.
NEWSROOM_DESCRIPTION = read(env.str, "NEWSROOM_DESCRIPTION", "")
NEWSROOM_LANGUAGE = read(env.str, "NEWSROOM_LANGUAGE", "en")
NEWSROOM_LOGO_URL = read(env.str, "NEWSROOM_LOGO_URL", "")
# The front page of the front end.
NEWSROOM_SITE_URL = read(env.str, "NEWSROOM_SITE_URL", "") or origin_of(NEWSROOM_ARTICLE_URL)

# REST framework

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["newsroom.api.authentication.KeyAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["newsroom.api.authentication.KeyPermission"],
    "DEFAULT_THROTTLE_CLASSES": ["newsroom.api.limits.Limit"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "newsroom.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "newsroom.api.errors.exception_handler",
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "newsroom.api.negotiation.Negotiation",
    "URL_FORMAT_OVERRIDE": "format",
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # REST framework's answers below 500 are told to the caller, not to the operator.
        "django.request": {"level": "ERROR"},
        # Anybody can send a wrong Host; the answer says so.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
