"""What readers from outside make of feeds, sitemaps and descriptions of the sample stories."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import requests
from lxml import etree

from tests.judges.tools import FOLDER, run

STORIES = "/api/v1/articles/"
FIELDS = "id,title,slug,language,byline.name,image.url"
PAGE = """<!DOCTYPE html>
<html lang="{language}">
<title>A story</title>
<script type="application/ld+json">{description}</script>
</html>
"""
# The official schema takes links only of a schema that is given with it.
WHOLE_SCHEMA = """<schema xmlns="http://www.w3.org/2001/XMLSchema">
<import namespace="http://www.sitemaps.org/schemas/sitemap/0.9" schemaLocation="{official}"/>
<import namespace="http://www.w3.org/1999/xhtml" schemaLocation="{links}"/>
</schema>
"""
LINKS = Path(__file__).parent.parent / "schemas" / "sitemap-link.xsd"
OFFICIAL = FOLDER / "node_modules" / "sitemap" / "schema" / "sitemap.xsd"


def get(server: str, path: str, **query: Any) -> requests.Response:
    response = requests.get(f"{server}{path}", query, timeout=20)
    assert response.status_code == 200, response.text
    return response


def stories(server: str) -> list[dict[str, Any]]:
    answer = get(server, STORIES, fields=FIELDS, page_size=100).json()
    assert len(answer["results"]) >= 25
    assert answer["next"] is None
    return answer["results"]


@pytest.mark.parametrize("format", ["rss", "atom"])
def test_feeds_are_read_whole(server, format):
    file = FOLDER / f"feed.{format}"
    file.write_bytes(get(server, STORIES, format=format, page_size=100).content)

    feed = json.loads(run("node", "feeds.js", file))

    assert feed["meta"]["type"] == format
    assert feed["self"].endswith(f"{STORIES}?format={format}&page_size=100")
    assert [item["title"] for item in feed["items"]] == [one["title"] for one in stories(server)]
    for item, story in zip(feed["items"], stories(server), strict=True):
        assert item["id"] == f"urn:uuid:{story['id']}"
        assert item["url"] == f"https://www.example.org/{story['language']}/{story['slug']}"
        assert [author["name"] for author in item["authors"]] == [
            author["name"] for author in story["byline"]
        ]
        assert item["content"].startswith("<")
        assert item["published"]
        assert [medium["type"] for medium in item["media"]] == ["image"] * bool(story["image"])


def test_descriptions_of_stories_have_what_google_asks_for(server):
    folder = FOLDER / "descriptions"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    # Google advises a picture, and a few stories have none.
    expected = {}

    for story in stories(server):
        page = folder / f"{story['slug']}.html"
        description = get(server, f"{STORIES}{story['slug']}/", format="jsonld").text
        page.write_text(PAGE.format(language=story["language"], description=description))
        kind = json.loads(description)["@type"]
        expected[str(page)] = [] if story["image"] else [f"{kind}[0].image"]

    assert json.loads(run("node", "descriptions.js", *expected)) == expected
    assert sum(not wrong for wrong in expected.values()) > 20


def test_sitemaps_are_valid(server):
    schema = FOLDER / "sitemaps.xsd"
    schema.write_text(WHOLE_SCHEMA.format(official=OFFICIAL.as_uri(), links=LINKS.as_uri()))
    official = etree.XMLSchema(etree.parse(schema))
    index = etree.fromstring(get(server, "/sitemap.xml").content)
    parts = index.findall("{*}sitemap/{*}loc")
    assert parts

    pages = []
    for part in parts:
        document = etree.fromstring(requests.get(part.text, timeout=20).content)
        official.assertValid(document)
        pages += [loc.text for loc in document.findall("{*}url/{*}loc")]

    assert {page.rpartition("/")[2] for page in pages} == {one["slug"] for one in stories(server)}
