"""The verbs that make a story public or change what is public of it: publish and correct."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.body import Heading, parse
from articles.errors import EditConflict, NotPublic, NotPublishable, Refused, UnderEmbargo
from articles.models import (
    Article,
    Audience,
    Author,
    Correction,
    Publication,
    PublicAuthor,
    PublishedVersion,
    Revision,
    Withdrawal,
)
from articles.published.search.indexing import index_versions
from articles.verbs.checking import missing_rows
from articles.verbs.rendering import Dates, render
from articles.working.content import Content
from newsroom.changes.recording import Pending, record, unit_of_work
from taxonomy.models import Actor, Region
from taxonomy.releasing import release_pending

REQUIRED = ("title", "slug", "summary", "body")


@dataclass(frozen=True)
class CorrectionText:
    """What readers are told. ``heading_id`` None means the whole story."""

    kind: str
    text: str
    heading_id: str | None = None
    old_wording: str = ""
    new_wording: str = ""


@dataclass(frozen=True)
class Embargo:
    """``until`` None means until somebody releases the story."""

    until: datetime | None


@unit_of_work
def publish(
    article: Article,
    *,
    by: Any,
    revision_number: int | None = None,
    minor: bool = False,
    based_on: int | None = None,
) -> PublishedVersion:
    """Make a revision public, the newest unless another is named.

    Releases the tags that the public does not know yet. A minor publication leaves ``updated_at``
    alone. Raises ``EditConflict`` if ``based_on`` is given and is not the newest revision,
    ``NotPublishable`` with the fields that a public story needs, and ``UnderEmbargo``.
    """
    version, pending = prepare_publication(
        article, revision_number=revision_number, minor=minor, based_on=based_on
    )
    record(pending, by=by)
    return version


@unit_of_work
def correct(
    article: Article,
    correction: CorrectionText,
    *,
    by: Any,
    minor: bool = False,
    based_on: int | None = None,
) -> PublishedVersion:
    """Publish the newest revision of a story together with a correction.

    To those who have the story: of one under embargo the public learns nothing yet.
    """
    version, pending = prepare_publication(
        article, minor=minor, based_on=based_on, correction=correction
    )
    record(pending, by=by)
    return version


def prepare_publication(
    article: Article,
    *,
    revision_number: int | None = None,
    minor: bool = False,
    based_on: int | None = None,
    correction: CorrectionText | None = None,
    embargo: Embargo | None = None,
) -> tuple[PublishedVersion, list[Pending]]:
    """Lock the article and write everything wide; what is returned is still to be recorded.

    For an ``embargo`` only the trusted audience gets it, and tags and authors that the public
    does not know stay unknown.
    """
    article = Article.objects.select_for_update().get(pk=article.pk)
    if based_on is not None and article.revision_number != based_on:
        raise EditConflict("The article has been saved by somebody else since you opened it.")
    embargo = _embargo(article, asked=embargo, is_correction=correction is not None)
    revision = _revision(article, revision_number)
    content = Content.from_json(revision.content)
    _refuse_incomplete(content)
    now = timezone.now()
    history = list(_history(article))
    dates = _dates(content, history, now=now, minor=minor)
    number = article.versions.count() + 1
    told = list(article.corrections.filter(version__in=[row.version_id for row in history]))
    told.sort(key=lambda one: one.at)
    if correction:
        told.append(_correction(article, content, correction, at=now))
    rendered = render(article.pk, content, number=number, dates=dates, corrections=told)
    version = PublishedVersion.objects.create(
        article=article,
        number=number,
        revision_number=revision.number,
        created_at=now,
        **vars(rendered),
    )
    index_versions([version.pk])
    if correction:
        told[-1].version = version
        told[-1].save()
    publication = _publication(version, content, dates)
    if embargo:
        publication.audience = Audience.TRUSTED
        publication.embargoed_until = embargo.until
        action = "embargo_corrected" if correction else "embargoed"
        return version, [opening(publication, action)]
    action = "corrected" if correction else "updated" if history else "published"
    return version, [*make_known(content), opening(publication, action)]


def make_known(content: Content) -> list[Pending]:
    """Make known to the public whose names come with a story; gives what is to be recorded."""
    _know_authors(content)
    return _release(content)


def opening(publication: Publication, action: str) -> Pending:
    """Give the change that opens a row in place of what is current."""
    return Pending("article", publication.article_id, action, lambda seq: _open(publication, seq))


def _embargo(article: Article, *, asked: Embargo | None, is_correction: bool) -> Embargo | None:
    """Say under which embargo to publish: a correction stays under the one that there is."""
    current = list(Publication.objects.current().filter(article=article))
    present = next((row for row in current if row.audience == Audience.TRUSTED), None)
    if is_correction and not current:
        raise NotPublic("Only a public story can be corrected.")
    if is_correction and present:
        return Embargo(present.embargoed_until)
    if present and not asked:
        raise UnderEmbargo("The story is under embargo: release it, or end the embargo first.")
    return asked


def _history(article: Article) -> QuerySet:
    """Give what was published, the newest first, without embargoes that came to nothing."""
    rows = Publication.objects.filter(article=article).order_by("-seq")
    return rows.filter(Q(audience=Audience.PUBLIC) | Q(version__redacted_at=None))


def _revision(article: Article, number: int | None) -> Revision:
    revision = article.revisions.filter(number=number or article.revision_number).first()
    if revision is None or revision.erased_at:
        raise NotPublishable("There is no such revision to publish.")
    return revision


def _refuse_incomplete(content: Content) -> None:
    missing = [name for name in REQUIRED if not getattr(content, name).strip()]
    problems = {name: ["A public story needs this."] for name in missing}
    # An old revision may name a tag that was deleted since.
    for name, line in missing_rows(content):
        problems.setdefault(name, []).append(line)
    if problems:
        raise NotPublishable(problems)


def _dates(
    content: Content, history: Sequence[Publication], *, now: datetime, minor: bool
) -> Dates:
    first = history[-1].first_published_at if history else now
    return Dates(
        first_published_at=first,
        published_at=content.display_at or first,
        updated_at=history[0].updated_at if history and minor else now,
    )


def _correction(
    article: Article, content: Content, told: CorrectionText, *, at: datetime
) -> Correction:
    problems = {}
    if told.kind not in Correction.Kind.values:
        problems["kind"] = [f"Choose one of {', '.join(Correction.Kind.values)}."]
    if not told.text.strip():
        problems["text"] = ["Tell readers what was put right."]
    headings = [block.id for block in parse(content.body) if isinstance(block, Heading)]
    if told.heading_id and told.heading_id not in headings:
        problems["heading_id"] = [f"The body has no such heading; it has {', '.join(headings)}."]
    if problems:
        raise Refused(problems)
    return Correction(
        article=article, at=at, **{**vars(told), "heading_id": told.heading_id or None}
    )


def _release(content: Content) -> list[Pending]:
    regions = Region.objects.in_bulk(content.regions)
    actors = Actor.objects.in_bulk(content.actors)
    return release_pending([*regions.values(), *actors.values()])


def _know_authors(content: Content) -> None:
    PublicAuthor.objects.bulk_create(
        [
            PublicAuthor(id=author.pk, uid=author.uid, slug=author.slug, name=author.name)
            for author in Author.objects.filter(pk__in=content.byline).order_by("pk")
        ],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["name"],
    )


def _publication(version: PublishedVersion, content: Content, dates: Dates) -> Publication:
    return Publication(
        version=version,
        article_id=version.article_id,
        slug=content.slug,
        language=content.language,
        genre=content.genre,
        original_id=content.translation_of or version.article_id,
        region_ids=content.regions,
        actor_ids=content.actors,
        author_ids=content.byline,
        has_image=content.picture is not None,
        has_correction=bool(version.document["corrections"]),
        has_editors_note=bool(content.editors_note),
        syndicatable=content.syndicatable,
        **vars(dates),
    )


def _open(publication: Publication, seq: int) -> None:
    """Close what was current and open this row, by key only.

    What is opened under embargo leaves alone what the public has.
    """
    article = publication.article_id
    current = Publication.objects.current().filter(article=article)
    if publication.audience == Audience.TRUSTED:
        current = current.filter(audience=Audience.TRUSTED)
    else:
        Withdrawal.objects.current().filter(article=article).update(seq_end=seq)
    current.update(seq_end=seq)
    publication.seq = seq
    publication.save(force_insert=True)
