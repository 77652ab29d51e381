import re
import unicodedata

# Controls but tab, newline and carriage return; zero-width space and byte order mark; line and
# paragraph separators; bidirectional overrides and isolates; lone surrogates; the replacement
# character, which is all that is left of text damaged in a conversion; and noncharacters.
# U+200C and U+200D stay: Persian, Hindi and emoji cannot be written without them.
_LAST_OF_PLANES = "".join(
    chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(17)
)
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff\ufffd"
    f"\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_PLANES}]"
)
_UNNAMED = {"Cc": "CONTROL CHARACTER", "Cs": "LONE SURROGATE", "Cn": "NONCHARACTER"}
_INSTEAD = {
    "\u2028": "start a new paragraph instead",
    "\u2029": "start a new paragraph instead",
    "\ufffd": "it marks text damaged in a conversion; type what stood there",
}


def forbidden_characters(text: str) -> dict[str, str]:
    """A sentence for each forbidden character in `text`, by character, in order of appearance."""
    return {character: _refusal(character) for character in _FORBIDDEN.findall(text)}


def without_forbidden(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def _refusal(character: str) -> str:
    name = "NULL" if character == "\0" else _UNNAMED.get(unicodedata.category(character))
    name = name or unicodedata.name(character)
    instead = _INSTEAD.get(character, "delete it")
    return f"The character U+{ord(character):04X} {name} is not allowed: {instead}."
