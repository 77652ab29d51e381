"""What the verbs of this app refuse, and why."""

from collections.abc import Mapping

from django.db import IntegrityError

SLUG_CONSTRAINTS = ("articles_article_slug_key", "article_slug_never_reused")


class Refused(Exception):
    """An editorial act is refused; nothing was written.

    ``problems`` maps a field of the article, or "" for the whole, to sentences for the editor.
    """

    code = "refused"

    def __init__(self, problems: Mapping[str, list[str]] | str) -> None:
        self.problems = {"": [problems]} if isinstance(problems, str) else dict(problems)
        super().__init__(" ".join(line for lines in self.problems.values() for line in lines))


class EditConflict(Refused):
    """Somebody else saved the article in the meantime."""

    code = "edit_conflict"


class NotPublishable(Refused):
    """The article lacks something that a public story needs."""

    code = "not_publishable"


class NotPublic(Refused):
    """The act concerns public stories only, and this one is not public."""

    code = "not_public"


def refusal(error: IntegrityError) -> Refused | None:
    """Translate the database's refusal, by the name of the constraint; None if unknown."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    if name not in SLUG_CONSTRAINTS:
        return None
    return Refused({"slug": ["Another story has or had this slug; slugs are never used again."]})
