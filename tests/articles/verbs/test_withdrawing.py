import pytest
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection

from articles.errors import NotPublic, Refused
from articles.models import (
    Article,
    InternalReason,
    Publication,
    PublishedVersion,
    Revision,
    Withdrawal,
)
from articles.verbs.publishing import CorrectionText, correct, publish
from articles.verbs.saving import restore, save
from articles.verbs.withdrawing import erase, redact, withdraw
from articles.working.content import Link
from newsroom.changes.models import Change
from tests.factories import make_article, make_content, make_published

pytestmark = pytest.mark.django_db


def newest_action() -> str:
    return Change.objects.order_by("-seq").first().action


def test_withdraw_closes_the_public_row_and_keeps_the_reason_inside(editor):
    article = make_published(title="T")

    withdraw(article, by=editor, reason="Libel.", message="Taken back.", shows_title=True)

    row, withdrawal = Publication.objects.get(), Withdrawal.objects.get()
    assert row.seq_end == withdrawal.seq
    assert (withdrawal.message, withdrawal.title, withdrawal.seq_end) == ("Taken back.", "T", None)
    assert list(InternalReason.objects.values_list("action", "reason", "by__username")) == [
        ("withdrawn", "Libel.", "editor")
    ]
    assert newest_action() == "withdrawn"


def test_publishing_again_ends_the_withdrawal():
    article = make_published()
    withdraw(article, by=None, reason="x")

    publish(article, by=None)

    assert Withdrawal.objects.get().seq_end == Publication.objects.current().get().seq


def test_only_a_public_story_is_withdrawn_and_only_with_a_reason():
    with pytest.raises(NotPublic):
        withdraw(make_article(), by=None, reason="x")

    story = make_published()
    with pytest.raises(Refused):
        withdraw(story, by=None, reason="  ")
    assert Publication.objects.current().count() == 1


def test_redact_hides_an_old_version_and_keeps_its_text():
    article = make_published(slug="s", title="Old")
    save(article, make_content(slug="s", title="New"), by=None, based_on=1)
    publish(article, by=None)
    old, current = PublishedVersion.objects.order_by("number")

    redact(old, by=None, reason="A name.")

    old.refresh_from_db()
    assert old.redacted_at is not None
    assert old.card["title"] == "Old"
    assert newest_action() == "redacted"
    with pytest.raises(Refused, match="already been redacted"):
        redact(old, by=None, reason="Again.")
    with pytest.raises(Refused, match="This version is current"):
        redact(current, by=None, reason="x")


def test_erase_blanks_the_text_everywhere_but_keeps_the_record():
    word = "unforgettable"
    target = make_published()
    article = make_published(
        slug="s",
        title=word,
        summary=word,
        body=f"<p>{word}</p>",
        editors_note=word,
        partners_note=word,
        related_links=[Link(target=target.pk, title=word, summary=word)],
    )
    correct(article, CorrectionText("correction", word, None, word, word), by=None)
    LogEntry.objects.create(
        user_id=_user(),
        content_type=ContentType.objects.get_for_model(Article),
        object_id=str(article.pk),
        object_repr=word,
        action_flag=CHANGE,
        change_message=word,
    )
    withdraw(article, by=None, reason="Court order.", message=word, shows_title=True)
    kept = list(PublishedVersion.objects.filter(article=article).values_list("number", "digest"))

    erase(article, by=None, reason="Court order.")

    assert list(
        PublishedVersion.objects.filter(article=article).values_list("number", "digest")
    ) == (kept)
    assert newest_action() == "erased"
    assert _rows_with(word) == []
    with pytest.raises(Refused, match="erased"):
        restore(Revision.objects.filter(article=article).first(), by=None, based_on=None)
    with pytest.raises(Refused):
        publish(article, by=None)


def test_public_story_is_not_erased():
    with pytest.raises(Refused, match="Withdraw the story"):
        erase(make_published(), by=None, reason="x")


def _user() -> int:
    return User.objects.create_user("u").pk


def _rows_with(word: str) -> list[str]:
    """Search every column of every table for a word."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS row WHERE row::text LIKE %s', [f"%{word}%"]
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found
