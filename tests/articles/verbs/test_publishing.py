import hashlib
import json
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from articles.errors import EditConflict, NotPublic, NotPublishable, Refused
from articles.models import Article, Publication, PublishedVersion
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from newsroom.changes.models import Change
from tests.factories import (
    make_actor,
    make_article,
    make_content,
    make_place,
    make_published,
)

pytestmark = pytest.mark.django_db


def changes_since(seq: int) -> list[tuple[str, str]]:
    rows = Change.objects.filter(seq__gt=seq).order_by("seq")
    return list(rows.values_list("kind", "action"))


def newest() -> int:
    return Change.objects.order_by("-seq").values_list("seq", flat=True).first()


def test_publish_opens_one_public_row_with_the_last_number(editor):
    article = make_article(slug="s", regions=["russia"], by=editor)

    version = publish(article, by=editor)

    row = Publication.objects.get()
    change = Change.objects.get(seq=newest())
    assert (row.version, row.audience, row.seq, row.seq_end) == (version, "public", newest(), None)
    assert (change.kind, change.object_id, change.action, change.by) == (
        "article",
        article.pk,
        "published",
        editor,
    )


def test_publish_releases_new_tags_before_the_story():
    place = make_place("new-place", parent="kursk")
    actor = make_actor()
    before = newest()

    make_published(regions=[place], actors=[actor])

    assert changes_since(before) == [
        ("region", "released"),
        ("region", "released"),
        ("actor", "released"),
        ("article", "published"),
    ]


def test_second_publication_closes_the_first():
    article = make_published(slug="s")
    save(article, make_content(slug="s", title="Better"), by=None, based_on=1)

    second = publish(article, by=None)

    old, new = Publication.objects.order_by("seq")
    assert (old.seq_end, new.seq_end) == (new.seq, None)
    assert (second.number, second.card["title"]) == (2, "Better")
    assert Change.objects.get(seq=newest()).action == "updated"


def test_publish_takes_the_revision_that_is_named():
    article = make_article(slug="s", title="First")
    save(article, make_content(slug="s", title="Second"), by=None, based_on=1)

    version = publish(article, by=None, revision_number=1)

    assert (version.revision_number, version.card["title"]) == (1, "First")


def test_publish_of_another_than_the_newest_revision_seen_is_a_conflict():
    article = make_article(slug="s")
    save(article, make_content(slug="s"), by=None, based_on=1)

    with pytest.raises(EditConflict):
        publish(article, by=None, based_on=1)

    assert Publication.objects.count() == 0


def test_publish_names_what_is_missing():
    article = make_article(summary=" ", body="")
    before = newest()

    with pytest.raises(NotPublishable) as refusal:
        publish(article, by=None)

    assert refusal.value.problems == {
        "summary": ["A public story needs this."],
        "body": ["A public story needs this."],
    }
    assert newest() == before
    assert PublishedVersion.objects.count() == 0


def test_old_revision_with_a_deleted_tag_is_refused():
    actor = make_actor()
    article = make_article(slug="s", actors=[actor])
    save(article, make_content(slug="s"), by=None, based_on=1)
    actor.delete()

    with pytest.raises(NotPublishable) as refusal:
        publish(article, by=None, revision_number=1)

    assert refusal.value.problems == {"actors": ["One of these has been deleted: choose another."]}


def test_dates_follow_their_definitions():
    shown = datetime(2020, 5, 1, tzinfo=UTC)
    article = make_published(slug="s")
    first = Publication.objects.get()
    assert first.published_at == first.first_published_at == first.updated_at

    save(article, make_content(slug="s", display_at=shown), by=None, based_on=1)
    publish(article, by=None)
    second = Publication.objects.current().get()
    assert second.first_published_at == first.first_published_at
    assert second.published_at == shown
    assert second.updated_at > first.updated_at

    publish(article, by=None, minor=True)
    third = Publication.objects.current().get()
    assert third.updated_at == second.updated_at


def test_withdrawn_story_keeps_its_first_date_when_it_comes_back():
    article = make_published()
    first = Publication.objects.get().first_published_at
    withdraw(article, by=None, reason="Wrong.")

    publish(article, by=None)

    assert Publication.objects.current().get().first_published_at == first


def test_digest_is_of_the_synced_document():
    article = make_published(partners_note="For partners.")
    version = article.versions.get()
    synced = {
        **version.card,
        **version.document,
        "body": version.bodies["html"],
        "partners_note": "For partners.",
    }
    text = json.dumps(synced, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert version.digest == hashlib.sha256(text.encode()).hexdigest()


def test_correct_publishes_with_the_correction():
    article = make_published(slug="s", body='<h2 id="a">A</h2><p>Wrong.</p>')
    save(
        article,
        make_content(slug="s", body='<h2 id="a">A</h2><p>Right.</p>'),
        by=None,
        based_on=1,
    )

    version = correct(
        article, CorrectionText("correction", "It was wrong.", "a", "Wrong", "Right"), by=None
    )

    correction = article.corrections.get()
    assert (correction.version, correction.kind, correction.heading_id) == (
        version,
        "correction",
        "a",
    )
    assert [told["text"] for told in version.document["corrections"]] == ["It was wrong."]
    assert Change.objects.get(seq=newest()).action == "corrected"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (CorrectionText("apology", "x"), "kind"),
        (CorrectionText("correction", " "), "text"),
        (CorrectionText("correction", "x", "no-such-heading"), "heading_id"),
    ],
)
def test_wrong_correction_is_refused_by_field(told, field):
    article = make_published()

    with pytest.raises(Refused) as refusal:
        correct(article, told, by=None)

    assert list(refusal.value.problems) == [field]
    assert article.versions.count() == 1


def test_only_a_public_story_is_corrected():
    with pytest.raises(NotPublic):
        correct(make_article(), CorrectionText("correction", "x"), by=None)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM articles_publishedversion",
        "UPDATE articles_publishedversion SET card = '{}'",
        "UPDATE articles_publishedversion SET redacted_at = now(), number = 7",
        "UPDATE articles_publishedversion SET erased_at = now()",
        "DELETE FROM articles_publication",
        "UPDATE articles_publication SET slug = 'other'",
        "UPDATE articles_publication SET seq_end = 99999, slug = 'other'",
        "DELETE FROM articles_revision",
        'UPDATE articles_revision SET content = \'{"title": "x"}\'',
        "DELETE FROM articles_articleslug",
        "UPDATE articles_articleslug SET slug = 'other'",
    ],
)
def test_the_record_is_kept_by_the_database(statement):
    make_published()

    with (
        pytest.raises(IntegrityError, match="refused|not changed|only ever ended|stays"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_one_public_row_per_story_is_held_by_the_database():
    make_published()
    row = Publication.objects.get()
    row.pk = None

    with pytest.raises(IntegrityError, match="publication_current_once"), transaction.atomic():
        row.save(force_insert=True)


def test_article_instance_may_be_stale():
    article = make_article(slug="s", title="Old")
    stale = Article.objects.get()
    save(article, make_content(slug="s", title="New"), by=None, based_on=1)

    assert publish(stale, by=None).card["title"] == "New"
