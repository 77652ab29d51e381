import dataclasses
import uuid
from datetime import UTC, datetime

import pytest

from articles.errors import EditConflict, Refused
from articles.models import Article, ArticleSlug, RelatedLink, Revision
from articles.verbs.publishing import publish
from articles.verbs.saving import restore, save
from articles.working.content import Content, Link
from newsroom.changes.models import Head
from tests.factories import make_actor, make_article, make_author, make_content
from tests.newsroom.images.files import make_picture

pytestmark = pytest.mark.django_db


def test_save_writes_everything_and_reads_back_the_same():
    target = make_article()
    content = make_content(
        body="<p>Text.</p>",
        editors_note="Note.",
        partners_note="Inside.",
        genre="opinion",
        language="zh-hans",
        display_at=datetime(2025, 7, 1, 12, 30, tzinfo=UTC),
        usage_terms="Free.",
        syndicatable=False,
        byline=[make_author(), make_author()],
        regions=["ukraine", "russia", "kursk"],
        actors=[make_actor(), make_actor()],
        translation_of=target.pk,
        related_links=[
            Link(url="https://www.un.org/", title="UN", summary="Its page."),
            Link(target=target.pk),
        ],
    )
    article = Article()

    revision = save(article, content, by=None, based_on=0)

    canonical = dataclasses.replace(content, language="zh-Hans")
    assert Content.of(Article.objects.get(pk=article.pk)) == canonical
    assert Content.from_json(revision.content) == canonical


def test_save_keeps_a_revision_of_every_save(editor):
    article = make_article(title="First", slug="s", by=editor)

    save(article, make_content(title="Second", slug="s"), by=None, based_on=1)

    found = list(Revision.objects.order_by("number").values_list("number", "saved_by__username"))
    assert found == [(1, "editor"), (2, None)]
    assert [r.content["title"] for r in Revision.objects.order_by("number")] == ["First", "Second"]
    assert Article.objects.get().title == "Second"


def test_save_takes_no_change_number():
    before = Head.objects.get().seq

    make_article()

    assert Head.objects.get().seq == before


def test_save_over_a_newer_revision_is_a_conflict_and_writes_nothing(editor):
    article = make_article(slug="s")
    save(article, make_content(title="Ana's", slug="s"), by=editor, based_on=1)

    with pytest.raises(EditConflict) as conflict:
        save(article, make_content(title="Ben's", slug="s"), by=None, based_on=1)

    assert str(conflict.value).startswith("editor saved this article at ")
    assert Article.objects.get().title == "Ana's"
    assert Revision.objects.count() == 2


def test_save_that_would_lose_part_of_the_body_is_refused_by_name():
    with pytest.raises(Refused) as refusal:
        make_article(body="<p>Fine.</p><table><tr><td>1</td></tr></table>")

    assert list(refusal.value.problems) == ["body"]
    assert "<table>" in refusal.value.problems["body"][0]
    assert Article.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"slug": "Not A Slug"}, "slug"),
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"genre": "gossip"}, "genre"),
        ({"language": "klingon1"}, "language"),
        ({"language": ""}, "language"),
        ({"related_links": [Link()]}, "related_links"),
        ({"related_links": [Link(url="https://a.example/")]}, "related_links"),
        ({"related_links": [Link(url="javascript:alert(1)", title="x")]}, "related_links"),
        ({"related_links": [Link(url="ftp://a.example/", title="x")]}, "related_links"),
        ({"body": "<p>\x00</p>"}, "body"),
        ({"summary": "nul \x00"}, "summary"),
        ({"summary": "x" * 1_001}, "summary"),
        ({"editors_note": "x" * 2_001}, "editors_note"),
        ({"title": "turned \u202e round"}, "title"),
        ({"related_links": [Link(url="https://a.example/", title="nul \x00")]}, "related_links"),
        ({"picture": uuid.UUID(int=1)}, "picture"),
    ],
)
def test_wrong_values_are_refused_by_field(values, field):
    with pytest.raises(Refused) as refusal:
        make_article(**values)

    assert list(refusal.value.problems) == [field]
    assert Article.objects.count() == 0


