"""The synthetic stories are what the product would have made of them."""

import json
import random
from typing import Any

import pytest
from django.contrib.auth.models import User

from articles.body import canonicalise, derive
from articles.models import Article, Author, PublishedVersion
from articles.verbs.publishing import publish
from articles.verbs.saving import save
from articles.working.content import Content, Link
from taxonomy.models import Actor, Region
from tests.bench.archive.stories import COMMON_WORD, Archive, RegionTag, SyntheticStory
from tests.bench.archive.tags import actors, authors
from tests.bench.newsroom_rows import TABLES, rows

STORIES = 40
# A story that is published in a test has the dates of the test.
MOMENTS = {"updated_at", "first_published_at"}


@pytest.fixture
def archive(db) -> Archive:
    regions = Region.objects.filter(kind=Region.Kind.COUNTRY).order_by("slug")
    return Archive(1_000, [RegionTag(*row) for row in regions.values_list("id", "uid", "name")])


def test_archive_tells_the_same_story_again(archive):
    assert archive.story(7) == archive.story(7)


def test_bodies_are_what_the_product_derives(archive):
    for number in range(1, STORIES):
        body = archive.story(number).body
        html = body.formats()["html"]
        derived = derive(html, {})

        assert canonicalise(html) == html
        assert body.formats() == {
            "html": html,
            "blocks": derived.blocks,
            "text": derived.text,
            "markdown": derived.markdown,
        }
        assert (body.words, body.minutes) == (derived.word_count, derived.reading_minutes)


def test_bodies_have_about_six_kilobytes(archive):
    sizes = [len(archive.story(n).body.formats()["html"]) for n in range(1, STORIES)]

    assert 5_000 < sum(sizes) / len(sizes) < 7_500


def test_common_word_stands_in_a_third(archive):
    numbers = random.Random(1).sample(range(1, 1_000), 300)
    texts = (archive.story(number).body.formats()["text"].lower() for number in numbers)

    assert 0.27 < sum(COMMON_WORD in text for text in texts) / len(numbers) < 0.4


def test_rows_are_what_publishing_writes(archive, editor):
    story = archive.story(1)
    made = rows(story, first_seq=0)["articles_publishedversion"][0]
    columns = TABLES["articles_publishedversion"].split(", ")
    written = dict(zip(columns, made, strict=True))

    version = published(story, editor)

    for name in ("card", "document"):
        assert undated(json.loads(written[name])) == undated(getattr(version, name))
    assert json.loads(written["bodies"]) == version.bodies


def published(story: SyntheticStory, editor: User) -> PublishedVersion:
    """Publish the story by the verbs."""
    for key in story.actor_ids:
        one = actors()[key - 1]
        Actor.objects.create(id=key, uid=one.uid, slug=one.slug, name=one.name, kind=one.kind)
    for key in story.author_ids:
        one = authors()[key - 1]
        Author.objects.create(id=key, uid=one.uid, slug=one.slug, name=one.name)
    content = Content(
        title=story.title,
        slug=story.slug,
        summary=story.summary,
        body=story.body.formats()["html"],
        genre=story.genre,
        language=story.language,
        editors_note=story.editors_note,
        display_at=story.published_at,
        byline=list(story.author_ids),
        regions=[region.id for region in story.regions],
        actors=list(story.actor_ids),
        related_links=[Link(url=link.url, title=link.title) for link in story.links],
    )
    article = Article(id=story.uid)
    save(article, content, by=editor, based_on=0)
    return publish(article, by=editor)


def undated(document: dict[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in document if name not in MOMENTS}
