import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from newsroom.checks import check_databases, check_settings

PRODUCTION = {
    "DATABASE_URL": "postgres://newsroom@database.example.com/newsroom",
    "NEWSROOM_SECRET_KEY": "of a test only, but longer than it would need to be",
    "NEWSROOM_ALLOWED_HOSTS": "api.example.com",
    "NEWSROOM_PUBLIC_URL": "https://api.example.com",
    "NEWSROOM_ARTICLE_URL": "https://www.example.com/{language}/{slug}",
    "NEWSROOM_PROXY_HTTPS_HEADER": "X-Forwarded-Proto: https",
}
# Number, and settings that are wrong in this one way.
WRONG = [
    ("newsroom.E001", {"ENVIRONMENT_ERRORS": {"PORT": "It is no number."}}),
    ("newsroom.E002", {"SECRET_KEY": ""}),
    ("newsroom.E002", {"SECRET_KEY": "x" * 31}),
    ("newsroom.E003", {"NEWSROOM_PUBLIC_URL": "api.example.com"}),
    ("newsroom.E003", {"NEWSROOM_PUBLIC_URL": "ftp://api.example.com"}),
    ("newsroom.E003", {"NEWSROOM_PUBLIC_URL": "https://api.example.com?a=b"}),
    ("newsroom.E004", {"NEWSROOM_ARTICLE_URL": "https://www.example.com/{language}"}),
    ("newsroom.E004", {"NEWSROOM_ARTICLE_URL": "https://www.example.com/{slug}/{section}"}),
    ("newsroom.E004", {"NEWSROOM_ARTICLE_URL": "www.example.com/{slug}"}),
    ("newsroom.W005", {"NEWSROOM_ARTICLE_URL": "https://www.example.org/{slug}"}),
    ("newsroom.E006", {"NEWSROOM_TIME_ZONE": "Europe/Berln"}),
    ("newsroom.E006", {"NEWSROOM_TIME_ZONE": ""}),
    ("newsroom.E007", {"NEWSROOM_PORT": 0}),
    ("newsroom.E007", {"NEWSROOM_PORT": 65_536}),
    ("newsroom.E008", {"NEWSROOM_DATABASE_POOL_SIZE": -1}),
    ("newsroom.E009", {"PROXY_HTTPS_HEADER": "https"}),
    ("newsroom.E010", {"ALLOWED_HOSTS": []}),
    ("newsroom.E011", {"ALLOWED_HOSTS": ["api.example.com", "*"]}),
    ("newsroom.E012", {"NEWSROOM_MEDIA_URL": "media.example.com"}),
    ("newsroom.E012", {"NEWSROOM_MEDIA_URL": "https://media.example.com/a,b"}),
    ("newsroom.E013", {"NEWSROOM_PICTURE_MAX_BYTES": 0}),
    ("newsroom.E020", {"NEWSROOM_PROCESS_CACHE_BYTES": -1}),
    ("newsroom.E021", {"NEWSROOM_PURGE_URLS": ["varnish:6081"]}),
    ("newsroom.E021", {"NEWSROOM_PURGE_URLS": ["http://varnish:6081?all"]}),
    ("newsroom.E040", {"NEWSROOM_WEBHOOK_KEYS": ["x" * 32, "x" * 31]}),
    ("newsroom.E041", {"NEWSROOM_WEBHOOK_PORTS": [443, 0]}),
    ("newsroom.W042", {"NEWSROOM_WEBHOOKS_INSIDE": True}),
    ("newsroom.E022", {"NEWSROOM_PURGE_URLS": ["http://varnish:6081"] * 2}),
    ("newsroom.E030", {"NEWSROOM_SITE_URL": "www.example.com"}),
    ("newsroom.E031", {"NEWSROOM_LOGO_URL": "/logo.png"}),
    ("newsroom.E032", {"NEWSROOM_LANGUAGE": "British English"}),
    ("newsroom.E033", {"NEWSROOM_TRUSTED_PROXIES": ["10.0.0.1/8"]}),
    ("newsroom.E034", {"NEWSROOM_KEY_PER_DAY": -1}),
    ("newsroom.E035", {"NEWSROOM_SYNC_STREAMS": 0}),
    ("newsroom.E036", {"NEWSROOM_REDIS_URL": "localhost:6379"}),
    ("newsroom.W014", {"NEWSROOM_PUBLIC_URL": "http://127.0.0.1:8000"}),
]


