"""The verbs that change a working copy: save, and restore a revision.

Neither is seen by the world, so neither takes a change number.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.errors import EditConflict, Refused, refusal
from articles.models import (
    Article,
    ArticleActor,
    ArticleRegion,
    ArticleSlug,
    BylineEntry,
    Publication,
    RelatedLink,
    Revision,
)
from articles.verbs.checking import checked
from articles.working.content import PLAIN_FIELDS, Content


@transaction.atomic
def save(
    article: Article,
    content: Content,
    *,
    by: Any,
    based_on: int | None,
    restored_from: int | None = None,
) -> Revision:
    """Write the content into the working copy, new or not, and keep a revision of it.

    ``based_on`` is the number of the revision that the editor had before their eyes (0 for a new
    article, None to write whatever is there). Raises ``EditConflict`` if another has been saved
    since, and ``Refused`` with the fields concerned if something is wrong or would be lost; then
    nothing is written. The language and the body are stored in canonical form.
    """
    is_new = article._state.adding
    if not is_new:
        article = Article.objects.select_for_update().get(pk=article.pk)
    if article.revisions.filter(erased_at__isnull=False).exists():
        raise Refused("The text of this story has been erased for good.")
    if based_on is not None and article.revision_number != based_on:
        raise _conflict(article)
    content = checked(article, content)
    try:
        with transaction.atomic():
            _write(article, content)
    except IntegrityError as error:
        raise refusal(error) or error from error
    return Revision.objects.create(
        article=article,
        number=article.revision_number,
        content=content.to_json(),
        saved_at=timezone.now(),
        saved_by=by,
        restored_from=restored_from,
    )


def restore(revision: Revision, *, by: Any, based_on: int | None) -> Revision:
    """Save the content of an old revision as the newest one."""
    if revision.erased_at:
        raise Refused("This revision has been erased.")
    content = Content.from_json(revision.content)
    return save(revision.article, content, by=by, based_on=based_on, restored_from=revision.number)


def _conflict(article: Article) -> EditConflict:
    newest = article.revisions.select_related("saved_by").first()
    who = newest.saved_by if newest and newest.saved_by else "Somebody else"
    when = f"{newest.saved_at:%H:%M} UTC" if newest else "the meantime"
    return EditConflict(
        f"{who} saved this article at {when}. Your changes have not been saved: open the article "
        "again beside this page and carry them over."
    )


def _write(article: Article, content: Content) -> None:
    old_slug = article.slug
    for name in PLAIN_FIELDS:
        setattr(article, name, getattr(content, name))
    article.translation_of_id = content.translation_of
    article.picture_id = content.picture
    article.revision_number += 1
    article.save()
    if old_slug and old_slug != content.slug:
        _free_slug(article, old_slug)
    _write_entries(article, BylineEntry, "author_id", content.byline)
    _write_entries(article, ArticleRegion, "region_id", content.regions)
    _write_entries(article, ArticleActor, "actor_id", content.actors)
    article.relatedlink_set.all().delete()
    RelatedLink.objects.bulk_create(
        RelatedLink(
            article=article,
            position=position,
            target_id=link.target,
            url=link.url,
            title=link.title,
            summary=link.summary,
            picture_id=link.picture,
        )
        for position, link in enumerate(content.related_links)
    )


def _free_slug(article: Article, slug: str) -> None:
    """Give up a slug that no reader has ever seen."""
    if not Publication.objects.filter(article=article, slug=slug).exists():
        ArticleSlug.objects.filter(article=article, slug=slug).delete()


def _write_entries(article: Article, model: Any, column: str, keys: list[int]) -> None:
    model.objects.filter(article=article).delete()
    model.objects.bulk_create(
        model(article=article, position=position, **{column: key})
        for position, key in enumerate(keys)
    )
