"""Reading sitemaps, held against schemas of our own: no package ships all of the official ones."""

from pathlib import Path
from typing import Any

from lxml import etree

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).parent / "schemas" / "sitemap.xsd"))
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def read_sitemap(body: bytes) -> Any:
    """Parse a sitemap or an index that lists something; asserts that it is valid."""
    document = etree.fromstring(body)
    SCHEMA.assertValid(document)
    return document


def texts(document: Any, path: str) -> list[str]:
    """Give the texts or values that an XPath leads to, with the prefixes of ``NAMES``."""
    return [getattr(one, "text", one) for one in document.xpath(path, namespaces=NAMES)]
