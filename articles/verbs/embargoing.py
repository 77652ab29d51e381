"""The verbs of embargoes: giving a story to the trusted audience first, and then to the public.

An embargo is a publication of its own, which names the instant of its release. Whoever is the
first to find it due, or releases it by hand, closes it in the transaction that opens the public
one: so it is released once, however many try, and whoever dies in between leaves it as it was.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from articles.errors import NotUnderEmbargo, Refused
from articles.models import (
    Article,
    Audience,
    InternalReason,
    Publication,
    PublishedVersion,
    Revision,
)
from articles.verbs.publishing import Embargo, make_known, opening, prepare_publication
from articles.working.content import Content
from newsroom.changes.models import Change
from newsroom.changes.recording import Pending, record, unit_of_work


@unit_of_work
def embargo(
    article: Article,
    *,
    by: Any,
    until: datetime | None = None,
    based_on: int | None = None,
) -> PublishedVersion:
    """Publish the newest revision to the trusted audience, and to the public at an instant.

    Without ``until`` it is released by hand. Under embargo already, this is a newer version. What
    the public has of the story stays as it is. Raises what ``publish`` raises.
    """
    _check_instant(until)
    version, pending = prepare_publication(article, based_on=based_on, embargo=Embargo(until))
    record(pending, by=by)
    return version


@unit_of_work
def move_release(article: Article, *, by: Any, until: datetime | None = None) -> None:
    """Have what is under embargo released at another instant, or by hand only."""
    _check_instant(until)
    present = _lock(article)
    moved = present.opened_anew(embargoed_until=until)
    record([opening(moved, "embargo_moved")], by=by)


@unit_of_work
def release(article: Article, *, by: Any) -> PublishedVersion:
    """Give the public what is under embargo: the same version, with the same dates.

    Raises ``NotUnderEmbargo``.
    """
    present = _lock(article)
    record(_prepare_release(present), by=by)
    return present.version


@unit_of_work
def end_embargo(article: Article, *, by: Any, reason: str) -> None:
    """Take back what is under embargo, so that nobody is given it any more.

    What the public has stays as it is. ``reason`` stays inside. Raises ``NotUnderEmbargo``.
    """
    _lock(article)
    if not reason.strip():
        raise Refused({"reason": ["Give the internal reason."]})
    InternalReason.objects.create(article=article, action="embargo_ended", reason=reason, by=by)
    take_back_embargo(article)
    key = article.pk

    def close(seq: int) -> None:
        Publication.objects.embargoed().filter(article=key).update(seq_end=seq)

    record([Pending("article", key, "embargo_ended", close)], by=by)


def take_back_embargo(article: Article) -> None:
    """Hide for good the versions of the present embargo, if there is one."""
    rows = Publication.objects.filter(article=article, audience=Audience.TRUSTED)
    versions = [row.version_id for row in _present_run(rows.order_by("-seq"))]
    if versions:
        hidden = PublishedVersion.objects.filter(pk__in=versions, redacted_at=None)
        hidden.update(redacted_at=timezone.now())


def due_releases() -> list[uuid.UUID]:
    """Give the stories to be released by now by the database's clock, the oldest first."""
    due = _due().order_by("embargoed_until", "article_id")
    return list(due.values_list("article_id", flat=True))


@unit_of_work
def release_due(key: uuid.UUID) -> Publication | None:
    """Release a story that is due; None if another caller does it or did it, or it was moved.

    The change is by whoever had it embargoed. Never early: the instant is held against the
    database's clock once the article is locked.
    """
    locked = Article.objects.select_for_update(skip_locked=True).filter(pk=key).first()
    if locked is None:
        return None
    present: Publication | None = _due().filter(article=locked).select_related("version").first()
    if present is None:
        return None
    asked = Change.objects.select_related("by").get(seq=present.seq)
    record(_prepare_release(present), by=asked.by)
    return present


def _due() -> QuerySet:
    return Publication.objects.embargoed().filter(embargoed_until__lte=Now())


def _lock(article: Article) -> Publication:
    """Lock the article; gives what is under embargo. Raises ``NotUnderEmbargo``."""
    Article.objects.select_for_update().get(pk=article.pk)
    found = Publication.objects.embargoed().filter(article=article.pk)
    present: Publication | None = found.select_related("version").first()
    if present is None:
        raise NotUnderEmbargo("The story is not under embargo.")
    return present


def _prepare_release(present: Publication) -> list[Pending]:
    """Write what comes before the number; the article is locked."""
    revision = Revision.objects.get(
        article=present.article_id, number=present.version.revision_number
    )
    public = present.opened_anew(audience=Audience.PUBLIC, embargoed_until=None)
    return [*make_known(Content.from_json(revision.content)), opening(public, "released")]


def _present_run(rows: QuerySet) -> Sequence[Publication]:
    """Give the rows of the present embargo, the newest first: each ended where the next began."""
    run: list[Publication] = []
    for row in rows:
        if row.seq_end != (run[-1].seq if run else None):
            break
        run.append(row)
    return run


def _check_instant(until: datetime | None) -> None:
    if until is not None and until <= timezone.now():
        raise Refused({"until": ["Choose a moment in the future."]})
