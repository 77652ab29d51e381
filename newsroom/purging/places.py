"""What lies where: the facts about tags that decide which stories a tag stands for."""

from taxonomy.snapshot import Snapshot

# By the key of a row: the key of the tag shown for it and, of a region, of all that it lies in.
Uppers = dict[str, list[int]]
# Uppers by kind: regions, actors. As it can be stored in JSON.
Places = dict[str, Uppers]


def places(tags: Snapshot) -> Places:
    """Give all public regions, and of actors those that are merged into another."""
    regions = {
        str(row): [region.id, *(upper.id for upper in tags.ancestors(region))]
        for region in tags.regions
        for row in sorted(tags.regions.rows_shown_as(region.id))
    }
    actors = {
        str(row): [actor.id]
        for actor in tags.actors
        for row in sorted(tags.actors.rows_shown_as(actor.id) - {actor.id})
    }
    return {"regions": regions, "actors": actors}


def uppers(known: Places, kind: str, key: int) -> list[int]:
    return known.get(kind, {}).get(str(key), [key])


def moved(before: Places, now: Places, kind: str) -> set[int]:
    """Give the keys of all tags that stand for other rows than before."""
    old, new = before.get(kind, {}), now.get(kind, {})
    found: set[int] = set()
    for key in old.keys() | new.keys():
        one, other = old.get(key, []), new.get(key, [])
        if one != other:
            found |= set(one) ^ set(other) | {*one[:1], *other[:1]}
    return found
