"""Refusing a change with sentences beside its fields, as the verbs of all apps do."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError


class Refusal(Exception):
    """A change is refused; nothing was written.

    ``problems`` maps a field, or "" for the whole, to sentences for whoever asked.
    """

    def __init__(self, problems: Mapping[str, list[str]] | str) -> None:
        self.problems = {"": [problems]} if isinstance(problems, str) else dict(problems)
        super().__init__(" ".join(line for lines in self.problems.values() for line in lines))


def constraint_of(error: IntegrityError) -> str:
    """Give the name of the constraint that the database refused by; "" if it names none."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


@contextmanager
def refused_as(kind: type[Refusal], sentences: Mapping[str, tuple[str, str]]) -> Iterator[None]:
    """Raise ``kind`` for what validation refuses, or a constraint that has a sentence."""
    try:
        yield
    except ValidationError as error:
        problems = error.message_dict
        whole = {"": problems.pop(NON_FIELD_ERRORS)} if NON_FIELD_ERRORS in problems else {}
        raise kind({**whole, **problems}) from error
    except IntegrityError as error:
        name = constraint_of(error)
        if name not in sentences:
            raise
        field, sentence = sentences[name]
        raise kind({field: [sentence]}) from error
