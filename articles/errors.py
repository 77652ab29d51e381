"""What the verbs of this app refuse, and why."""

from collections.abc import Mapping


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
