"""What the verbs of this app refuse, and why."""

from collections.abc import Mapping


class PictureRefused(Exception):
    """A picture, or what is said about it, is refused; nothing was written.

    ``problems`` maps a field (``upload``, ``alt_text``, ``credit``, ``caption``) to sentences.
    """

    def __init__(self, problems: Mapping[str, list[str]]) -> None:
        self.problems = dict(problems)
        super().__init__(" ".join(line for lines in self.problems.values() for line in lines))
