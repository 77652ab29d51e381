"""Proof that a copy is whole: digests of the ids and hashes of a slice at a change number.

The digest of a bucket is the SHA-256 of a line ``id hash`` for each story of it, in the order of
ids, each line ended by U+000A; a bucket is the stories whose ids begin with the same byte. The
digest of the whole is that of a line ``bucket digest`` for each bucket that is not empty.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import CharField, Count, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat, Substr

from articles.published.sync.states import held_at
from articles.published.sync.walks import Point
from articles.published.versions import Publication


class Sha256(Func):
    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = CharField()


@dataclass(frozen=True)
class Bucket:
    name: str
    count: int
    digest: str


@dataclass(frozen=True)
class Checksum:
    buckets: Sequence[Bucket]

    @property
    def count(self) -> int:
        return sum(bucket.count for bucket in self.buckets)

    @property
    def digest(self) -> str:
        lines = "".join(f"{bucket.name} {bucket.digest}\n" for bucket in self.buckets)
        return hashlib.sha256(lines.encode()).hexdigest()


def checksum(point: Point) -> Checksum:
    """Sum up a slice at a number, whatever has been taken back since; one statement."""
    line = Concat(Cast("article_id", TextField()), Value(" "), "version__digest", Value("\n"))
    rows = (
        _held(point)
        .annotate(bucket=Substr(Cast("article_id", TextField()), 1, 2))
        .values("bucket")
        .annotate(
            stories=Count("*"),
            digest=Sha256(StringAgg(line, "", order_by="article_id")),
        )
        .order_by("bucket")
    )
    return Checksum([Bucket(row["bucket"], row["stories"], row["digest"]) for row in rows])


def hashes_of_bucket(point: Point, bucket: str) -> list[tuple[str, str]]:
    """Give id and hash of each story of a bucket, two hexadecimal digits, in the order of ids."""
    first, last = (uuid.UUID(bucket + digit * 30) for digit in "0f")
    rows = _held(point).filter(article__gte=first, article__lte=last).order_by("article_id")
    return [(str(key), digest) for key, digest in rows.values_list("article_id", "version__digest")]


def _held(point: Point) -> QuerySet:
    return Publication.objects.filter(held_at(point)).order_by()
