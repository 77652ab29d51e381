"""Putting together the world's regions from CLDR, centre points and our own additions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.utils.text import slugify

from taxonomy import cldr

# Countries that are not members of the United Nations: its two observer states, Taiwan, Kosovo.
OTHER_COUNTRIES = {"PS", "TW", "VA", "XK"}

# Kosovo's code is assigned by its users, not by ISO 3166-1, and so is not stored.
USER_ASSIGNED = {"XK"}


@dataclass
class Region:
    """`centre` is latitude and longitude; `parent` is None for the world alone."""

    slug: str
    name: str
    kind: str
    parent: str | None
    m49: str | None = None
    alpha2: str | None = None
    alpha3: str | None = None
    subdivision: str | None = None
    aliases: list[str] = field(default_factory=list)
    centre: list[float] | None = None
    groupings: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Sources:
    """The parsed files. `centres` is keyed by ISO 3166-1 number, `curated` is our own file."""

    containment: cldr.Containment
    mappings: cldr.CodeMappings
    names: dict[str, str]
    centres: dict[str, list[float]]
    curated: dict[str, Any]


def build(sources: Sources) -> list[Region]:
    """All regions, parents before their children and siblings by slug.

    Raises ValueError where our own additions repeat a slug or name an unknown region.
    """
    by_code = areas_and_territories(sources)
    regions = by_slug([*by_code.values(), *groupings(sources), *places(sources)])
    for entry in sources.curated["groupings"]:
        codes = sources.containment[entry["cldr"]]["_contains"] if entry["cldr"] else []
        for slug in {by_code[code].slug for code in codes}.union(entry["members"]):
            find(slug, regions).groupings.append(slugify(entry["name"]))
    for region in regions.values():
        region.groupings.sort()
    return list(tree_order(regions))


def areas_and_territories(sources: Sources) -> dict[str, Region]:
    """Regions by CLDR's code. What is neither in M49 nor in ISO 3166-1 nor Kosovo is left out."""
    parents = cldr.parents(sources.containment)
    codes = [code for code in ["001", *parents] if is_listed(code, sources)]
    slugs = {code: slugify(name(code, sources)) for code in codes}
    regions = {}
    for code in codes:
        parent = parents.get(code)
        m49, alpha2, alpha3 = official_codes(code, sources.mappings)
        regions[code] = Region(
            slug=slugs[code],
            name=name(code, sources),
            kind=kind(code, parent, sources.containment),
            parent=slugs[parent] if parent else None,
            m49=m49,
            alpha2=alpha2,
            alpha3=alpha3,
            aliases=aliases(code, sources),
            centre=centre(code, m49, sources),
        )
    return regions


def is_listed(code: str, sources: Sources) -> bool:
    return code.isdigit() or code in USER_ASSIGNED or cldr.is_iso(code, sources.mappings)


def name(code: str, sources: Sources) -> str:
    return sources.curated["names"].get(code) or cldr.clean(sources.names[code])


def kind(code: str, parent: str | None, containment: cldr.Containment) -> str:
    if parent is None:
        return "world"
    if parent == "001":
        return "continent"
    if code.isdigit():
        return "subregion"
    is_country = code in OTHER_COUNTRIES or code in containment["UN"]["_contains"]
    return "country" if is_country else "territory"


def official_codes(
    code: str, mappings: cldr.CodeMappings
) -> tuple[str | None, str | None, str | None]:
    """M49 code, alpha-2 and alpha-3."""
    if code.isdigit():
        return code, None, None
    if code in USER_ASSIGNED:
        return None, None, None
    return mappings[code]["_numeric"], code, mappings[code]["_alpha3"]


def aliases(code: str, sources: Sources) -> list[str]:
    """CLDR's other names and ours, one for each slug, without those that read like the name."""
    unique: dict[str, str] = {}
    for alias in cldr.name_forms(code, sources.names) + sources.curated["aliases"].get(code, []):
        unique.setdefault(slugify(alias), alias)
    unique.pop(slugify(name(code, sources)), None)
    return list(unique.values())


def centre(code: str, number: str | None, sources: Sources) -> list[float] | None:
    """Ours goes before the computed one."""
    return sources.curated["centres"].get(code) or sources.centres.get(number or "")


def groupings(sources: Sources) -> Iterator[Region]:
    for entry in sources.curated["groupings"]:
        code = entry["cldr"] or ""
        yield Region(
            slug=slugify(entry["name"]),
            name=entry["name"],
            kind="grouping",
            parent=entry["parent"],
            m49=code if code.isdigit() else None,
            aliases=entry["aliases"],
        )


def places(sources: Sources) -> Iterator[Region]:
    for entry in sources.curated["places"]:
        yield Region(slug=slugify(entry["name"]), kind="place", **entry)


def by_slug(regions: Iterable[Region]) -> dict[str, Region]:
    found: dict[str, Region] = {}
    for region in regions:
        if region.slug in found:
            raise ValueError(f"two regions have the slug {region.slug!r}")
        found[region.slug] = region
    return found


def find(slug: str, regions: dict[str, Region]) -> Region:
    if slug not in regions:
        nearest = get_close_matches(slug, regions, n=1)
        hint = f"; the nearest is {nearest[0]!r}" if nearest else ""
        raise ValueError(f"there is no region {slug!r}{hint}")
    return regions[slug]


def tree_order(regions: dict[str, Region]) -> Iterator[Region]:
    """Each region is followed by what lies below it."""
    children: dict[str | None, list[Region]] = {}
    for region in sorted(regions.values(), key=lambda region: region.slug):
        if region.parent is not None:
            find(region.parent, regions)
        children.setdefault(region.parent, []).append(region)
    waiting = children[None]
    while waiting:
        region = waiting.pop()
        yield region
        waiting += reversed(children.get(region.slug, []))
