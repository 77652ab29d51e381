"""The `fields` parameter: naming parts of an answer, and giving no others."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import serializers
from rest_framework.request import Request

from newsroom.api.parameters import nearest, split_list
from newsroom.api.problems import parameter_problem

MAX_FIELDS = 100
HELD_TEXTS = 512

# The names of the parts that are given, in order; each with the parts of it that are, or with None
# where it is given whole.
Parts = Mapping[str, "Parts | None"]
Path = list[str]


def fields_parameter(format: str, *, some: str, all_but: str) -> OpenApiParameter:
    return OpenApiParameter(
        "fields",
        {"type": "string", "minLength": 1, "format": format},
        description="A comma list of the fields to give; a dot leads into an object, or into each "
        "of a list of objects. With `-` before each, those to drop.",
        examples=[
            OpenApiExample("Some fields", value=some),
            OpenApiExample("All but some", value=all_but),
        ],
    )


FIELDS = fields_parameter(
    "fields", some="title,url,image.url,regions.name", all_but="-summary,-actors.kind"
)


class Shape:
    """All that can be named of an answer: the fields of its serializer and those within them."""

    def __init__(self, serializer: serializers.Serializer) -> None:
        self.parts = _parts(serializer)
        self.paths = {".".join(path): path for path in _paths(self.parts)}

    @lru_cache(maxsize=HELD_TEXTS)  # noqa: B019 - shapes live as long as the process.
    def select(self, text: str, default: tuple[str, ...]) -> Parts:
        """Read the `fields` parameter; `-name` takes from the default. Raises a ``Problem``."""
        names = split_list("fields", text, most=MAX_FIELDS)
        dropping = [name.startswith("-") for name in names]
        paths = [self._path(name.removeprefix("-")) for name in names]
        if not any(dropping):
            return _only(self.parts, paths)
        if not all(dropping):
            raise parameter_problem(
                "fields", "Either name fields to give, or with `-` some to drop."
            )
        return _without({name: self.parts[name] for name in default}, paths)

    def _path(self, name: str) -> Path:
        if name not in self.paths:
            raise parameter_problem(
                "fields", f"There is no field “{name[:60]}”.", nearest(name, self.paths)
            )
        return self.paths[name]

    def read(self, request: Request) -> Parts:
        """Read the `fields` parameter of a request; everything without it."""
        text = request.query_params.get("fields")
        return whole(tuple(self.parts)) if text is None else self.select(text, tuple(self.parts))


def whole(names: Sequence[str]) -> Parts:
    return dict.fromkeys(names)


def prune(value: Any, parts: Parts | None) -> Any:
    """Give of an object, or of each in a list, the parts that are asked for; null stays null."""
    if parts is None or value is None:
        return value
    if isinstance(value, list):
        return [prune(one, parts) for one in value]
    return {
        name: value[name] if inner is None else prune(value[name], inner)
        for name, inner in parts.items()
    }


@cache
def partial(whole: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """Make a serializer of the same fields, of which any may be absent, at every depth."""

    class Partial(whole):
        def get_fields(self) -> dict[str, serializers.Field]:
            return {name: _optional(field) for name, field in super().get_fields().items()}

    name = whole.__name__.removesuffix("Serializer")
    Partial.__name__ = f"{name}SelectionSerializer"
    Partial.__doc__ = f"The parts of {name} that are asked for."
    return Partial


class Selectable(serializers.Serializer):
    """Describes what is given as ``whole`` by default, and in part with `fields=`."""

    whole: type[serializers.Serializer]


class SelectableExtension(OpenApiSerializerExtension):
    target_class = Selectable
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        parts = (self.target.whole, partial(self.target.whole))
        return {"anyOf": [auto_schema.resolve_serializer(part, direction).ref for part in parts]}


def _optional(field: serializers.Field) -> serializers.Field:
    inner = _inner(field)
    if not isinstance(inner, serializers.Serializer):
        field.required = False
        return field
    return partial(type(inner))(
        many=inner is not field,
        required=False,
        allow_null=field.allow_null,
        help_text=field.help_text,
    )


def _inner(field: serializers.Field) -> serializers.Field:
    """Give what stands in a list, or else the field itself."""
    return getattr(field, "child", field)


def _parts(serializer: serializers.Serializer) -> dict[str, Any]:
    return {
        name: _parts(inner) if isinstance(inner, serializers.Serializer) else None
        for name, inner in ((name, _inner(field)) for name, field in serializer.fields.items())
    }


def _paths(parts: Parts) -> list[Path]:
    return [[name, *rest] for name, inner in parts.items() for rest in [[], *_paths(inner or {})]]


def _only(parts: Parts, paths: list[Path]) -> dict[str, Any]:
    """Keep what the paths lead to. A path that ends on the way means the whole."""
    found = {}
    for name, inner in parts.items():
        below = [rest for first, *rest in paths if first == name]
        if below:
            found[name] = None if [] in below or inner is None else _only(inner, below)
    return found


def _without(parts: Parts, paths: list[Path]) -> dict[str, Any]:
    """Leave out what the paths lead to."""
    found = {}
    for name, inner in parts.items():
        below = [rest for first, *rest in paths if first == name]
        if [] not in below:
            found[name] = _without(inner, below) if below and inner else None
    return found
