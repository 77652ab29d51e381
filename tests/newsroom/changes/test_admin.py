import pytest

from newsroom.changes.models import Change, Epoch, Head
from tests.factories import make_published
from tests.pages import staff

pytestmark = pytest.mark.django_db

LIST = "/admin/changes/change/"


@pytest.mark.parametrize("model", [Change, Epoch, Head])
def test_rows_are_read_and_not_changed(desk, model):
    where = f"/admin/changes/{model._meta.model_name}/"
    row = f"{where}{model.objects.first().pk}/"

    assert desk.get(where).status_code == 200
    assert desk.get(f"{row}change/").status_code == 200
    assert desk.post(f"{row}change/", {}).status_code == 403
    assert desk.get(f"{where}add/").status_code == 403
    assert desk.post(f"{row}delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", ["change", "epoch", "head"])
def test_rows_are_for_those_who_may_view_them(client, model):
    where = f"/admin/changes/{model}/"

    assert client.get(where)["Location"] == f"/admin/login/?next={where}"
    assert staff().get(where).status_code == 403
    assert staff(f"changes.view_{model}").get(where).status_code == 200


def test_changes_of_one_object_are_found(desk):
    article = make_published()
    make_published()

    response = desk.get(LIST, {"q": str(article.pk)})

    found = response.context["cl"].result_list
    assert [(change.object_id, change.action) for change in found] == [(article.pk, "published")]


def test_search_for_no_id_finds_nothing(desk):
    response = desk.get(LIST, {"q": "nonsense"})

    assert response.status_code == 200
    assert list(response.context["cl"].result_list) == []


def test_changes_are_filtered(desk):
    make_published()

    response = desk.get(LIST, {"kind": "article", "action": "published"})

    assert [change.kind for change in response.context["cl"].result_list] == ["article"]


STATEMENTS = 6


def test_list_of_one_change_costs(desk, django_assert_num_queries):
    make_published()

    with django_assert_num_queries(STATEMENTS):
        desk.get(LIST, {"kind": "article"})


def test_list_of_three_changes_costs_the_same(desk, editor, django_assert_num_queries):
    for _ in range(3):
        make_published(by=editor)

    with django_assert_num_queries(STATEMENTS):
        desk.get(LIST, {"kind": "article"})
