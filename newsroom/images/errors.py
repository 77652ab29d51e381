"""What the verbs of this app refuse, and why."""

from newsroom.refusals import Refusal


class PictureRefused(Refusal):
    """A picture, or what is said about it, is refused; nothing was written.

    The fields are ``upload``, ``alt_text``, ``credit`` and ``caption``.
    """
