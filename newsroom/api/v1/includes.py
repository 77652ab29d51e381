"""What `include` adds to stories beside their own fields, each as its own address gives it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from articles.published.search.highlighting import Highlights, highlight
from newsroom.api.authentication import check_archive
from newsroom.api.problems import parameter_problem
from newsroom.api.reading import ReadingView
from newsroom.api.v1.article_answers import Row
from newsroom.api.v1.article_jsonld import describe
from newsroom.api.v1.article_selection import Selection, fields_for
from newsroom.api.v1.article_shapes import CARD_FIELDS
from newsroom.api.v1.fields import prune, whole
from newsroom.api.v1.related import related_answers
from newsroom.api.v1.versions import list_versions

Builder = Callable[[Sequence[Row], ReadingView, int | None], Iterable[Any]]
# Made of the rows of stories, as of a change or of now. What lists may include takes as many
# statements for one row as for a hundred.
BUILDERS: dict[str, Builder] = {
    "related": lambda rows, view, as_of: _related(rows, view),
    "versions": lambda rows, view, as_of: _versions(rows, view, as_of),
    "highlights": lambda rows, view, as_of: _highlights(rows, view),
    "jsonld": lambda rows, view, as_of: describe(rows, view),
}
PRESENT_ONLY = {"related"}


def _related(rows: Sequence[Row], view: ReadingView) -> Iterator[list[dict[str, Any]]]:
    card = Selection(whole(fields_for(CARD_FIELDS, view.readers)), "html")
    return (related_answers(row, card, view) for row in rows)


def _versions(
    rows: Sequence[Row], view: ReadingView, as_of: int | None
) -> Iterator[list[dict[str, Any]]]:
    check_archive(view.request)
    return (list_versions(row, view.readers, as_of) for row in rows)


def _highlights(rows: Sequence[Row], view: ReadingView) -> list[dict[str, Any]]:
    if view.search is None:
        raise parameter_problem("include", "highlights are included with q only.")
    found = highlight(view.search, [row["version_id"] for row in rows])
    # What was erased after it was found has no entry to mark.
    unmarked = (Highlights.none(row["version__card"]["title"]) for row in rows)
    return [
        found.get(row["version_id"], none)._asdict()
        for row, none in zip(rows, unmarked, strict=True)
    ]


def add_included(
    answers: Sequence[dict[str, Any]],
    rows: Sequence[Row],
    selection: Selection,
    view: ReadingView,
    as_of: int | None = None,
) -> None:
    """Add to the answer of each row what the selection includes.

    Raises a ``Problem`` where it has no past, and one is asked for.
    """
    for name, parts in selection.added.items():
        if as_of is not None and name in PRESENT_ONLY:
            raise parameter_problem("include", f"{name} is not known as of an earlier change.")
        made = BUILDERS[name](rows, view, as_of)
        for answer, value in zip(answers, made, strict=True):
            answer[name] = prune(value, parts)
