"""The verbs that change a working copy: save, and restore a revision.

Neither is seen by the world, so neither takes a change number.
"""

import dataclasses
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.body import BodyRefused, canonicalise
from articles.body.characters import forbidden_characters
from articles.errors import EditConflict, Refused, refusal
from articles.language import canonical_language
from articles.models import (
    Article,
    ArticleActor,
    ArticleRegion,
    ArticleSlug,
    Author,
    BylineEntry,
    Publication,
    RelatedLink,
    Revision,
)
from articles.working.content import PLAIN_FIELDS, Content
from newsroom.images.models import Picture
from taxonomy.models import Actor, Region

LISTS = {"byline": Author, "regions": Region, "actors": Actor}
TEXT_FIELDS = ("title", "slug", "summary", "editors_note", "partners_note", "usage_terms")


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
    content = _checked(article, content)
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


def _checked(article: Article, content: Content) -> Content:
    """Give the content in canonical form, or raise ``Refused`` with everything that is wrong."""
    problems: dict[str, list[str]] = {}
    try:
        content = dataclasses.replace(content, body=canonicalise(content.body))
    except BodyRefused as refusal:
        problems["body"] = [str(problem) for problem in refusal.problems]
    try:
        content = dataclasses.replace(content, language=canonical_language(content.language))
    except (ValidationError, ValueError):
        problems["language"] = [f"“{content.language}” is not a BCP 47 language tag."]
    if ArticleSlug.objects.filter(slug=content.slug).exclude(article=article.pk).exists():
        problems["slug"] = ["Another story has or had this slug; slugs are never used again."]
    if content.translation_of and _is_translation(content, article):
        problems["translation_of"] = ["Choose the original, which is itself no translation."]
    for name, model in LISTS.items():
        keys = list(dict.fromkeys(getattr(content, name)))
        content = dataclasses.replace(content, **{name: keys})
        if model.objects.filter(pk__in=keys).count() < len(keys):
            problems[name] = ["One of these has been deleted: choose another."]
    problems.update(_missing_pictures(content))
    row = Article(**{name: getattr(content, name) for name in PLAIN_FIELDS})
    try:
        row.clean_fields(exclude=["id", *problems])
    except ValidationError as error:
        problems.update(error.message_dict)
    problems.update(_link_problems(article, content))
    problems.update(_text_problems(content, set(problems)))
    if problems:
        raise Refused(problems)
    return content


def _is_translation(content: Content, article: Article) -> bool:
    original = Article.objects.filter(pk=content.translation_of)
    return (
        content.translation_of == article.pk
        or original.filter(translation_of__isnull=False).exists()
        or Article.objects.filter(translation_of=article.pk).exists()
    )


def _missing_pictures(content: Content) -> dict[str, list[str]]:
    named = {
        "picture": {content.picture},
        "related_links": {link.picture for link in content.related_links},
    }
    rows = Picture.objects.filter(pk__in=set().union(*named.values()) - {None})
    known = set(rows.values_list("pk", flat=True))
    sentence = "There is no such picture: choose another."
    return {name: [sentence] for name, keys in named.items() if keys - known - {None}}


def _link_problems(article: Article, content: Content) -> dict[str, list[str]]:
    problems = []
    targets = [link.target for link in content.related_links if link.target]
    if len(targets) != len(set(targets)):
        problems.append("A story is linked twice.")
    if article.pk in targets:
        problems.append("A story cannot be related to itself.")
    for number, link in enumerate(content.related_links, 1):
        if bool(link.target) == bool(link.url):
            problems.append(f"Link {number}: give either an article or an outside address.")
            continue
        row = RelatedLink(url=link.url, title=link.title, summary=link.summary)
        if link.url and not link.title:
            problems.append(f"Link {number}: a link to an outside address needs a title.")
        try:
            row.clean_fields(exclude=["id", "article", "target", "position"])
        except ValidationError as error:
            problems.extend(f"Link {number}: {message}" for message in error.messages)
        if link.url and not link.url.startswith(("https://", "http://")):
            problems.append(f"Link {number}: give an address that begins with https://.")
    return {"related_links": problems} if problems else {}


def _text_problems(content: Content, known: set[str]) -> dict[str, list[str]]:
    """Refuse what is too long, cannot be stored or would deceive readers, field by field."""
    found: dict[str, list[str]] = {}
    for name in TEXT_FIELDS:
        text = getattr(content, name)
        found[name] = list(forbidden_characters(text).values())
        limit = Article._meta.get_field(name).max_length
        if len(text) > limit and name not in known:
            found[name].append(f"This has {len(text)} characters; {limit} are allowed.")
    limit = RelatedLink._meta.get_field("summary").max_length
    for number, link in enumerate(content.related_links, 1):
        lines = list(forbidden_characters(f"{link.url}{link.title}{link.summary}").values())
        if len(link.summary) > limit:
            lines.append(f"The summary has {len(link.summary)} characters; {limit} are allowed.")
        found.setdefault("related_links", []).extend(f"Link {number}: {line}" for line in lines)
    return {name: lines for name, lines in found.items() if lines and name not in known}


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
