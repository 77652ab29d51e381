"""Which format an answer is given in."""

import pytest
from rest_framework.exceptions import NotAcceptable
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from newsroom.api.negotiation import Negotiation
from newsroom.api.v1.articles import ArticleList
from tests.factories import make_published

LIST = "/api/v1/articles/"


def chosen(accept: str) -> str:
    request = Request(APIRequestFactory().get("/", headers={"Accept": accept}))
    renderers = [renderer() for renderer in ArticleList.renderer_classes]
    return Negotiation().select_renderer(request, renderers)[0].format


@pytest.mark.parametrize(
    ("accept", "format"),
    [
        ("*/*", "json"),
        ("application/json", "json"),
        ("application/json; charset=utf-8", "json"),
        ("Application/RSS+XML", "rss"),
        ("application/atom+xml", "atom"),
        ("application/feed+json", "jsonfeed"),
        ("text/csv", "csv"),
        ("text/markdown, text/plain;q=0.5", "markdown"),
        ("text/*", "csv"),
        # What is named counts for more than what is only covered, whatever its order.
        ("*/*, application/rss+xml", "rss"),
        ("application/rss+xml;q=0.5, application/atom+xml;q=0.9, */*;q=0.1", "atom"),
        ("application/rss+xml;q=0.5, */*;q=0.6", "json"),
        ("application/json;q=0, */*;q=0.1", "rss"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "json"),
    ],
)
def test_accept_field_is_understood(accept, format):
    assert chosen(accept) == format


@pytest.mark.parametrize("accept", ["text/html", "application/rss", "*/*;q=0", "nonsense", ""])
def test_what_cannot_be_given_is_refused(accept):
    with pytest.raises(NotAcceptable):
        chosen(accept)


def test_unacceptable_request_is_406(api):
    response = api.get(LIST, accept="application/pdf")

    assert response.status_code == 406
    assert response.json()["code"] == "not_acceptable"


def test_parameter_counts_for_more_than_accept(api):
    make_published()

    response = api.get(f"{LIST}?format=csv", accept="application/rss+xml")

    assert response["Content-Type"] == "text/csv; charset=utf-8"


def test_lists_of_one_format_are_not_given_in_another(api):
    assert api.get("/api/v1/timeline/", accept="text/csv").status_code == 406
    assert api.problem("/api/v1/timeline/?format=csv")["errors"][0]["parameter"] == "format"
