"""What the verbs of this app refuse, and why."""

from contextlib import AbstractContextManager

from newsroom.refusals import Refusal, refused_as

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


class PartnerRefused(Refusal):
    """A change to a partner, a key or a product is refused; nothing was written."""


def refusals() -> AbstractContextManager[None]:
    """Raise ``PartnerRefused`` for what validation or a named constraint refuses."""
    return refused_as(PartnerRefused, SENTENCES)
