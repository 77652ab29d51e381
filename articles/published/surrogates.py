"""Surrogate keys: under which an answer stands in a shared cache, so that a change can purge it.

Each key names something that answers depend on. Whoever makes an answer gives it the keys of all
that it depends on; whoever follows the change log purges the keys of all that a change touched.
The API is the one, ``newsroom.purging`` the other, and this module is what they agree on.
"""

import base64
import hashlib
import re
import uuid
from collections.abc import Iterable, Mapping

# Every answer carries this one, which is purged when the place in the change log is lost.
ALL = "all"
# An answer that does not say what it depends on: every change purges it.
ANY_CHANGE = "any"
# Any change to any story, region or actor.
STORIES = "stories"
REGIONS = "regions"
ACTORS = "actors"

# An answer whose making took longer, in seconds, does not wait to be purged: the purge that was
# meant for it may have passed before it was stored.
LONGEST_MAKING_SECONDS = 1.0

# In order of preference, the filters that tell which stories a list can hold.
NARROWING = ("ids", "slugs", "author", "actor", "region", "genre", "language")


def story(article_id: uuid.UUID | str) -> str:
    """What is public of one story; under the key of an original, of its translations too."""
    return f"s-{_short(uuid.UUID(str(article_id)).bytes)}"


def lookup(key: str) -> str:
    """Which story is found under a slug or an id."""
    try:
        key = str(uuid.UUID(key))
    except ValueError:
        key = key.lower()
    return f"k-{_short(hashlib.sha256(key.encode()).digest())}"


def region(key: int) -> str:
    """What is told of a region: its name, slug, codes and so on."""
    return f"r-{key}"


def actor(key: int) -> str:
    """What is told of an actor, and which others are merged into it."""
    return f"a-{key}"


def within_region(key: int) -> str:
    """Which regions lie in a region."""
    return f"w-{key}"


def stories_in_region(key: int) -> str:
    """The stories about a region and all that lies in it."""
    return f"ir-{key}"


def stories_with_actor(key: int) -> str:
    return f"ia-{key}"


def stories_by_author(key: int) -> str:
    return f"ib-{key}"


def stories_of_genre(genre: str) -> str:
    return f"ig-{genre}"


def stories_in_language(language: str) -> str:
    return f"il-{re.sub('[^A-Za-z0-9-]', '', language)}"


def most_telling(narrowings: Mapping[str, Iterable[str]]) -> set[str]:
    """Give the keys of the one filter that narrows best; without any, those of all stories."""
    return next((set(narrowings[name]) for name in NARROWING if name in narrowings), {STORIES})


def _short(value: bytes) -> str:
    """Nine bytes are enough: two things of one key would only be purged together."""
    return base64.urlsafe_b64encode(value[:9]).decode()
