"""What a body may hold, written down a second time for an independent sanitiser."""

import nh3

ALLOWED_TAGS = {
    *("h2", "h3", "p", "strong", "em", "a", "ul", "ol", "li"),
    *("figure", "blockquote", "figcaption", "img"),
}
ALLOWED_ATTRIBUTES = {"a": {"href"}, "h2": {"id"}, "h3": {"id"}, "img": {"src", "alt"}}


def sanitised(html: str) -> str:
    return nh3.clean(
        html,
        tags=ALLOWED_TAGS,
        attributes=ALLOWED_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "picture"},
        link_rel=None,
    )
