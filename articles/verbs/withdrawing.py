"""The verbs that take back what was public: withdraw, redact and erase."""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.utils import timezone

from articles.errors import NotPublic, Refused
from articles.models import (
    Article,
    Correction,
    InternalReason,
    Publication,
    PublishedVersion,
    RelatedLink,
    Revision,
    Schedule,
    SearchEntry,
    Withdrawal,
)
from articles.verbs.embargoing import take_back_embargo
from newsroom.changes.recording import Pending, record, unit_of_work

ERASED = "Erased"


@unit_of_work
def withdraw(
    article: Article, *, by: Any, reason: str, message: str = "", shows_title: bool = False
) -> None:
    """Take a story back from the public, which reads ``message`` instead, and end any embargo.

    ``reason`` stays inside. The title is shown with the message only if told to.
    """
    record(
        [prepare_withdrawal(article, by, reason, message=message, shows_title=shows_title)], by=by
    )


def prepare_withdrawal(
    article: Article, by: Any, reason: str, *, message: str = "", shows_title: bool = False
) -> Pending:
    """Lock the article and write the reason; what is returned is still to be recorded."""
    Article.objects.select_for_update().get(pk=article.pk)
    live = Publication.objects.live().filter(article=article).select_related("version")
    publication = live.first()
    if publication is None:
        raise NotPublic("Only a public story can be withdrawn.")
    if not reason.strip():
        raise Refused({"reason": ["Give the internal reason."]})
    InternalReason.objects.create(article=article, action="withdrawn", reason=reason, by=by)
    take_back_embargo(article)
    withdrawal = Withdrawal(
        article_id=article.pk,
        at=timezone.now(),
        message=message,
        title=publication.version.card["title"] if shows_title else "",
    )

    def write(seq: int) -> None:
        Publication.objects.current().filter(article=article.pk).update(seq_end=seq)
        withdrawal.seq = seq
        withdrawal.save(force_insert=True)

    return Pending("article", article.pk, "withdrawn", write)


@unit_of_work
def redact(version: PublishedVersion, *, by: Any, reason: str) -> None:
    """Hide one old version from the public for good; its text is kept."""
    article = Article.objects.select_for_update().get(pk=version.article_id)
    if not reason.strip():
        raise Refused({"reason": ["Give the internal reason."]})
    if Publication.objects.current().filter(version=version).exists():
        raise Refused("This version is current: publish a better one or withdraw the story first.")
    redacted = PublishedVersion.objects.filter(pk=version.pk, redacted_at=None).update(
        redacted_at=timezone.now()
    )
    if not redacted:
        raise Refused("This version has already been redacted.")
    InternalReason.objects.create(
        article=article, action="redacted", version_number=version.number, reason=reason, by=by
    )
    record([Pending("article", article.pk, "redacted")], by=by)


@unit_of_work
def erase(article: Article, *, by: Any, reason: str) -> None:
    """Blank the text of a withdrawn story everywhere, for good.

    Numbers, times, digests and slugs stay, and so does the reason.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    if not reason.strip():
        raise Refused({"reason": ["Give the internal reason."]})
    if Publication.objects.current().filter(article=article).exists():
        raise Refused("Withdraw the story, or end its embargo, before its text is erased.")
    _blank_history(article)
    _blank_working_copy(article)
    InternalReason.objects.create(article=article, action="erased", reason=reason, by=by)
    if article.versions.exists():
        record([Pending("article", article.pk, "erased")], by=by)


def _blank_history(article: Article) -> None:
    now = timezone.now()
    article.versions.filter(erased_at=None).update(
        card={}, document={}, bodies={}, partners_note="", erased_at=now
    )
    SearchEntry.objects.filter(version__article=article).delete()
    Revision.objects.filter(article=article, erased_at=None).update(content={}, erased_at=now)
    Correction.objects.filter(article=article).update(text="", old_wording="", new_wording="")
    Withdrawal.objects.filter(article=article).update(message="", title="")
    Schedule.objects.filter(article=article).update(message="", reason="", outcome="")
    LogEntry.objects.filter(object_id=str(article.pk)).update(object_repr=ERASED, change_message="")


def _blank_working_copy(article: Article) -> None:
    for name in ("summary", "body", "editors_note", "partners_note", "usage_terms"):
        setattr(article, name, "")
    article.title = ERASED
    article.picture = None
    article.save()
    article.bylineentry_set.all().delete()
    RelatedLink.objects.filter(article=article).delete()
