"""Stories, regions and actors as ordinary relational models."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Region(models.Model):
    uid = models.UUIDField(unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    code = models.CharField(max_length=6, null=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    groupings = models.ManyToManyField("self", symmetrical=False, related_name="members")


class Actor(models.Model):
    uid = models.UUIDField(unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)


class ActorAlias(models.Model):
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)


class Author(models.Model):
    uid = models.UUIDField(unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=200)


class Article(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"

    uid = models.UUIDField(unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    status = models.CharField(max_length=9, choices=Status, default=Status.DRAFT)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    body = models.TextField()
    editors_note = models.TextField(blank=True)
    usage_terms = models.CharField(max_length=500, blank=True)
    genre = models.CharField(max_length=10)
    language = models.CharField(max_length=35)
    version = models.PositiveIntegerField(default=1)
    word_count = models.PositiveIntegerField()
    reading_minutes = models.PositiveIntegerField()
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    translation_of = models.ForeignKey(
        "self", null=True, on_delete=models.SET_NULL, related_name="translations"
    )
    regions = models.ManyToManyField(Region, related_name="articles")
    actors = models.ManyToManyField(Actor, related_name="articles")
    authors = models.ManyToManyField(Author, related_name="articles")
    search_vector = SearchVectorField(null=True)

    class Meta:
        ordering = ["-published_at", "-id"]
        indexes = [
            models.Index(fields=["status", "-published_at", "-id"], name="article_newest"),
            models.Index(fields=["status", "-updated_at", "-id"], name="article_updated"),
            models.Index(fields=["genre"], name="article_genre"),
            models.Index(fields=["language"], name="article_language"),
            GinIndex(fields=["search_vector"], name="article_search"),
        ]


class RelatedLink(models.Model):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="related_links")
    position = models.PositiveSmallIntegerField()
    target = models.ForeignKey(Article, null=True, on_delete=models.SET_NULL, related_name="+")
    url = models.URLField(max_length=500, blank=True)
    title = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]


class Correction(models.Model):
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(max_length=13)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]
