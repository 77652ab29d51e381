"""Who reads: to which audience a caller belongs, and to which slice it is held.

Whoever answers a caller is given its readership and finds stories through it, never otherwise.
"""

from dataclasses import dataclass

from django.db.models import QuerySet

from articles.published.slices import Slice
from articles.published.versions import Audience, Publication


@dataclass(frozen=True)
class Readership:
    """The trusted audience reads what is under embargo, and the rest as the public does.

    Where there are both a public version and one under embargo, it is given the latter.
    """

    audience: str = Audience.PUBLIC
    within: Slice | None = None

    @property
    def is_everybody(self) -> bool:
        return self == EVERYBODY

    @property
    def is_trusted(self) -> bool:
        return self.audience == Audience.TRUSTED

    def current(self) -> QuerySet:
        """Give what may be read now, at most one row of each story."""
        if not self.is_trusted:
            return self._held(Publication.objects.live())
        hidden = Publication.objects.embargoed().values("article")
        return self._held(uncovered(Publication.objects.current(), hidden))

    def at(self, seq: int) -> QuerySet:
        """Give what could be read once change ``seq`` had been made, with what is hidden since."""
        rows = Publication.objects.at(seq)
        if not self.is_trusted:
            return self._held(rows.filter(audience=Audience.PUBLIC))
        hidden = rows.filter(audience=Audience.TRUSTED).values("article")
        return self._held(uncovered(rows, hidden))

    def ever(self) -> QuerySet:
        """Give what could be read at some time, with what is hidden since."""
        rows = Publication.objects.all()
        return self._held(rows if self.is_trusted else rows.filter(audience=Audience.PUBLIC))

    def _held(self, rows: QuerySet) -> QuerySet:
        return rows.filter(self.within.condition()) if self.within else rows


EVERYBODY = Readership()


def uncovered(rows: QuerySet, hidden: QuerySet) -> QuerySet:
    """Leave out the public rows of stories that have one under embargo.

    ``hidden`` gives the keys of those stories: few, so that they are looked up once.
    """
    return rows.exclude(audience=Audience.PUBLIC, article__in=hidden)
