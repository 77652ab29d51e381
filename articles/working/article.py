"""The working copy of a story: what editors see, and no reader ever does."""

import uuid

from django.db import models
from django.db.models import F, Q

from articles.genre import Genre
from articles.language import validate_language
from newsroom.images.models import Picture
from taxonomy.models import Actor, Region
from taxonomy.tag import SLUG_PATTERN, slug_validator


class Author(models.Model):
    """Somebody whose name stands over stories. The slug is part of addresses and never changes."""

    uid = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    slug = models.CharField(max_length=120, unique=True, validators=[slug_validator])
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__regex=SLUG_PATTERN), name="author_slug_is_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Article(models.Model):
    """One story. Rows change by the verb ``save`` only, which also keeps a revision."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision_number = models.PositiveIntegerField(
        default=0, editable=False, help_text="Number of the newest revision."
    )
    title = models.CharField(max_length=200)
    slug = models.CharField(max_length=120, unique=True, validators=[slug_validator])
    summary = models.TextField(max_length=1_000, blank=True)
    body = models.TextField(max_length=200_000, blank=True)
    editors_note = models.TextField(
        "editor's note", max_length=2_000, blank=True, help_text="Public: shown with the story."
    )
    partners_note = models.TextField(
        "note to partners", max_length=2_000, blank=True, help_text="Not public."
    )
    genre = models.CharField(max_length=10, choices=Genre, default=Genre.NEWS)
    language = models.CharField(
        max_length=35,
        default="en",
        validators=[validate_language],
        help_text="BCP 47, for example en, fr or zh-Hans.",
    )
    translation_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="translations",
        help_text="The original that this story translates.",
    )
    byline = models.ManyToManyField(Author, through="BylineEntry", related_name="articles")
    regions = models.ManyToManyField(Region, through="ArticleRegion", related_name="articles")
    actors = models.ManyToManyField(Actor, through="ArticleActor", related_name="articles")
    picture = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    display_at = models.DateTimeField(
        "publication date",
        null=True,
        blank=True,
        help_text="Shown as the date of publication; empty means the moment of first publication.",
    )
    usage_terms = models.CharField(max_length=500, blank=True)
    syndicatable = models.BooleanField("may be syndicated", default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(slug__regex=SLUG_PATTERN), name="article_slug_is_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(translation_of=None) | ~Q(translation_of=F("id")),
                name="article_not_translation_of_itself",
            ),
        ]
        permissions = [
            ("publish_article", "Can publish, schedule and correct articles"),
            ("withdraw_article", "Can withdraw articles"),
            ("redact_article", "Can redact published versions"),
            ("erase_article", "Can erase the text of articles for good"),
        ]

    def __str__(self) -> str:
        return self.title


class ArticleSlug(models.Model):
    """Who owns a slug. A slug that was ever public stays with its story for good."""

    slug = models.CharField(max_length=120, primary_key=True)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="slugs")

    def __str__(self) -> str:
        return self.slug


class OrderedEntry(models.Model):
    """One place in an ordered list of an article; 0 is the first."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "position"], name="%(class)s_position_once")
        ]


class BylineEntry(OrderedEntry):
    author = models.ForeignKey(Author, on_delete=models.PROTECT)

    class Meta(OrderedEntry.Meta):
        constraints = [
            *OrderedEntry.Meta.constraints,
            models.UniqueConstraint(fields=["article", "author"], name="byline_once"),
        ]

    def __str__(self) -> str:
        return str(self.author)


class ArticleRegion(OrderedEntry):
    region = models.ForeignKey(Region, on_delete=models.PROTECT)

    class Meta(OrderedEntry.Meta):
        constraints = [
            *OrderedEntry.Meta.constraints,
            models.UniqueConstraint(fields=["article", "region"], name="article_region_once"),
        ]

    def __str__(self) -> str:
        return str(self.region)


class ArticleActor(OrderedEntry):
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT)

    class Meta(OrderedEntry.Meta):
        constraints = [
            *OrderedEntry.Meta.constraints,
            models.UniqueConstraint(fields=["article", "actor"], name="article_actor_once"),
        ]

    def __str__(self) -> str:
        return str(self.actor)


class RelatedLink(OrderedEntry):
    """A link to another article or to an outside address.

    An empty title, summary or picture means the target's own.
    """

    target = models.ForeignKey(
        Article, null=True, blank=True, on_delete=models.PROTECT, related_name="linked_from"
    )
    url = models.URLField("outside address", max_length=500, blank=True)
    title = models.CharField(max_length=200, blank=True)
    summary = models.TextField(max_length=1_000, blank=True)
    picture = models.ForeignKey(
        Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(OrderedEntry.Meta):
        constraints = [
            *OrderedEntry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(target__isnull=False, url="") | (Q(target=None) & ~Q(url="")),
                name="related_link_has_one_target",
            ),
            models.CheckConstraint(
                condition=Q(target=None) | ~Q(target=F("article")),
                name="related_link_not_to_itself",
            ),
            models.CheckConstraint(
                condition=Q(url="") | ~Q(title=""), name="related_link_outside_has_title"
            ),
            models.UniqueConstraint(fields=["article", "target"], name="related_link_target_once"),
        ]

    def __str__(self) -> str:
        return self.title or str(self.target or self.url)
