"""Language tags (BCP 47)."""

import langcodes
from django.core.exceptions import ValidationError


def validate_language(tag: str) -> None:
    if "_" in tag or not langcodes.tag_is_valid(tag):
        raise ValidationError(f"“{tag}” is not a BCP 47 language tag such as en, fr or zh-Hans.")


def canonical_language(tag: str) -> str:
    """Give the tag in the case that RFC 5646 recommends, for example zh-Hans-CN."""
    validate_language(tag)
    return langcodes.standardize_tag(tag)
