"""Which addresses of the internet protocol belong to the public internet.

By the registries of special-purpose addresses of the IANA. Of IPv6 only 2000::/3 has been given
out; all that embeds an address of IPv4 elsewhere (mapped, compatible, NAT64) lies outside of it.
"""

import ipaddress

SPECIAL_IPV4 = (
    "0.0.0.0/8",  # this network
    "10.0.0.0/8",  # private
    "100.64.0.0/10",  # behind the translation of a carrier
    "127.0.0.0/8",  # loopback
    "169.254.0.0/16",  # link-local, and the metadata of clouds
    "172.16.0.0/12",  # private
    "192.0.0.0/24",  # assignments for protocols
    "192.0.2.0/24",  # documentation
    "192.31.196.0/24",  # AS112
    "192.52.193.0/24",  # AMT
    "192.88.99.0/24",  # relays of 6to4
    "192.168.0.0/16",  # private
    "192.175.48.0/24",  # AS112
    "198.18.0.0/15",  # benchmarks
    "198.51.100.0/24",  # documentation
    "203.0.113.0/24",  # documentation
    "224.0.0.0/4",  # multicast
    "240.0.0.0/4",  # reserved, and broadcast
)
GIVEN_OUT_IPV6 = "2000::/3"
SPECIAL_IPV6 = (
    "2001::/23",  # assignments for protocols, Teredo among them
    "2001:db8::/32",  # documentation
    "2002::/16",  # 6to4
    "2620:4f:8000::/48",  # AS112
    "3fff::/20",  # documentation
)

_special_ipv4 = [ipaddress.IPv4Network(text) for text in SPECIAL_IPV4]
_given_out_ipv6 = ipaddress.IPv6Network(GIVEN_OUT_IPV6)
_special_ipv6 = [ipaddress.IPv6Network(text) for text in SPECIAL_IPV6]


def is_public(text: str) -> bool:
    """Tell whether an address is one of the public internet; one with a zone never is."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in network for network in _special_ipv4)
    if address.scope_id or address not in _given_out_ipv6:
        return False
    return not any(address in network for network in _special_ipv6)
