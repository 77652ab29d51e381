"""Regions and actors."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from taxonomy.tag import Tag

CODE_PATTERNS = {
    "m49": r"^[0-9]{3}$",
    "alpha2": r"^[A-Z]{2}$",
    "alpha3": r"^[A-Z]{3}$",
    "subdivision": r"^[A-Z]{2}-[A-Z0-9]{1,3}$",
}
CODE_SENTENCES = {
    "m49": "Use three digits, such as 408.",
    "alpha2": "Use two capital letters, such as KP.",
    "alpha3": "Use three capital letters, such as PRK.",
    "subdivision": "Use a form such as RU-KRS: two capital letters, a hyphen and up to three more.",
}
WIKIDATA_PATTERN = r"^Q[1-9][0-9]*$"


def code_field(name: str, verbose_name: str, max_length: int) -> models.CharField:
    return models.CharField(
        verbose_name,
        max_length=max_length,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(CODE_PATTERNS[name], CODE_SENTENCES[name])],
    )


class Region(Tag):
    """A part of the world, or a grouping of such parts.

    A region has one parent and any number of groupings; both count as ancestors. A trigger
    refuses cycles over the two together.
    """

    class Kind(models.TextChoices):
        WORLD = "world"
        CONTINENT = "continent"
        SUBREGION = "subregion"
        COUNTRY = "country"
        TERRITORY = "territory"
        PLACE = "place"
        GROUPING = "grouping"

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PLACE)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    groupings = models.ManyToManyField(
        "self",
        through="GroupingMember",
        through_fields=("member", "grouping"),
        symmetrical=False,
        related_name="members",
    )
    m49 = code_field("m49", "UN M49", 3)
    alpha2 = code_field("alpha2", "ISO alpha-2", 2)
    alpha3 = code_field("alpha3", "ISO alpha-3", 3)
    subdivision = code_field("subdivision", "ISO 3166-2", 6)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)

    class Meta(Tag.Meta):
        constraints = [
            *Tag.Meta.constraints,
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{field}__regex": pattern}), name=f"region_{field}_format"
                )
                for field, pattern in CODE_PATTERNS.items()
            ),
            models.CheckConstraint(
                condition=Q(kind="world") ^ Q(parent__isnull=False),
                name="region_has_parent",
                violation_error_message="Every region but the world lies in another: its parent.",
            ),
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="region_centre_is_a_point",
                violation_error_message=(
                    "Give a latitude from -90 to 90 and a longitude from -180 to 180, or neither."
                ),
            ),
        ]


class GroupingMember(models.Model):
    grouping = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "grouping"], name="grouping_member_once")
        ]

    def __str__(self) -> str:
        return f"{self.member} in {self.grouping}"


class Actor(Tag):
    class Kind(models.TextChoices):
        PERSON = "person"
        STATE = "state"
        ORGANISATION = "organisation"
        ALLIANCE = "alliance"
        ARMED_GROUP = "armed_group"
        COMPANY = "company"
        MEDIA = "media"

    kind = models.CharField(max_length=12, choices=Kind)
    role = models.CharField(max_length=200, blank=True)
    description = models.CharField(max_length=500, blank=True)
    home_region = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.PROTECT, related_name="actors"
    )
    wikidata = models.CharField(
        max_length=20,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(WIKIDATA_PATTERN, "Use a form such as Q212.")],
    )

    class Meta(Tag.Meta):
        constraints = [
            *Tag.Meta.constraints,
            models.CheckConstraint(
                condition=Q(wikidata__regex=WIKIDATA_PATTERN), name="actor_wikidata_format"
            ),
        ]


class RegionAlias(models.Model):
    """Another name of a region: of the country or place, never of its government."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "aliases"
        constraints = [models.UniqueConstraint("region", Lower("text"), name="region_alias_once")]

    def __str__(self) -> str:
        return self.text


class ActorAlias(models.Model):
    """Another name of an actor; for a state also its government's and its metonyms."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "aliases"
        constraints = [models.UniqueConstraint("actor", Lower("text"), name="actor_alias_once")]

    def __str__(self) -> str:
        return self.text


class RegionSlug(models.Model):
    """Every slug that a region has or had; written by a trigger only."""

    slug = models.CharField(max_length=120, primary_key=True)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="slugs")

    def __str__(self) -> str:
        return self.slug


class ActorSlug(models.Model):
    """Every slug that an actor has or had; written by a trigger only."""

    slug = models.CharField(max_length=120, primary_key=True)
    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="slugs")

    def __str__(self) -> str:
        return self.slug
