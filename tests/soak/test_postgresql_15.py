"""The oldest PostgreSQL that production may use. SOAK_POSTGRESQL_BIN names its programs."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.serving import gunicorn
from tests.soak.clusters import Cluster, clusters

SENTENCE = (
    "Set SOAK_POSTGRESQL_BIN to the folder of PostgreSQL 15's programs, on Debian "
    "/usr/lib/postgresql/15/bin from the package postgresql-15."
)
PATHS = {
    "/api/v1/articles/": 200,
    "/api/v1/articles/?page_size=3&count=exact": 200,
    "/api/v1/articles/?region=world&ordering=published_at": 200,
    "/api/v1/articles/?region=asia,-japan&genre=news|analysis": 200,
    "/api/v1/articles/?region=nowhere": 400,
    "/api/v1/regions/": 200,
    "/api/v1/regions/KP/": 200,
    "/api/v1/actors/": 200,
    "/api/schema/": 200,
    "/readyz": 200,
}


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    programs = Path(os.environ.get("SOAK_POSTGRESQL_BIN") or "absent")
    if not (programs / "initdb").exists():
        pytest.fail(SENTENCE, pytrace=False)
    with clusters(programs) as make:
        cluster = make("fifteen")
        cluster.create()
        yield cluster


def read(address: str) -> dict[str, int]:
    """Ask for all paths, and for every story in the first list; give the statuses."""
    statuses = {path: status(address + path) for path in PATHS}
    stories = requests.get(f"{address}/api/v1/articles/?page_size=100", timeout=30).json()
    for story in stories["results"]:
        statuses[story["slug"]] = status(f"{address}/api/v1/articles/{story['slug']}/")
    return statuses


def status(url: str) -> int:
    return requests.get(url, timeout=30).status_code


def test_newsroom_works_on_postgresql_15(cluster, report):
    """Migrations, the world's regions, the demonstration stories, and reading them."""
    [[version]] = cluster.query("SHOW server_version_num")
    assert 150000 <= int(version) < 160000, SENTENCE

    cluster.manage("migrate", "--verbosity=0")
    loaded = [cluster.manage("load_regions").strip() for _ in range(2)]
    (cluster.folder / "var").mkdir(exist_ok=True)
    cluster.manage("load_demo", "--force")
    with gunicorn(cluster.folder / "var", cluster.environment) as server:
        statuses = read(server.address)

    [[changes]] = cluster.query("SELECT count(*) FROM changes_change")
    stories = {name: code for name, code in statuses.items() if name not in PATHS}
    report("PostgreSQL", version)
    report("Regions", " ".join(loaded))
    report("Changes", changes)
    report("Stories read", len(stories))
    assert loaded[1] == "0 regions added."
    assert {path: statuses[path] for path in PATHS} == PATHS
    assert len(stories) > 20
    assert set(stories.values()) == {200}
