"""What the verbs of this app refuse, and why."""

from contextlib import AbstractContextManager

from newsroom.refusals import Refusal, refused_as

SENTENCES = {
    "region_without_cycle": ("parent", "A region cannot lie within itself."),
    "grouping_without_cycle": ("groupings", "A region cannot lie within itself."),
    "region_merge_without_cycle": (
        "",
        "A region cannot be merged into one that lies within it or is merged into it.",
    ),
    "actor_merge_without_cycle": (
        "",
        "An actor cannot be merged into one that is merged into it.",
    ),
    "taxonomy_region_slug_key": ("slug", "Another region has or had this slug."),
    "taxonomy_actor_slug_key": ("slug", "Another actor has or had this slug."),
    "taxonomy_region_m49_key": ("m49", "Another region has this code."),
    "taxonomy_region_alpha2_key": ("alpha2", "Another region has this code."),
    "taxonomy_region_alpha3_key": ("alpha3", "Another region has this code."),
    "taxonomy_region_subdivision_key": ("subdivision", "Another region has this code."),
    "taxonomy_actor_wikidata_key": ("wikidata", "Another actor has this item."),
    "region_not_merged_into_itself": ("", "A region cannot be merged into itself."),
    "actor_not_merged_into_itself": ("", "An actor cannot be merged into itself."),
    "region_slug_never_reused": ("slug", "Another region has or had this slug."),
    "actor_slug_never_reused": ("slug", "Another actor has or had this slug."),
    "region_alias_once": ("aliases", "An alias is given twice."),
    "actor_alias_once": ("aliases", "An alias is given twice."),
}


class TagRefused(Refusal):
    """A change to a tag is refused; nothing was written."""


def refusals() -> AbstractContextManager[None]:
    """Raise ``TagRefused`` for what validation or a named constraint of the database refuses."""
    return refused_as(TagRefused, SENTENCES)
