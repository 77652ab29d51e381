from datetime import timedelta

import pytest
from django.utils import timezone

from newsroom.worker.models import Worker
from tests.pages import staff

pytestmark = pytest.mark.django_db

LIST = "/admin/worker/worker/"


def make_worker(name, silent_seconds):
    beat_at = timezone.now() - timedelta(seconds=silent_seconds)
    return Worker.objects.create(name=name, started_at=beat_at, beat_at=beat_at)


@pytest.fixture
def viewer():
    return staff("worker.view_worker")


def test_list_tells_which_worker_runs_and_since_when_one_is_silent(viewer):
    make_worker("host:1", silent_seconds=0)
    silent = make_worker("host:2", silent_seconds=60)

    response = viewer.get(LIST)

    admin = response.context["cl"].model_admin
    assert {worker.name: admin.state(worker) for worker in response.context["cl"].result_list} == {
        "host:1": "running",
        "host:2": f"silent since {silent.beat_at:%Y-%m-%d %H:%M:%S} UTC",
    }


def test_worker_is_read_and_not_changed(client, editor):
    make_worker("host:1", silent_seconds=60)
    client.force_login(editor)
    row = f"{LIST}host_3A1/"

    assert client.get(f"{row}change/").status_code == 200
    assert client.post(f"{row}change/", {}).status_code == 403
    assert client.post(f"{row}delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403


def test_workers_are_for_those_who_may_view_them(client):
    assert client.get(LIST)["Location"] == f"/admin/login/?next={LIST}"
    assert staff().get(LIST).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same(viewer, django_assert_num_queries, count):
    for number in range(count):
        make_worker(f"host:{number}", silent_seconds=0)

    with django_assert_num_queries(6):
        viewer.get(LIST)
