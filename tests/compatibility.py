"""What a client of one OpenAPI document would miss in a later one.

The API only reads, so there are three kinds of promises: addresses and answers that are there,
parameters that are taken, and what stands in an answer. Clients are told to expect new fields, new
values of a fixed list and new kinds of what is told apart by a discriminator, so these may come.
"""

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy, from_regex

Schema = dict[str, Any]

# How a value may be bounded, and whether the bound may become larger or smaller.
LOWER_BOUNDS = ("minimum", "minLength", "minItems")
UPPER_BOUNDS = ("maximum", "maxLength", "maxItems")


def breaking_changes(old: Schema, new: Schema) -> list[str]:
    """Say in a sentence each what of the old document no longer holds in the new one."""
    return list(_Comparison(old, new).all())


class _Comparison:
    def __init__(self, old: Schema, new: Schema) -> None:
        self.old = old
        self.new = new
        self.compared: set[tuple[str, str]] = set()

    def all(self) -> Iterator[str]:
        for path, item in self.old["paths"].items():
            for method, operation in item.items():
                where = f"{method.upper()} {path}"
                now = self.new["paths"].get(path, {}).get(method)
                if now is None:
                    yield f"{where} is gone."
                else:
                    yield from self._operation(where, operation, now)

    def _operation(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        if old["operationId"] != new["operationId"]:
            yield f"{where} has another operationId, after which generated clients name it."
        yield from self._parameters(where, _parameters(old), _parameters(new))
        for status, response in old["responses"].items():
            now = new["responses"].get(status)
            if now is None:
                yield f"{where} no longer answers {status}."
            else:
                yield from self._response(f"{where} {status}", response, now)

    def _parameters(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        for name, parameter in old.items():
            if name not in new:
                yield f"{where} no longer takes the parameter {name}."
            else:
                yield from self._taken(f"{where} {name}", parameter["schema"], new[name]["schema"])
        for name, parameter in new.items():
            if parameter.get("required") and not old.get(name, {}).get("required"):
                yield f"{where} cannot be called without the parameter {name}."

    def _response(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        for header in old.get("headers", {}):
            if header not in new.get("headers", {}):
                yield f"{where} has no header {header}."
        for media_type, content in old.get("content", {}).items():
            now = new.get("content", {}).get(media_type)
            if now is None:
                yield f"{where} is not given as {media_type}."
            else:
                yield from self._given(f"{where} {media_type}", content["schema"], now["schema"])

    def _taken(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        """Whatever could be sent can still be sent, and means the same where it is left out."""
        old, new = self._resolved(old, new)
        if old.get("default") != new.get("default"):
            yield f"{where} has another default."
        if old.get("type") != new.get("type") or old.get("format") != new.get("format"):
            yield f"{where} has another type."
        if "enum" in new and not set(old.get("enum", [None])) <= set(new["enum"]):
            yield f"{where} takes fewer values."
        for bound in LOWER_BOUNDS:
            if new.get(bound, -1) > old.get(bound, -1):
                yield f"{where} has a narrower {bound}."
        for bound in UPPER_BOUNDS:
            if bound in new and not old.get(bound, float("inf")) <= new[bound]:
                yield f"{where} has a narrower {bound}."
        if old.get("pattern") != new.get("pattern") and not _pattern_takes(old, new):
            yield f"{where} takes fewer values."

    def _given(self, where: str, old: Schema, new: Schema) -> Iterator[str]:
        """Whatever could be relied on in an answer is still in it."""
        pair = (old.get("$ref", ""), new.get("$ref", ""))
        if all(pair):
            if pair in self.compared:
                return
            self.compared.add(pair)
            where = pair[0].rpartition("/")[2]
        old, new = self._resolved(old, new)
        if not _types(new) <= _types(old) and _types(old):
            yield f"{where} may have another type."
        if old.get("format") != new.get("format"):
            yield f"{where} has another format."
        if "enum" in old and not set(old["enum"]) <= set(new.get("enum", [])):
            yield f"{where} has lost values."
        for name, part in old.get("properties", {}).items():
            if name not in new.get("properties", {}):
                yield f"{where} has no {name}."
                continue
            if name in old.get("required", []) and name not in new.get("required", []):
                yield f"{where} may lack {name}."
            yield from self._given(f"{where}.{name}", part, new["properties"][name])
        if "items" in old:
            yield from self._given(f"{where}[]", old["items"], new.get("items", {}))
        for word in ("allOf", "anyOf", "oneOf"):
            yield from self._variants(where, word, old.get(word, []), new)

    def _variants(self, where: str, word: str, old: list[Schema], new: Schema) -> Iterator[str]:
        present = new.get(word, [])
        if len(present) < len(old):
            yield f"{where} has fewer variants."
        if len(present) > len(old) and old and word != "allOf" and "discriminator" not in new:
            yield f"{where} has a variant that cannot be told apart."
        for before, after in zip(old, present, strict=False):
            yield from self._given(where, before, after)

    def _resolved(self, old: Schema, new: Schema) -> tuple[Schema, Schema]:
        return _resolve(old, self.old), _resolve(new, self.new)


def _parameters(operation: Schema) -> dict[str, Schema]:
    return {parameter["name"]: parameter for parameter in operation.get("parameters", [])}


def _types(schema: Schema) -> set[str]:
    types = schema.get("type", [])
    return {types} if isinstance(types, str) else set(types)


def _resolve(schema: Schema, document: Schema) -> Schema:
    """Follow a reference; what stands beside it counts too."""
    if "$ref" not in schema:
        return schema
    target = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return {**target, **{key: value for key, value in schema.items() if key != "$ref"}}


def _pattern_takes(old: Schema, new: Schema) -> bool:
    """Try with a hundred texts of the old pattern; which ones is always the same."""
    if "pattern" not in new:
        return True
    pattern = re.compile(new["pattern"])
    if "pattern" not in old:
        return False
    texts: SearchStrategy[str] = from_regex(old["pattern"])
    refused: list[str] = []

    @settings(
        max_examples=100,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(texts)
    def try_one(text: str) -> None:
        if not pattern.search(text):
            refused.append(text)

    try_one()
    return not refused
