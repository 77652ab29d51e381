"""What a save refuses: everything that is wrong with a content, told at once and by field."""

import dataclasses
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError

from articles.body import BodyRefused, canonicalise, pictures_in
from articles.body.characters import forbidden_characters
from articles.errors import Refused
from articles.language import canonical_language
from articles.models import Article, ArticleSlug, Author, RelatedLink
from articles.working.content import PLAIN_FIELDS, Content, Link
from newsroom.images.models import Picture
from taxonomy.models import Actor, Region

# The longest value of each text, which a text field itself does not hold a verb to.
LIMITS = {
    "title": 200,
    "slug": 120,
    "summary": 1_000,
    "editors_note": 2_000,
    "partners_note": 2_000,
    "usage_terms": 500,
}
Problems = dict[str, list[str]]


def checked(article: Article, content: Content) -> Content:
    """Give the content in canonical form, or raise ``Refused`` with everything that is wrong."""
    problems: Problems = {}
    try:
        content = dataclasses.replace(content, body=canonicalise(content.body))
    except BodyRefused as refusal:
        problems["body"] = [str(problem) for problem in refusal.problems]
    try:
        content = dataclasses.replace(content, language=canonical_language(content.language))
    except (ValidationError, ValueError):
        problems["language"] = [f"“{content.language}” is not a BCP 47 language tag."]
    content = dataclasses.replace(
        content,
        byline=_each_once(content.byline),
        regions=_each_once(content.regions),
        actors=_each_once(content.actors),
    )
    found = (
        *_plain_problems(content, set(problems)),
        *_place_problems(article, content),
        *missing_rows(content),
        *(("related_links", line) for line in _links_problems(article, content.related_links)),
    )
    for name, line in found:
        problems.setdefault(name, []).append(line)
    if problems:
        raise Refused(problems)
    return content


def _each_once(keys: list[int]) -> list[int]:
    return list(dict.fromkeys(keys))


def _plain_problems(content: Content, known: set[str]) -> Iterator[tuple[str, str]]:
    for name, limit in LIMITS.items():
        yield from ((name, line) for line in _text_problems(getattr(content, name), limit))
    row = Article(**{name: getattr(content, name) for name in PLAIN_FIELDS})
    try:
        # The lengths have been told.
        row.clean_fields(exclude=["id", *known, *_too_long(content)])
    except ValidationError as error:
        yield from ((name, line) for name, lines in error.message_dict.items() for line in lines)


def _too_long(content: Content) -> list[str]:
    return [name for name, limit in LIMITS.items() if len(getattr(content, name)) > limit]


def _text_problems(text: str, limit: int) -> Iterator[str]:
    """What is too long, cannot be stored or would deceive readers."""
    yield from forbidden_characters(text).values()
    if len(text) > limit:
        yield f"This has {len(text)} characters; {limit} are allowed."


def _place_problems(article: Article, content: Content) -> Iterator[tuple[str, str]]:
    """Slug and original: how the story stands to others."""
    if ArticleSlug.objects.filter(slug=content.slug).exclude(article=article.pk).exists():
        yield "slug", "Another story has or had this slug; slugs are never used again."
    if content.translation_of is None:
        return
    original = Article.objects.filter(pk=content.translation_of).first()
    is_chain = (
        original is None
        or original.pk == article.pk
        or original.translation_of_id is not None
        or Article.objects.filter(translation_of=article.pk).exists()
    )
    if is_chain:
        yield "translation_of", "Choose the original, which is itself no translation."


def missing_rows(content: Content) -> Iterator[tuple[str, str]]:
    """Tell of rows that the content names and that are not there, by field."""
    gone = "One of these has been deleted: choose another."
    if Author.objects.filter(pk__in=content.byline).count() < len(content.byline):
        yield "byline", gone
    if Region.objects.filter(pk__in=content.regions).count() < len(content.regions):
        yield "regions", gone
    if Actor.objects.filter(pk__in=content.actors).count() < len(content.actors):
        yield "actors", gone
    if content.picture and not Picture.objects.filter(pk=content.picture).exists():
        yield "picture", "There is no such picture: choose another."
    placed = pictures_in(content.body)
    for key in sorted({*placed} - {*Picture.objects.in_bulk(placed)}):
        yield "body", f"There is no picture {key}: copy the code of one from its page."


def _links_problems(article: Article, links: list[Link]) -> Iterator[str]:
    targets = [link.target for link in links if link.target]
    pictures = {link.picture for link in links if link.picture}
    if len(targets) != len(set(targets)):
        yield "A story is linked twice."
    if article.pk in targets:
        yield "A story cannot be related to itself."
    if Article.objects.filter(pk__in=targets).count() < len(set(targets)):
        yield "There is no such story: choose another."
    if Picture.objects.filter(pk__in=pictures).count() < len(pictures):
        yield "There is no such picture: choose another."
    for number, link in enumerate(links, 1):
        yield from (f"Link {number}: {line}" for line in _link_problems(link))


def _link_problems(link: Link) -> Iterable[str]:
    if bool(link.target) == bool(link.url):
        return ["Give either an article or an outside address."]
    lines = [*_text_problems(link.title, 200), *_text_problems(link.summary, 1_000)]
    if link.url and not link.url.startswith(("https://", "http://")):
        return [*lines, "Give an address that begins with https://."]
    if link.url and not link.title:
        lines.append("A link to an outside address needs a title.")
    try:
        RelatedLink(url=link.url).clean_fields(exclude=["article", "target", "title"])
    except ValidationError as error:
        lines.extend(error.messages)
    return lines