@pytest.fixture
def production() -> override_settings:
    return override_settings(
        EMBEDDED_DATABASE=False,
        ALLOWED_HOSTS=["api.example.com"],
        NEWSROOM_PUBLIC_URL="https://api.example.com",
        NEWSROOM_ARTICLE_URL="https://www.example.com/{language}/{slug}",
        NEWSROOM_WEBHOOKS_INSIDE=False,
    )


def check(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``manage.py check`` in a process that has these environment variables only."""
    return subprocess.run(
        [sys.executable, "manage.py", "check", *arguments],
        cwd=settings.ROOT,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        encoding="utf-8",
    )


def test_check_is_silent_about_right_settings(production):
    with production:
        assert check_settings(None) == []


@pytest.mark.parametrize(("number", "wrong"), WRONG)
def test_check_names_each_wrong_setting_by_its_number(production, number, wrong):
    with production, override_settings(**wrong):
        assert [message.id for message in check_settings(None)] == [number]


def test_check_numbers_are_unique_and_all_tried():
    source = Path(settings.ROOT, "newsroom", "checks.py").read_text()

    numbers = re.findall(r'id="(newsroom\.[EW]\d{3})"', source)

    assert len({number[-3:] for number in numbers}) == len(numbers)
    assert set(numbers) == {number for number, _ in WRONG} | {"newsroom.W023"}


def test_check_of_the_database_names_one_that_knows_no_letters(django_db_blocker):
    with django_db_blocker.unblock():
        connection.ensure_connection()
        assert check_databases(None, databases=["default"]) == []

        with database_of_type("C"):
            (message,) = check_databases(None, databases=["default"])

    assert message.id == "newsroom.W023"


@contextmanager
def database_of_type(character_type: str) -> Iterator[None]:
    """Let the connection lead to a new database with this LC_CTYPE, which is dropped afterwards."""
    parameters, own = connection.settings_dict, connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE DATABASE test_of_type ENCODING 'UTF8' LC_CTYPE '{character_type}' "
            "LOCALE_PROVIDER libc LC_COLLATE 'C' TEMPLATE template0"
        )
    connection.close()
    connection.close_pool()
    parameters["NAME"] = "test_of_type"
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()
        parameters["NAME"] = own
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE test_of_type")


def test_check_passes_for_deployment_in_production():
    done = check("--deploy", "--fail-level=WARNING", **PRODUCTION)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (0 silenced).\n"


@pytest.mark.parametrize(
    "address", ["newsroom", "mysql://localhost/newsroom", "postgres://localhost:port/newsroom"]
)
def test_check_tells_every_value_that_cannot_be_read(address):
    wrong = {"DATABASE_URL": address, "NEWSROOM_DEBUG": "perhaps", "PORT": "http"}

    done = check(**{**PRODUCTION, **wrong})

    assert done.returncode == 1
    told = re.findall(r"^\?: \(newsroom\.E001\) (\w+) cannot be read: ", done.stderr, re.MULTILINE)
    assert sorted(told) == sorted(wrong)


def test_check_tells_what_production_lacks():
    done = check(DATABASE_URL=PRODUCTION["DATABASE_URL"])

    assert done.returncode == 1
    told = re.findall(r"^\?: \((newsroom\.\w+)\) ", done.stderr, re.MULTILINE)
    assert told == [
        "newsroom.E002",
        "newsroom.E010",
        "newsroom.W005",
        "newsroom.W014",
    ]
