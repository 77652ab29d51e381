"""Stories that a list is asked for by name: which names lead nowhere, and which have changed."""

from typing import Any

from django.http import QueryDict

from articles.published import surrogates
from articles.published.lookup import look_up_many
from articles.published.readership import Readership
from newsroom.api.surrogate_keys import SurrogateKeys
from newsroom.api.v1.filters import read_ids, read_slugs

SCHEMA = {
    "missing": {
        "type": "array",
        "items": {"type": "string"},
        "description": "With `ids` or `slugs`: those of them under which no story is public, "
        "whatever the other filters say.",
    },
    "moved": {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": "With `slugs`: the present slug of each story that is named by an old one.",
    },
}


def told_of_names(query: QueryDict, keys: SurrogateKeys, readers: Readership) -> dict[str, Any]:
    """Tell what a caller who names stories should know of the names; one statement.

    ``keys`` gets what that depends on.
    """
    if "ids" not in query and "slugs" not in query:
        return {}
    # Without the spaces around them, as all filters are read.
    ids = read_ids("ids", query["ids"].strip()) if "ids" in query else []
    slugs = read_slugs("slugs", query["slugs"].strip()) if "slugs" in query else []
    named = look_up_many(ids, slugs, readers)
    keys.add(*map(surrogates.lookup, slugs), *map(surrogates.story, ids))
    keys.add(*(surrogates.story(name.article_id) for name in named))
    public = [name for name in named if name.present]
    found = {name.article_id for name in public}
    present = {name.slug: name.present for name in public}
    missing = [str(one) for one in ids if one not in found]
    told = {"missing": [*missing, *(slug for slug in slugs if slug not in present)]}
    if "slugs" in query:
        told["moved"] = {
            slug: present[slug] for slug in slugs if slug in present and present[slug] != slug
        }
    return told
