"""Markdown in which texts of editors are texts."""

import pytest
from markdown_it import MarkdownIt

from newsroom.feeds.markdown import write_list, write_story
from tests.newsroom.feeds.stories import make_feed, make_story


def test_story_is_whole():
    story = make_story(
        byline=[{"name": "Ines Falkenrath"}, {"name": "Baek Min-seo"}],
        regions=[{"name": "North Korea"}],
        actors=[{"name": "Kim Jong Un"}],
        body="By the _sea_.\n\n## Where\n\nThere.",
        editors_note="Sample.",
        corrections=[{"at": "2025-07-13T08:00:00Z", "text": "Five ships."}],
        related_links=[
            {"title": "The UN", "summary": None, "url": "https://www.un.org/"},
            {"title": "More", "summary": "Much.", "url": "https://www.example.org/en/more"},
        ],
        usage_terms="Free.",
    )

    assert write_story(story).decode() == (
        "# A meeting\n\n"
        "**Two men met.**\n\n"
        "- By: Ines Falkenrath, Baek Min-seo\n"
        "- Published: 2025-07-12T09:30:00Z\n"
        "- Updated: 2025-07-12T10:00:00Z\n"
        "- Genre: news\n"
        "- Language: en\n"
        "- Regions: North Korea\n"
        "- Actors: Kim Jong Un\n"
        "- Page: <https://www.example.org/en/a-meeting>\n\n"
        "By the _sea_.\n\n## Where\n\nThere.\n\n"
        "## Editor’s note\n\nSample.\n\n"
        "## Corrections\n\n- 2025-07-13T08:00:00Z: Five ships.\n\n"
        "## Related\n\n"
        "- [The UN](<https://www.un.org/>)\n"
        "- [More](<https://www.example.org/en/more>): Much.\n\n"
        "## Terms of use\n\nFree.\n"
    )


def test_list_leads_on():
    text = write_list(make_feed(next_url="https://api.example.org/?cursor=2")).decode()

    assert text.endswith("\n\n[Next page](<https://api.example.org/?cursor=2>)\n")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "*not* _so_ `fast`",
        "[click](javascript:alert(1))",
        "![](x)",
        "- no list",
        "1. no list",
        "# no heading",
        "a\n===",
        "&copy; \\*",
        "~~gone~~",
        "> nobody said",
    ],
)
def test_markup_in_texts_is_text(text):
    markdown = write_story(make_story(title="T", summary="S", editors_note=text)).decode()
    note = markdown.partition("## Editor’s note\n\n")[2].removesuffix("\n")

    paragraph, content, _ = MarkdownIt().parse(note)

    assert paragraph.type == "paragraph_open"
    assert {child.type for child in content.children} <= {"text", "softbreak", "text_special"}
    assert "".join(child.content or "\n" for child in content.children) == text
