"""Text that XML can hold."""

import re
from typing import Any

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def for_xml(value: Any) -> Any:
    """Replace the characters that XML 1.0 forbids, in all texts of a document."""
    match value:
        case str():
            return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", value)
        case dict():
            return {name: for_xml(inner) for name, inner in value.items()}
        case list():
            return [for_xml(inner) for inner in value]
    return value
