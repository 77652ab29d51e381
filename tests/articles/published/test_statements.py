import pytest
from django.db.models import Q

from articles.published.statements import Statement
from articles.published.versions import Publication
from tests.factories import make_published

pytestmark = pytest.mark.django_db


def test_statement_finds_what_its_queryset_finds():
    for slug in ("kyiv", "seoul", "nuuk"):
        make_published(slug=slug)
    columns = ("article_id", "slug", "published_at", "region_ids", "version__card")
    found = Publication.objects.live().filter(Q(slug="first") | Q(slug="second")).order_by("slug")

    rows = Statement(found.values(*columns), ["first", "second"]).rows(["seoul", "kyiv"])

    expected = Publication.objects.filter(slug__in=["seoul", "kyiv"]).order_by("slug")
    assert rows == list(expected.values(*columns))


def test_statement_refuses_another_number_of_values():
    statement = Statement(Publication.objects.filter(slug="a slug").values("slug"), ["a slug"])

    with pytest.raises(ValueError):
        statement.rows(["one", "two"])
