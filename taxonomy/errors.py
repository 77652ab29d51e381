"""What the verbs of this app refuse, and why."""

from collections.abc import Mapping

from django.db import IntegrityError

SENTENCES = {
    "region_without_cycle": ("parent", "A region cannot lie within itself."),
    "grouping_without_cycle": ("groupings", "A region cannot lie within itself."),
    "actor_without_cycle": ("", "An actor cannot be merged into itself."),
    "region_slug_never_reused": ("slug", "Another region has or had this slug."),
    "actor_slug_never_reused": ("slug", "Another actor has or had this slug."),
    "region_not_merged_into_itself": ("", "A region cannot be merged into itself."),
    "actor_not_merged_into_itself": ("", "An actor cannot be merged into itself."),
}


class TagRefused(Exception):
    """A change to a tag is refused; nothing was written.

    ``problems`` maps a field, or "" for the whole, to sentences for the editor.
    """

    def __init__(self, problems: Mapping[str, list[str]] | str) -> None:
        self.problems = {"": [problems]} if isinstance(problems, str) else dict(problems)
        super().__init__(" ".join(line for lines in self.problems.values() for line in lines))


def refusal(error: IntegrityError) -> TagRefused | None:
    """Translate the database's refusal, by the name of the constraint; None if unknown."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if name not in SENTENCES:
        return None
    field, sentence = SENTENCES[name]
    return TagRefused({field: [sentence]})
