"""Atom (RFC 4287) in pages (RFC 5005), with tombstones for withdrawn stories (RFC 6721)."""

from typing import Any

from django.utils.feedgenerator import Atom1Feed, rfc3339_date

from newsroom.feeds.characters import for_xml
from newsroom.feeds.feed import (
    Feed,
    full_text,
    permanent_id,
    topics,
)

TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


def write_atom(feed: Feed) -> bytes:
    atom = _Atom(
        title=for_xml(feed.title),
        description="",
        subtitle=for_xml(feed.description),
        link=feed.home_url,
        language=feed.language,
        feed_url=feed.self_url,
        feed_guid=feed.address,
        # An entry without a byline is the newsroom's own.
        author_name=for_xml(feed.publisher),
        author_link=feed.home_url,
        pages={"next": feed.next_url, "previous": feed.previous_url},
        updated_at=feed.updated_at,
        withdrawn=feed.withdrawn,
    )
    for story in map(for_xml, feed.stories):
        atom.add_item(title=story["title"], link=story["url"], description="", story=story)
    return atom.writeString("utf-8").encode()


class _Atom(Atom1Feed):
    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:at": TOMBSTONES}

    def latest_post_date(self) -> Any:
        return self.feed["updated_at"]

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for rel, address in self.feed["pages"].items():
            if address:
                handler.addQuickElement("link", "", {"rel": rel, "href": address})

    def write_items(self, handler: Any) -> None:
        super().write_items(handler)
        for one in self.feed["withdrawn"]:
            attributes = {"ref": permanent_id(one.id), "when": rfc3339_date(one.at)}
            handler.startElement("at:deleted-entry", attributes)
            if one.message:
                handler.addQuickElement("at:comment", for_xml(one.message))
            handler.endElement("at:deleted-entry")

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {"xml:lang": item["story"]["language"]}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        story = item["story"]
        handler.addQuickElement("id", permanent_id(story["id"]))
        handler.addQuickElement("title", item["title"])
        handler.addQuickElement("link", "", {"rel": "alternate", "href": item["link"]})
        handler.addQuickElement("published", story["published_at"])
        handler.addQuickElement("updated", story["updated_at"])
        for author in story["byline"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", author["name"])
            handler.endElement("author")
        for topic in topics(story):
            handler.addQuickElement("category", "", {"term": topic})
        if image := story["image"]:
            self._add_image(handler, image)
        handler.addQuickElement("summary", story["summary"])
        handler.addQuickElement("content", full_text(story), {"type": "html"})

    def _add_image(self, handler: Any, image: dict[str, Any]) -> None:
        attributes = {
            "rel": "enclosure",
            "href": image["url"],
            "type": image["content_type"],
            "title": image["alt_text"],
        }
        handler.addQuickElement("link", "", attributes)
