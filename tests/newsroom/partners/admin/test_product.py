from newsroom.partners.products import Product, save_product
from tests.factories import make_partner, make_published
from tests.pages import messages_of

LIST = "/admin/partners/product/"


def test_product_is_saved_by_the_verb(desk):
    partner = make_partner()
    values = {"name": "Asia", "region": "asia", "genre": "news | opinion", "partners": [partner.pk]}

    response = desk.post(f"{LIST}add/", {**values, "syndicatable_only": "on"})

    assert response.status_code == 302, response.content.decode()
    product = Product.objects.get()
    assert (product.region, product.genre) == ("asia", "news|opinion")
    assert list(product.partners.all()) == [partner]


def test_refusal_stands_beside_the_field_and_nothing_is_lost(desk):
    response = desk.post(f"{LIST}add/", {"name": "Asia", "region": "asai"})

    page = response.content.decode()
    assert "There is no region “asai”. Did you mean “asia”?" in page
    assert 'value="asai"' in page
    assert not Product.objects.exists()


def test_story_is_tested_against_a_product(desk):
    product = Product(name="Asia", region="asia", genre="news")
    save_product(product, partners=[], by=None)
    inside, outside = make_published(regions=["china"]), make_published(genre="opinion")
    address = f"{LIST}{product.pk}/test_story/"

    def told(story: str) -> list[str]:
        return messages_of(desk.post(address, {"story": story}, follow=True))

    assert told(inside.slug) == ["The product holds this story."]
    assert told(str(outside.pk)) == ["The product does not hold this story: region, genre."]
    page = desk.post(address, {"story": "nothing"}).content.decode()
    assert "No story is public under this slug or id." in page
    assert address in desk.get(f"{LIST}{product.pk}/change/").content.decode()
