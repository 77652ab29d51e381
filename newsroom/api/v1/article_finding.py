"""Finding the story that an address names, or telling why there is none."""

from collections.abc import Collection
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from articles.published import surrogates
from articles.published.lookup import Found, Moved, Taken, look_up
from articles.published.past import look_up_at
from newsroom.api.problems import Problem
from newsroom.api.reading import moved
from newsroom.api.v1.shapes import address


def find_article(
    key: str, columns: Collection[str], request: Request, *rest: str, as_of: int | None = None
) -> dict[str, Any] | Response:
    """Give the row of a public story, or a redirection to where it has moved.

    With ``as_of``, the row that held at that change; no slug of the story has moved then.

    ``rest`` is what follows the key in the address. The columns have ``article_id``: the answer
    depends on the story, and on what is found under the key. Raises a ``Problem`` where the story
    has been withdrawn or was never public.
    """
    found_by = surrogates.lookup(key)
    view = request.parser_context["view"]
    keys, readers = view.keys, view.readers
    keys.add(found_by)
    if as_of is None:
        found = look_up(key, columns, readers)
    else:
        found = look_up_at(key, as_of, columns, readers)
    match found:
        case Found(row):
            keys.add(surrogates.story(row["article_id"]))
            return row
        case Moved(slug):
            return moved(address("articles", slug, *rest), request)
        case Taken(withdrawal):
            raise Problem(
                "withdrawn",
                withdrawal.message or "This story has been withdrawn.",
                members={
                    "article_id": str(withdrawal.article_id),
                    "article_title": withdrawal.title or None,
                    "message": withdrawal.message or None,
                },
                keys=[found_by],
            )
    raise Problem("not_found", "There is no public story at this address.", keys=[found_by])
