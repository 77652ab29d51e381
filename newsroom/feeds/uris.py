"""Addresses as URIs (RFC 3986), for formats that take nothing else."""

import re
from urllib.parse import quote, urlsplit, urlunsplit

# Characters that stand for themselves in every part of a URI behind the host (RFC 3986, 3.3).
PLAIN = "/:@!$&'()*+,;=~%"
STRAY_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def as_uri(address: str) -> str:
    """Encode what an address may have and a URI may not, such as letters of other scripts."""
    parts = urlsplit(STRAY_PERCENT.sub("%25", address))
    return urlunsplit(
        (
            parts.scheme,
            quote(parts.netloc, safe=PLAIN + "[]"),
            quote(parts.path, safe=PLAIN),
            quote(parts.query, safe=PLAIN + "?"),
            quote(parts.fragment, safe=PLAIN + "?"),
        )
    )
