"""RSS 2.0 with the full text of the stories."""

from typing import Any

from django.utils.feedgenerator import Rss201rev2Feed

from newsroom.feeds.characters import for_xml
from newsroom.feeds.feed import (
    Feed,
    full_text,
    moment,
    permanent_id,
    topics,
)

NAMESPACES = {
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


def write_rss(feed: Feed) -> bytes:
    rss = _Rss(
        title=for_xml(feed.title),
        link=feed.home_url,
        description=for_xml(feed.description),
        language=feed.language,
        feed_url=feed.self_url,
        pages={"next": feed.next_url, "previous": feed.previous_url},
        updated_at=feed.updated_at,
    )
    for story in map(for_xml, feed.stories):
        rss.add_item(
            title=story["title"],
            link=story["url"],
            description=story["summary"],
            pubdate=moment(story["published_at"]),
            unique_id=permanent_id(story["id"]),
            unique_id_is_permalink=False,
            categories=topics(story),
            story=story,
        )
    return rss.writeString("utf-8").encode()


class _Rss(Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), **NAMESPACES}

    def latest_post_date(self) -> Any:
        return self.feed["updated_at"]

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for rel, address in self.feed["pages"].items():
            if address:
                handler.addQuickElement("atom:link", None, {"rel": rel, "href": address})

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        story = item["story"]
        for author in story["byline"]:
            handler.addQuickElement("dc:creator", author["name"])
        handler.addQuickElement("dc:language", story["language"])
        # Readers that take the description of a picture for content too take the first.
        handler.addQuickElement("content:encoded", full_text(story))
        if image := story["image"]:
            self._add_image(handler, image)

    def _add_image(self, handler: Any, image: dict[str, Any]) -> None:
        attributes = {
            "url": image["url"],
            "medium": "image",
            "type": image["content_type"],
            "width": str(image["width"]),
            "height": str(image["height"]),
        }
        handler.startElement("media:content", attributes)
        handler.addQuickElement("media:description", image["caption"] or image["alt_text"])
        if image["credit"]:
            handler.addQuickElement("media:credit", image["credit"])
        handler.endElement("media:content")
