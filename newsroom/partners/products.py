"""Products: which part of what is public a partner may keep a copy of.

A partner's slice is the union of its products. Without one, there is nothing for it to sync.
"""

import uuid
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import JSONObject

from articles.genre import Genre
from articles.language import canonical_language
from articles.published.selection import BadSelection
from articles.published.slices import Slice, SliceFilter, check_expressions, compile_slice
from articles.published.versions import Audience
from newsroom.changes.head import HeadState, read_head
from newsroom.changes.models import Head
from newsroom.changes.recording import Pending, record, unit_of_work
from newsroom.partners.errors import PartnerRefused, refusals
from taxonomy.snapshot import Snapshot, Unknown, label_of, snapshot

HEAD = ("seq", "taxonomy_seq", "at", "epoch_id")
FILTERS = ("region", "actor", "genre", "language", "syndicatable_only")


class Product(models.Model):
    """A part of what is public, in the grammar of the list's filters; all of them must hold."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    region = models.CharField(
        max_length=1_000,
        blank=True,
        help_text="As in the filter of the list: , is and, | is or, - is not. Empty means any.",
    )
    actor = models.CharField(max_length=1_000, blank=True, help_text="The same for actors.")
    genre = models.CharField(
        max_length=100, blank=True, help_text="One, or several with |. Empty means any."
    )
    language = models.CharField(
        max_length=200, blank=True, help_text="One, or several with |. Empty means any."
    )
    syndicatable_only = models.BooleanField(
        "only what may be passed on",
        default=True,
        help_text="Leaves out stories that are marked as not for partners.",
    )
    partners = models.ManyToManyField("partners.Partner", blank=True, related_name="products")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="product_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="product_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def filter(self) -> SliceFilter:
        return SliceFilter(**{name: getattr(self, name) for name in FILTERS})


def slice_of(
    partner: Any,
    tags: Snapshot,
    audience: str = Audience.PUBLIC,
    *,
    among: Collection[uuid.UUID] | None = None,
) -> Slice:
    """Compile what all, or some, of its products let a partner keep a copy of; one statement.

    A walk needs ``standing_of``.
    """
    products = Product.objects.filter(partners=partner)
    if among is not None:
        products = products.filter(pk__in=among)
    filters = (SliceFilter(**values) for values in products.values(*FILTERS))
    return compile_slice(filters, tags, audience)


class Standing(NamedTuple):
    """The newest change, and the tags and the slice of a partner as they are at it."""

    head: HeadState
    tags: Snapshot
    slice: Slice


def standing_of(partner: Any, audience: str = Audience.PUBLIC) -> Standing:
    """Read what a partner may keep a copy of, and at which change number; one statement.

    Products and tags of another number than that of the head would make a slice that there never
    was, in which a story might be that the partner was not to have at any number.
    """
    products = Product.objects.filter(partners=partner)
    written = products.values(filter=JSONObject(**{name: name for name in FILTERS}))
    rows = Head.objects.values_list(*HEAD, ArraySubquery(written))
    while True:
        *values, held = rows.get()
        head = HeadState(*values)
        tags = snapshot(head)
        if tags.label == label_of(head):
            filters = (SliceFilter(**one) for one in held)
            return Standing(head, tags, compile_slice(filters, tags, audience))


@unit_of_work
def save_product(product: Product, *, partners: Iterable[Any], by: Any) -> None:
    """Write a product and who has it. Raises ``PartnerRefused``.

    It takes a change number, and every copy that it concerns is brought into step by its next
    walk.
    """
    product.name = product.name.strip()
    _check_filters(product)
    with refusals():
        product.full_clean(validate_constraints=False)
        product.save()
        product.partners.set(partners)
    record([Pending("product", product.id, "saved")], by=by)


def _check_filters(product: Product) -> None:
    tags = snapshot(read_head())
    problems: dict[str, list[str]] = {}
    for name in ("region", "actor"):
        value = getattr(product, name).strip()
        setattr(product, name, value)
        try:
            check_expressions(SliceFilter(**{name: value}), tags)
        except BadSelection as error:
            problems[name] = [str(error)]
        except Unknown as error:
            hint = f" Did you mean “{error.nearest}”?" if error.nearest else ""
            problems[name] = [f"There is no {name} “{error.value[:60]}”.{hint}"]
    for name, read in (("genre", _genre), ("language", canonical_language)):
        try:
            values = filter(None, getattr(product, name).replace(" ", "").split("|"))
            setattr(product, name, "|".join(read(value) for value in values))
        except ValidationError as error:
            problems[name] = error.messages
    if problems:
        raise PartnerRefused(problems)


def _genre(value: str) -> str:
    if value not in Genre.values:
        raise ValidationError(f"“{value[:60]}” is not one of {', '.join(Genre.values)}.")
    return value
