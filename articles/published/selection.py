"""The grammar of the region and actor filters.

``,`` is AND; ``|`` is OR and binds tighter; a leading ``-`` is NOT; brackets group; ``=`` before
a tag asks for it alone, without what lies in it. So ``russia|ukraine,-(kursk,=europe)``.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db.models import IntegerField, Q, Value

MAX_DEPTH = 5
MAX_TAGS = 50
KEYS: ArrayField = ArrayField(IntegerField())
# A hyphen is NOT where a tag may begin; inside a slug it belongs to the slug.
TOKEN = re.compile(r"\s*([,|()=-]|[^,|()=\s-][^,|()=\s]*)\s*")


class BadSelection(ValueError):
    """The expression cannot be read; the message says where and why."""


@dataclass(frozen=True)
class Tagged:
    """Stories tagged with one tag, or (unless ``alone``) with anything that lies in it."""

    name: str
    alone: bool


@dataclass(frozen=True)
class Not:
    part: "Expression"


@dataclass(frozen=True)
class AllOf:
    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class AnyOf:
    parts: tuple["Expression", ...]


Expression = Tagged | Not | AllOf | AnyOf


def parse(text: str) -> Expression:
    """Read an expression; raises ``BadSelection``."""
    return _Parser(text).whole()


def carries_any(column: str, keys: Iterable[int]) -> Q:
    """Give the condition that an array column has one of the keys.

    As one parameter: of a list Django would make an expression for each member.
    """
    return Q(**{f"{column}__overlap": Value(sorted(keys), output_field=KEYS)})


def compile_expression(
    expression: Expression, column: str, keys: Callable[[Tagged], frozenset[int]]
) -> Q:
    """Turn an expression into a condition on an array column.

    ``keys`` gives the keys that stories carry for one tag; what it raises passes through.
    """
    match expression:
        case Tagged():
            return carries_any(column, keys(expression))
        case Not(part):
            return ~compile_expression(part, column, keys)
        case AllOf(parts):
            condition = Q()
            for part in parts:
                condition &= compile_expression(part, column, keys)
            return condition
        case AnyOf(parts):
            tagged = [part for part in parts if isinstance(part, Tagged)]
            if len(tagged) == len(parts):
                union = frozenset().union(*map(keys, tagged))
                return carries_any(column, union)
            condition = compile_expression(parts[0], column, keys)
            for part in parts[1:]:
                condition |= compile_expression(part, column, keys)
            return condition


def required(expression: Expression) -> list[Tagged] | None:
    """Give tags of which whatever matches carries at least one; None where it may carry none."""
    match expression:
        case Tagged():
            return [expression]
        case Not():
            return None
        case AllOf(parts):
            found = [tags for part in parts if (tags := required(part))]
            return min(found, key=len, default=None)
        case AnyOf(parts):
            each = [required(part) for part in parts]
            return None if None in each else [tag for tags in each if tags for tag in tags]


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = self._tokens(text)
        self.tags = 0
        self.depth = 0

    def whole(self) -> Expression:
        expression = self._all_of()
        if self.tokens:
            raise BadSelection(f"“{self.tokens[0]}” is not expected here.")
        return expression

    def _tokens(self, text: str) -> list[str]:
        tokens = []
        position = 0
        while position < len(text):
            found = TOKEN.match(text, position)
            if not found:
                raise BadSelection(f"“{text[position]}” is not expected here.")
            tokens.append(found[1])
            position = found.end()
        return tokens

    def _all_of(self) -> Expression:
        parts = [self._any_of()]
        while self._take(","):
            parts.append(self._any_of())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _any_of(self) -> Expression:
        parts = [self._one()]
        while self._take("|"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def _one(self) -> Expression:
        if self._take("-"):
            return Not(self._nested(self._one))
        if self._take("("):
            inner = self._nested(self._all_of)
            if not self._take(")"):
                raise BadSelection("A bracket is not closed.")
            return inner
        alone = self._take("=")
        if not self.tokens or self.tokens[0] in ",|()=-":
            after = f"“{self.tokens[0]}”" if self.tokens else "the end"
            raise BadSelection(f"A tag is expected before {after}.")
        self.tags += 1
        if self.tags > MAX_TAGS:
            raise BadSelection(f"At most {MAX_TAGS} tags can be named.")
        return Tagged(self.tokens.pop(0), alone)

    def _nested(self, read: Callable[[], Expression]) -> Expression:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise BadSelection(f"Brackets and NOT go at most {MAX_DEPTH} deep.")
        inner = read()
        self.depth -= 1
        return inner

    def _take(self, token: str) -> bool:
        if self.tokens and self.tokens[0] == token:
            self.tokens.pop(0)
            return True
        return False
