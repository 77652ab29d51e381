"""Addresses and ranges of the internet protocol."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def read_ranges(texts: Iterable[str]) -> list[str]:
    """Give ranges as they are stored, each once; raises ``ValueError`` that names the wrong one."""
    return list(dict.fromkeys(str(_read_range(text.strip())) for text in texts))


def is_within(address: str, ranges: tuple[str, ...]) -> bool:
    """Tell whether an address lies in one of the ranges; what is no address lies in none."""
    found = read_address(address)
    return found is not None and any(found in network for network in _networks(ranges))


def read_address(text: str) -> Address | None:
    """Give an address; one of IPv4 that is written as IPv6 is the one of IPv4."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _read_range(text: str) -> Network:
    try:
        return ipaddress.ip_network(text)
    except ValueError as error:
        raise ValueError(f"“{text[:60]}” is no range of addresses: {error}.") from error


@lru_cache(maxsize=1_000)
def _networks(ranges: tuple[str, ...]) -> list[Network]:
    return [ipaddress.ip_network(one) for one in ranges]
