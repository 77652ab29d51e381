import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote

from articles.body.characters import forbidden_characters

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):(.*)", re.DOTALL)
_WEB = re.compile(r"//([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?", re.DOTALL)
_PORT = re.compile(r"[0-9]{1,5}")
_LOOSE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_OTHER_THAN_ASCII_OF_URLS = re.compile(r"[^A-Za-z0-9\-._~!$&'()*+,;=:@/?%]")


@lru_cache(maxsize=1024)  # Every span of a link checks its address again.
def normalise_href(href: str) -> str:
    """`href` as a valid URL of the WHATWG URL Standard, leading to the same place.

    Blanks around it go, the scheme becomes lower case, and what must be percent-encoded is.
    Raises ValueError with a sentence for the editor unless it is an absolute http or https address
    without a user name, or a mailto address.
    """
    href = href.strip(" \t\n\f\r")
    for refusal in forbidden_characters(href).values():
        raise ValueError(refusal)
    # Browsers drop tabs and line breaks inside an address, so that one can hide another scheme.
    if re.search(r"[\t\n\r\\]", href):
        raise ValueError(f"The address {_quoted(href)} holds a tab, a line break or a backslash.")
    parts = _SCHEME.fullmatch(href)
    if parts is None:
        raise ValueError(_relative(href))
    scheme, rest = parts[1].lower(), parts[2]
    if scheme in {"http", "https"}:
        return f"{scheme}:{_web(href, rest)}"
    if scheme == "mailto":
        return f"{scheme}:{_mail(href, rest)}"
    raise ValueError(
        f"The address {_quoted(href)} has the scheme {_quoted(scheme)}: use https, http or mailto."
    )


def _web(href: str, rest: str) -> str:
    parts = _WEB.fullmatch(rest)
    if parts is None:
        raise ValueError(f"The address {_quoted(href)} lacks the two slashes after the scheme.")
    authority, path, query, fragment = parts.groups(default="")
    if "@" in authority:
        raise ValueError(f"The address {_quoted(href)} holds a user name: leave it out.")
    host, colon, port = authority.partition(":")
    if not _is_host(host) or (colon and not _is_port(port)):
        raise ValueError(f"The address {_quoted(href)} has no valid host name.")
    encoded = f"//{authority}{_encode(path)}"
    if query:
        encoded += f"?{_encode(query[1:])}"
    if fragment:
        encoded += f"#{_encode(fragment[1:])}"
    return encoded


def _mail(href: str, rest: str) -> str:
    addresses, mark, query = rest.partition("?")
    for address in addresses.split(","):
        mailbox, _, host = address.rpartition("@")
        if not mailbox or "@" in mailbox or not _is_host(host):
            raise ValueError(f"The address {_quoted(href)} is no mail address.")
    return _encode(addresses) + mark + _encode(query)


def _is_port(port: str) -> bool:
    return _PORT.fullmatch(port) is not None and int(port) < 2**16


def _is_host(host: str) -> bool:
    return len(host) <= 253 and all(map(_is_label, host.removesuffix(".").split(".")))


def _is_label(label: str) -> bool:
    return (
        0 < len(label) <= 63
        and not label.startswith("-")
        and not label.endswith("-")
        and all(
            character.isalnum() or character in "-_" or unicodedata.category(character)[0] == "M"
            for character in label
        )
    )


def _encode(part: str) -> str:
    part = _LOOSE_PERCENT.sub("%25", part)
    return _OTHER_THAN_ASCII_OF_URLS.sub(_encode_character, part)


def _encode_character(found: re.Match[str]) -> str:
    character = found[0]
    if not character.isascii() and character.isprintable():
        return character
    return quote(character, safe="")


def _relative(href: str) -> str:
    if not href:
        return "The link has no address: give it one or leave out the <a>."
    nearest = "https://" + href.lstrip("/") if re.match(r"//|www\.", href) else "https://…"
    return f"The address {_quoted(href)} is relative: write it in full, {_quoted(nearest)}."


def _quoted(value: str) -> str:
    return f"“{value}”" if len(value) <= 80 else f"“{value[:79]}…”"
