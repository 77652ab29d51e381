"""Where a request goes: addresses that are taken apart once, and never again."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from newsroom.outgoing.addresses import is_public

PORTS = {"https": 443, "http": 80}
LONGEST = 1_000
LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
NAME = re.compile(rf"(?=.{{1,253}}$){LABEL}(\.{LABEL})*")
# Characters that stand for themselves behind the host (RFC 3986, 3.3 and 3.4).
PLAIN = "/:@!$&'()*+,;=~%-._?"


@dataclass(frozen=True)
class Reach:
    """Whom requests may go to.

    With ``inside`` also hosts of one's own network, over plain HTTP and at any port: for
    addresses that operators configure, and for development. Otherwise only hosts of the public
    internet, over HTTPS, at one of ``ports``.
    """

    inside: bool = False
    ports: Collection[int] = (443,)


class BadTarget(Exception):
    """Nothing may be sent to an address; the message is a sentence that says why."""


@dataclass(frozen=True)
class Target:
    """``host`` is in its ASCII form, ``path`` has the query with it."""

    scheme: str
    host: str
    port: int
    path: str


def read_target(address: str, reach: Reach) -> Target:
    """Take an address apart; asks no resolver. Raises ``BadTarget``."""
    if len(address) > LONGEST or not address.isprintable() or re.search(r"[\s\\]", address):
        raise BadTarget(f"The address has a space or a sign that none has, or over {LONGEST}.")
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadTarget(f"The address cannot be read: {error}.") from None
    if parts.scheme not in (("https", "http") if reach.inside else ("https",)):
        raise BadTarget("The address begins with https://.")
    if parts.username is not None or parts.password is not None:
        raise BadTarget("The address holds a name or a password.")
    if "#" in address:
        raise BadTarget("The address has a fragment (#), which is never sent.")
    port = PORTS[parts.scheme] if port is None else port
    if port not in reach.ports and not reach.inside:
        listed = ", ".join(map(str, reach.ports))
        raise BadTarget(f"The port is {port}; these are open: {listed}.")
    path = quote(parts.path or "/", safe=PLAIN) + (
        f"?{quote(parts.query, safe=PLAIN)}" if parts.query else ""
    )
    return Target(parts.scheme, _read_host(host, reach), port, path)


def _read_host(host: str, reach: Reach) -> str:
    if ":" in host:
        ascii_form = host
    else:
        try:
            ascii_form = host.rstrip(".").encode("idna").decode().lower()
        except UnicodeError:
            ascii_form = ""
        if not NAME.fullmatch(ascii_form):
            raise BadTarget("The address names no host.")
    is_literal = ":" in host or re.fullmatch(r"[0-9.]+", ascii_form)
    if is_literal and not reach.inside and not is_public(ascii_form):
        raise BadTarget("The address is not one of the public internet.")
    return ascii_form
