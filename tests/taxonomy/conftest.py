from collections.abc import Callable

import pytest

from newsroom.changes.head import read_head
from newsroom.changes.models import Change
from taxonomy.models import Actor, Region

Log = Callable[[], list[tuple[str, str, str]]]


@pytest.fixture
def log(db) -> Log:
    """Give kind, slug and action of all changes since the test began; numbers have no holes."""
    begin = read_head().seq

    def changes() -> list[tuple[str, str, str]]:
        rows = list(Change.objects.filter(seq__gt=begin).order_by("seq"))
        assert [row.seq for row in rows] == list(range(begin + 1, read_head().seq + 1))
        slugs = {tag.uid: tag.slug for model in (Region, Actor) for tag in model.objects.all()}
        return [(row.kind, slugs[row.object_id], row.action) for row in rows]

    return changes
