"""What a story is about, as ninjs says it: people, organisations, places, and all as subjects."""

from collections.abc import Sequence
from typing import Any

from newsroom.feeds.feed import Story, permanent_id
from newsroom.feeds.jsonld import WIKIDATA
from taxonomy.snapshot import PublicActor, PublicRegion, Snapshot

PERSON = "person"

Item = dict[str, Any]


def described_tags(story: Story, tags: Snapshot) -> dict[str, list[Item]]:
    actors = [tags.actors.find(actor["id"]) for actor in story["actors"]]
    regions = [tags.regions.find(region["id"]) for region in story["regions"]]
    return {
        "subjects": [
            *(_actor(actor, actors) for actor in actors),
            *(_region(region, regions) for region in regions),
        ],
        "people": [_actor(one, actors) for one in actors if one.kind == PERSON],
        "organisations": [_actor(one, actors) for one in actors if one.kind != PERSON],
        "places": [_place(region, regions) for region in regions],
    }


def _actor(actor: PublicActor, actors: Sequence[PublicActor]) -> Item:
    known = actor.wikidata
    return {
        "name": actor.name,
        "rel": _rel(actor, actors),
        "uri": WIKIDATA + known if known else permanent_id(str(actor.uid)),
        "literal": f"wikidata:{known}" if known else f"newsroom:{actor.slug}",
    }


def _region(region: PublicRegion, regions: Sequence[PublicRegion]) -> Item:
    return {
        "name": region.name,
        "rel": _rel(region, regions),
        "uri": permanent_id(str(region.uid)),
        "literal": _literal(region),
    }


def _place(region: PublicRegion, regions: Sequence[PublicRegion]) -> Item:
    place = _region(region, regions)
    if region.latitude is not None:
        coordinates = [region.longitude, region.latitude]
        place["geoJSON"] = {"type": "Point", "coordinates": coordinates}
    return place


def _rel(tag: Any, tags: Sequence[Any]) -> str:
    """Tags stand in order of weight: what leads is what the story is about."""
    return "about" if tag is tags[0] else "mentions"


def _literal(region: PublicRegion) -> str:
    """Give the best-known code with the name of the list that it is from."""
    codes = {"iso3166-1": region.alpha2, "iso3166-2": region.subdivision, "m49": region.m49}
    known = (f"{scheme}:{code}" for scheme, code in codes.items() if code)
    return next(known, f"newsroom:{region.slug}")
