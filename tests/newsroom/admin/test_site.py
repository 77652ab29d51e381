import pytest
from django.conf import settings

from tests.pages import staff

pytestmark = pytest.mark.django_db


def test_site_bears_the_name_of_the_newsroom(client):
    text = client.get("/admin/login/").content.decode()

    assert f"<title>Log in | {settings.NEWSROOM_NAME}</title>" in text
    assert client.get("/admin/login/").context["site_header"] == settings.NEWSROOM_NAME


def test_autocomplete_asks_for_the_right_to_view(client):
    query = {"app_label": "articles", "model_name": "articleregion", "field_name": "region"}
    where = "/admin/autocomplete/"

    assert client.get(where, query).status_code == 302
    assert staff().get(where, query).status_code == 403
    assert staff("taxonomy.view_region").get(where, query).status_code == 200
