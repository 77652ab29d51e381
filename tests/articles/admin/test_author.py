import pytest

from articles.models import Author
from articles.verbs.saving import save
from tests.factories import make_article, make_author, make_content
from tests.pages import staff

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/author/"


def test_author_is_added_with_a_slug(desk):
    response = desk.post(f"{LIST}add/", {"name": "Ana Ruiz", "slug": "ana-ruiz"})

    assert response.status_code == 302
    assert Author.objects.values_list("name", "slug").get() == ("Ana Ruiz", "ana-ruiz")


def test_slug_of_an_author_never_changes(desk):
    author = make_author("Ana Ruiz", slug="ana-ruiz")

    desk.post(f"{LIST}{author.pk}/change/", {"name": "Ana María Ruiz", "slug": "other"})

    assert Author.objects.values_list("name", "slug").get() == ("Ana María Ruiz", "ana-ruiz")


def test_author_without_a_byline_is_deleted(desk):
    author = make_author()

    response = desk.post(f"{LIST}{author.pk}/delete/", {"post": "yes"})

    assert response.status_code == 302
    assert not Author.objects.exists()


def test_author_in_a_byline_stays(desk):
    author = make_author()
    make_article(byline=[author])

    assert desk.post(f"{LIST}{author.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Author.objects.exists()


def test_author_in_a_byline_of_the_past_stays(desk):
    author = make_author()
    article = make_article(byline=[author], slug="s")
    save(article, make_content(slug="s"), by=None, based_on=1)

    assert desk.post(f"{LIST}{author.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Author.objects.exists()


def test_authors_are_found_by_name_and_slug(desk):
    author = make_author("Ana Ruiz", slug="arz")
    make_author("Somebody")
    query = {"app_label": "articles", "model_name": "bylineentry", "field_name": "author"}

    found = [
        desk.get("/admin/autocomplete/", {**query, "term": term}).json()["results"]
        for term in ("ruiz", "arz")
    ]

    assert found == [[{"id": str(author.pk), "text": "Ana Ruiz (arz)"}]] * 2


@pytest.mark.parametrize(
    ("permission", "statuses"),
    [("view", [200, 403, 403]), ("add", [403, 200, 403]), ("change", [200, 403, 403])],
)
def test_pages_of_authors_ask_for_their_right(client, permission, statuses):
    author = make_author()
    pages = [LIST, f"{LIST}add/", f"{LIST}{author.pk}/delete/"]
    browser = staff(f"articles.{permission}_author")

    assert [client.get(page)["Location"] for page in pages] == [
        f"/admin/login/?next={page}" for page in pages
    ]
    assert [staff().get(page).status_code for page in pages] == [403, 403, 403]
    assert [browser.get(page).status_code for page in pages] == statuses


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_authors_costs_the_same(desk, django_assert_num_queries, count):
    for _ in range(count):
        make_author()

    with django_assert_num_queries(4):
        desk.get(LIST)
