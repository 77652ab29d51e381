"""What `include` adds to stories beside their own fields, each as its own address gives it."""

from collections.abc import Callable, Sequence
from typing import Any

from newsroom.api.v1.article_answers import Row
from newsroom.api.v1.article_selection import Selection
from newsroom.api.v1.fields import prune
from newsroom.api.v1.versions import list_versions
from taxonomy.snapshot import Snapshot

# Made of the row of a story, as of a change or of now. What lists include takes no statement.
BUILDERS: dict[str, Callable[[Row, Snapshot, int | None], Any]] = {
    "versions": lambda row, tags, as_of: list_versions(row, as_of),
}


def add_included(
    answers: Sequence[dict[str, Any]],
    rows: Sequence[Row],
    selection: Selection,
    tags: Snapshot,
    as_of: int | None = None,
) -> None:
    """Add to the answer of each row what the selection includes."""
    for name, parts in selection.added.items():
        for answer, row in zip(answers, rows, strict=True):
            answer[name] = prune(BUILDERS[name](row, tags, as_of), parts)
