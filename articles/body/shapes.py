from types import UnionType
from typing import Any


def check_object(data: object, **members: type | UnionType) -> dict[str, Any]:
    """`data` if it is a JSON object with exactly these members; raises ValueError if not."""
    if not isinstance(data, dict) or set(data) != set(members):
        raise ValueError(f"expected an object with exactly the members {', '.join(members)}")
    for name, kind in members.items():
        if not isinstance(data[name], kind):
            expected = getattr(kind, "__name__", str(kind))
            raise ValueError(f"“{name}” must be {expected}, not {type(data[name]).__name__}")
    return data
