"""The published side: what was published, when, to whom, and what was taken back."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, JSONField, Q


class LinkedStories(Func):
    """Of a document, the ids of the stories that it links to; null stands for other addresses."""

    template = "jsonb_path_query_array(%(expressions)s, '$.related_links[*].article')"
    output_field = JSONField()


class PublishedVersion(models.Model):
    """What was published: immutable, but for ``redacted_at`` and erasing.

    ``card`` and ``document`` hold the story's own facts only, in the shape that the API gives
    out; tags and linked stories are ids, joined with their names when an answer is made.
    """

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="versions"
    )
    number = models.PositiveIntegerField()
    revision_number = models.PositiveIntegerField(help_text="The revision that was published.")
    card = models.JSONField()
    document = models.JSONField(help_text="What the detail has beyond the card.")
    bodies = models.JSONField(help_text="The body by format: html, blocks, text, markdown.")
    partners_note = models.TextField(blank=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the synced document, hex.")
    created_at = models.DateTimeField()
    redacted_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="version_number_once"),
            models.CheckConstraint(condition=Q(number__gt=0), name="version_number_is_positive"),
        ]
        indexes = [
            # Holds all that checksums read, beside documents that are a hundred times as long.
            models.Index(fields=["id"], include=["digest"], name="version_digest"),
            GinIndex(LinkedStories("document"), name="version_links", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.card.get('title', self.article_id)}, version {self.number}"


class Audience(models.TextChoices):
    """To whom something is published: to everybody, or under embargo."""

    PUBLIC = "public"
    TRUSTED = "trusted"


# Of these changes the public learns nothing.
TRUSTED_ACTIONS = ("embargoed", "embargo_corrected", "embargo_moved", "embargo_ended")


class TemporalQuerySet(models.QuerySet):
    """Rows that hold from change ``seq`` until change ``seq_end``."""

    def current(self) -> Self:
        return self.filter(seq_end__isnull=True)

    def at(self, seq: int) -> Self:
        """What held once change ``seq`` had been made."""
        return self.filter(Q(seq_end__isnull=True) | Q(seq_end__gt=seq), seq__lte=seq)


class PublicationQuerySet(TemporalQuerySet):
    def live(self) -> Self:
        """What everybody may read now. The only place where this is said."""
        return self.current().filter(audience=Audience.PUBLIC)

    def embargoed(self) -> Self:
        """What only the trusted audience may read now."""
        return self.current().filter(audience=Audience.TRUSTED)


class Publication(models.Model):
    """When a version was public and to whom. Only ``seq_end`` is ever written again, once."""

    version = models.ForeignKey(
        PublishedVersion, on_delete=models.PROTECT, related_name="publications"
    )
    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="+")
    audience = models.CharField(max_length=7, choices=Audience, default=Audience.PUBLIC)
    seq = models.BigIntegerField(help_text="The change that made it current.")
    seq_end = models.BigIntegerField(
        null=True, help_text="The change that ended it; empty while current."
    )
    embargoed_until = models.DateTimeField(
        null=True, help_text="When the public gets it; empty while nobody has said, or it has it."
    )
    slug = models.CharField(max_length=120)
    language = models.CharField(max_length=35)
    genre = models.CharField(max_length=10)
    original_id = models.UUIDField(help_text="The story that this one and its siblings translate.")
    first_published_at = models.DateTimeField()
    published_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    region_ids = ArrayField(models.IntegerField(), help_text="As tagged, without ancestors.")
    actor_ids = ArrayField(models.IntegerField())
    author_ids = ArrayField(models.IntegerField())
    has_image = models.BooleanField()
    has_correction = models.BooleanField()
    has_editors_note = models.BooleanField()
    syndicatable = models.BooleanField(help_text="Partners may be given it.")

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "audience"],
                condition=Q(seq_end=None),
                name="publication_current_once",
            ),
            models.UniqueConstraint(
                fields=["slug", "audience"],
                condition=Q(seq_end=None),
                name="publication_current_slug_once",
            ),
            models.CheckConstraint(
                condition=Q(seq_end=None) | Q(seq_end__gt=F("seq")),
                name="publication_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(embargoed_until=None) | Q(audience="trusted"),
                name="publication_under_embargo_is_trusted",
            ),
        ]
        indexes = [
            models.Index(
                F("published_at").desc(),
                F("article").desc(),
                condition=Q(seq_end=None),
                name="publication_newest",
            ),
            models.Index(
                F("updated_at").desc(),
                F("article").desc(),
                condition=Q(seq_end=None),
                name="publication_updated",
            ),
            GinIndex(
                fields=["region_ids", "actor_ids", "author_ids"],
                condition=Q(seq_end=None),
                name="publication_tags",
            ),
            # Holds all that counting the months and finding their newest change reads.
            models.Index(
                fields=["published_at"],
                include=["updated_at", "audience"],
                condition=Q(seq_end=None),
                name="publication_archive",
            ),
            models.Index(
                fields=["original_id"], condition=Q(seq_end=None), name="publication_original"
            ),
            models.Index(fields=["seq", "article"], name="publication_seq"),
            models.Index(fields=["article", "seq"], name="publication_article"),
            models.Index(
                fields=["seq_end", "article"],
                condition=Q(seq_end__isnull=False),
                name="publication_ended",
            ),
            models.Index(fields=["slug", "seq"], name="publication_slug"),
            # Few rows, all that tells which stories are or were hidden behind an embargo.
            models.Index(
                fields=["article", "seq", "seq_end"],
                condition=Q(audience="trusted"),
                name="publication_trusted",
            ),
            models.Index(
                fields=["embargoed_until"],
                condition=Q(audience="trusted", seq_end=None),
                name="publication_embargoed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug} from {self.seq}"

    def opened_anew(self, **values: Any) -> Self:
        """Give a row of the same version that begins when the present one ends, not saved yet."""
        own = {"id", "seq", "seq_end"}
        kept = (field.attname for field in self._meta.concrete_fields if field.name not in own)
        return type(self)(**{**{name: getattr(self, name) for name in kept}, **values})


class PublicAuthor(models.Model):
    """An author who stood over a story that was public; the key is that of the author."""

    id = models.BigIntegerField(primary_key=True)
    uid = models.UUIDField("id", unique=True)
    slug = models.CharField(max_length=120, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Withdrawal(models.Model):
    """A story taken back, from change ``seq`` until it is published again at ``seq_end``."""

    article = models.ForeignKey("articles.Article", on_delete=models.PROTECT, related_name="+")
    seq = models.BigIntegerField()
    seq_end = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    message = models.TextField(blank=True, help_text="Public.")
    title = models.CharField(
        max_length=200, blank=True, help_text="Shown with the message; empty unless told to."
    )

    objects = TemporalQuerySet.as_manager()

    class Meta:
        ordering = ["-seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(seq_end=None), name="withdrawal_current_once"
            )
        ]
        indexes = [
            models.Index(F("seq").desc(), condition=Q(seq_end=None), name="withdrawal_newest")
        ]

    def __str__(self) -> str:
        return f"{self.article_id} withdrawn at {self.seq}"


class Correction(models.Model):
    """What was put right, told to readers. Append-only but for erasing."""

    class Kind(models.TextChoices):
        CORRECTION = "correction"
        CLARIFICATION = "clarification"
        UPDATE = "update"
        RETRACTION = "retraction"

    article = models.ForeignKey(
        "articles.Article", on_delete=models.PROTECT, related_name="corrections"
    )
    version = models.OneToOneField(
        PublishedVersion, on_delete=models.PROTECT, related_name="correction"
    )
    kind = models.CharField("type", max_length=13, choices=Kind)
    text = models.TextField(max_length=2_000)
    at = models.DateTimeField()
    heading_id = models.CharField(
        max_length=64, null=True, help_text="The section concerned; empty means the whole story."
    )
    old_wording = models.TextField(max_length=2_000, blank=True)
    new_wording = models.TextField(max_length=2_000, blank=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text[:50]}"
