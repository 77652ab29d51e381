from collections.abc import Mapping, Sequence

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS


def add_problems(form: forms.Form, problems: Mapping[str, Sequence[str]]) -> None:
    """Put the sentences of a refusal beside the fields; what has no field names it in words."""
    for name, sentences in problems.items():
        for sentence in sentences:
            if name in form.fields:
                form.add_error(name, sentence)
            elif name in ("", NON_FIELD_ERRORS):
                form.add_error(None, sentence)
            else:
                form.add_error(None, f"{name.replace('_', ' ').capitalize()}: {sentence}")
