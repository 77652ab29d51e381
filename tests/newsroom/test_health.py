import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

ADDRESS = "10.0.0.7:8000"


@pytest.fixture
def behind_https(settings) -> None:
    settings.ALLOWED_HOSTS = ["api.example.com"]
    settings.SECURE_SSL_REDIRECT = True


@pytest.mark.usefixtures("behind_https")
def test_livez_answers_probes_by_address_over_plain_http():
    response = Client().get("/livez", headers={"Host": ADDRESS})

    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("behind_https", "db")
def test_readyz_tells_of_database_and_workers():
    response = Client().get("/readyz", headers={"Host": ADDRESS})

    assert (response.status_code, response.json()) == (
        200,
        {
            "status": "ok",
            "database": "ok",
            "workers": {"running": 0, "last_beat_seconds_ago": None},
        },
    )
    assert response["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("behind_https", "db")
def test_readyz_refuses_a_database_that_is_not_migrated():
    MigrationRecorder(connection).record_unapplied("worker", "0001_initial")

    response = Client().get("/readyz", headers={"Host": ADDRESS})

    assert (response.status_code, response.json()) == (
        503,
        {"status": "unavailable", "database": "not migrated"},
    )


@pytest.mark.usefixtures("behind_https")
def test_other_addresses_want_a_known_host_and_https():
    client = Client()

    by_address = client.get("/admin/login/", headers={"Host": ADDRESS})
    plain = client.get("/admin/login/", headers={"Host": "api.example.com"})

    assert by_address.status_code == 400
    assert (plain.status_code, plain["Location"]) == (301, "https://api.example.com/admin/login/")