def test_everything_wrong_is_told_at_once():
    with pytest.raises(Refused) as refusal:
        make_article(title="", slug="Bad Slug", body="<script>x</script>", genre="x")

    assert set(refusal.value.problems) == {"title", "slug", "body", "genre"}


def test_slug_of_another_story_is_refused_even_after_it_was_renamed():
    other = make_article(slug="taken")
    publish(other, by=None)
    save(other, make_content(slug="renamed"), by=None, based_on=1)

    with pytest.raises(Refused) as refusal:
        make_article(slug="taken")

    assert refusal.value.problems == {
        "slug": ["Another story has or had this slug; slugs are never used again."]
    }


def test_slug_that_was_never_public_is_free_again():
    article = make_article(slug="working-title")
    save(article, make_content(slug="better-title"), by=None, based_on=1)

    make_article(slug="working-title")

    assert set(ArticleSlug.objects.values_list("slug", flat=True)) == {
        "better-title",
        "working-title",
    }


def test_story_may_take_back_its_own_old_slug():
    article = make_article(slug="first")
    publish(article, by=None)
    save(article, make_content(slug="second"), by=None, based_on=1)

    save(article, make_content(slug="first"), by=None, based_on=2)

    assert Article.objects.get().slug == "first"


def test_story_is_not_linked_twice_or_to_itself():
    article = make_article(slug="s")
    target = make_article()

    with pytest.raises(Refused) as refusal:
        save(
            article,
            make_content(slug="s", related_links=[Link(target=target.pk), Link(target=target.pk)]),
            by=None,
            based_on=1,
        )
    assert refusal.value.problems == {"related_links": ["A story is linked twice."]}

    with pytest.raises(Refused) as refusal:
        save(
            article,
            make_content(slug="s", related_links=[Link(target=article.pk)]),
            by=None,
            based_on=1,
        )
    assert refusal.value.problems == {"related_links": ["A story cannot be related to itself."]}


def test_translation_of_a_translation_is_refused():
    original = make_article()
    french = make_article(language="fr", translation_of=original.pk)

    with pytest.raises(Refused) as refusal:
        make_article(language="de", translation_of=french.pk)

    assert list(refusal.value.problems) == ["translation_of"]


def test_links_keep_their_order_when_saved_again():
    targets = [make_article() for _ in range(3)]
    article = make_article(slug="s", related_links=[Link(target=t.pk) for t in targets])

    save(
        article,
        make_content(slug="s", related_links=[Link(target=t.pk) for t in reversed(targets)]),
        by=None,
        based_on=1,
    )

    found = RelatedLink.objects.filter(article=article).values_list("target_id", flat=True)
    assert list(found) == [t.pk for t in reversed(targets)]


def test_restore_brings_an_old_revision_back_as_the_newest(editor):
    article = make_article(title="Old", slug="s", regions=["russia"])
    save(article, make_content(title="New", slug="s"), by=None, based_on=1)

    restored = restore(article.revisions.get(number=1), by=editor, based_on=2)

    assert (restored.number, restored.restored_from, restored.saved_by) == (3, 1, editor)
    assert restored.content == article.revisions.get(number=1).content
    assert Article.objects.get().title == "Old"


def test_save_refuses_a_body_with_a_picture_that_is_not_there():
    keys = [make_picture().pk, uuid.UUID(int=1), uuid.UUID(int=2)]
    body = "<p>Text.</p>" + "".join(f'<img src="picture:{key}">' for key in [*keys, keys[1]])

    with pytest.raises(Refused) as refusal:
        make_article(body=body)

    assert refusal.value.problems == {
        "body": [
            f"There is no picture {key}: copy the code of one from its page." for key in keys[1:]
        ]
    }
    assert Article.objects.count() == 0


def test_save_keeps_pictures_of_the_body_as_they_were_typed():
    body = f'<figure><img src="picture:{make_picture().pk}"></figure>'

    assert make_article(body=body).body == body
