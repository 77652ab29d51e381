import pytest

from newsroom.changes.head import read_head
from newsroom.changes.models import Change
from newsroom.partners import products
from newsroom.partners.errors import PartnerRefused
from newsroom.partners.products import Product, save_product, standing_of
from taxonomy.editing import merge
from taxonomy.models import Actor
from taxonomy.snapshot import forget, snapshot
from tests.factories import make_actor, make_partner, make_published


def slice_now(partner):
    return standing_of(partner).slice


def make_row(**values):
    empty = {"region_ids": [], "actor_ids": [], "genre": "news", "language": "en"}
    return {"audience": "public", "syndicatable": True, **empty, **values}


def test_slice_is_the_union_of_the_products_of_a_partner(db):
    partner, other = make_partner(), make_partner()
    save_product(Product(name="News", genre="news"), partners=[partner, other], by=None)
    save_product(Product(name="French", language="FR"), partners=[partner], by=None)

    both, one = slice_now(partner), slice_now(other)

    assert both.holds(make_row())
    assert both.holds(make_row(genre="opinion", language="fr"))
    assert not both.holds(make_row(genre="opinion"))
    assert not one.holds(make_row(genre="opinion", language="fr"))
    assert slice_now(make_partner()).is_empty


def test_slice_leaves_out_what_may_not_be_passed_on(db):
    partner = make_partner()
    product = Product(name="News")
    save_product(product, partners=[partner], by=None)
    assert not slice_now(partner).holds(make_row(syndicatable=False))

    product.syndicatable_only = False
    save_product(product, partners=[partner], by=None)

    assert slice_now(partner).holds(make_row(syndicatable=False))


def test_slice_follows_merges_and_has_one_digest_for_one_meaning(db):
    kim, other = make_actor("kim"), make_actor("other")
    make_published(actors=[kim, other])
    partner = make_partner()
    save_product(Product(name="Kim", actor="kim"), partners=[partner], by=None)
    before = slice_now(partner)
    save_product(Product(name="Kim again", actor="kim"), partners=[partner], by=None)
    assert slice_now(partner).digest == before.digest
    assert not before.holds(make_row(actor_ids=[other.pk]))

    merge(Actor.objects.get(slug="other"), into=kim, by=None)

    assert slice_now(partner).holds(make_row(actor_ids=[other.pk]))
    assert slice_now(partner).digest != before.digest


def test_saved_product_is_a_change(db, editor):
    product = Product(name="News", genre="news")

    save_product(product, partners=[], by=editor)

    change = Change.objects.first()
    assert (change.kind, change.object_id, change.action) == ("product", product.id, "saved")
    assert change.by == editor


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"name": " "}, {"name": ["This field cannot be blank."]}),
        ({"genre": "novel"}, {"genre": ["“novel” is not one of "]}),
        ({"language": "e_n"}, {"language": ["“e_n” is not a BCP 47 language tag"]}),
        ({"region": "rusia"}, {"region": ["There is no region “rusia”. Did you mean “russia”?"]}),
        ({"region": "(russia"}, {"region": ["A bracket is not closed."]}),
        ({"actor": "nobody"}, {"actor": ["There is no actor “nobody”."]}),
    ],
)
def test_refused_product_says_why(db, values, problems):
    with pytest.raises(PartnerRefused) as refused:
        save_product(Product(**{"name": "News", **values}), partners=[], by=None)

    ((field, (sentence,)),) = refused.value.problems.items()
    ((wanted_field, (wanted,)),) = problems.items()
    assert field == wanted_field
    assert sentence.startswith(wanted)
    assert not Product.objects.exists()


def test_two_products_have_two_names(db):
    save_product(Product(name="News"), partners=[], by=None)

    with pytest.raises(PartnerRefused) as refused:
        save_product(Product(name="News"), partners=[], by=None)

    assert refused.value.problems == {"name": ["Another product has this name."]}


def test_slice_tags_and_number_are_of_one_state(db, monkeypatch):
    partner = make_partner()
    kim, lavrov = make_actor("kim"), make_actor("lavrov")
    make_published(actors=[kim, lavrov])
    save_product(Product(name="Lavrov", actor="lavrov"), partners=[partner], by=None)
    merged = []

    def snapshot_once_tags_have_changed(head):
        if not merged:
            merged.append(merge(kim, into=lavrov, by=None))
            forget()
        return snapshot(head)

    monkeypatch.setattr(products, "snapshot", snapshot_once_tags_have_changed)

    standing = standing_of(partner)

    assert standing.head == read_head()
    assert standing.tags.label == (standing.head.epoch, standing.head.taxonomy_seq)
    assert standing.slice.holds(make_row(actor_ids=[kim.pk]))
