"""A Django project as it is commonly made, in a database of its own on the same server.

Conventional throughout: Django's default middleware with ConditionalGetMiddleware, REST
framework's default settings with django-filter, and connections that are kept.
"""

import os
from pathlib import Path

from newsroom.embedded.server import connection_parameters

DATABASES = {
    "default": {
        **connection_parameters(Path(os.environ["NEWSROOM_VAR"])),
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "baseline",
        "CONN_MAX_AGE": 600,
    }
}
del DATABASES["default"]["ROOT"]
SECRET_KEY = "bench"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "rest_framework",
    "django_filters",
    "tests.bench.baseline",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tests.bench.baseline.urls"
TEMPLATES = [
    {"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True},
]
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
