"""What the verbs of this app refuse, and why."""

from django.db import IntegrityError

from newsroom.refusals import Refusal, constraint_of

SLUG_CONSTRAINTS = ("articles_article_slug_key", "article_slug_never_reused")


class Refused(Refusal):
    """An editorial act is refused; nothing was written. The fields are those of the article."""

    code = "refused"


class EditConflict(Refused):
    """Somebody else saved the article in the meantime."""

    code = "edit_conflict"


class NotPublishable(Refused):
    """The article lacks something that a public story needs."""

    code = "not_publishable"


class NotPublic(Refused):
    """The act concerns public stories only, and this one is not public."""

    code = "not_public"


class UnderEmbargo(Refused):
    """The act would give the public what is under embargo."""

    code = "under_embargo"


class NotUnderEmbargo(Refused):
    """The act concerns stories under embargo only, and this one is not."""

    code = "not_under_embargo"


def refusal(error: IntegrityError) -> Refused | None:
    """Translate the database's refusal, by the name of the constraint; None if unknown."""
    if constraint_of(error) not in SLUG_CONSTRAINTS:
        return None
    return Refused({"slug": ["Another story has or had this slug; slugs are never used again."]})
