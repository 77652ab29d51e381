"""What the verbs of this app refuse, and why."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError

SENTENCES = {
    "partner_name_once": ("name", "Another partner has this name."),
    "partner_has_a_name": ("name", "A partner needs a name."),
    "product_name_once": ("name", "Another product has this name."),
    "product_has_a_name": ("name", "A product needs a name."),
    "key_has_a_name": ("name", "Say what uses the key."),
    "key_environment_is_known": ("environment", "A key is live or test."),
    "key_scopes_are_known": ("scopes", "Choose at least one of the scopes there are."),
    "key_expires_after_it_is_made": ("expires_at", "A key cannot end before it begins."),
}


class PartnerRefused(Exception):
    """A change to a partner, a key or a product is refused; nothing was written.

    ``problems`` maps a field, or "" for the whole, to sentences for whoever asked.
    """

    def __init__(self, problems: Mapping[str, list[str]] | str) -> None:
        self.problems = {"": [problems]} if isinstance(problems, str) else dict(problems)
        super().__init__(" ".join(line for lines in self.problems.values() for line in lines))


@contextmanager
def refusals() -> Iterator[None]:
    """Raise ``PartnerRefused`` for what validation or a named constraint refuses."""
    try:
        yield
    except ValidationError as error:
        problems = error.message_dict
        whole = {"": problems.pop(NON_FIELD_ERRORS)} if NON_FIELD_ERRORS in problems else {}
        raise PartnerRefused({**whole, **problems}) from error
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in SENTENCES:
            raise
        field, sentence = SENTENCES[name]
        raise PartnerRefused({field: [sentence]}) from error
