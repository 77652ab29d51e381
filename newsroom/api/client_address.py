"""Where a request comes from."""

from django.conf import settings
from django.http import HttpRequest

from newsroom.partners.networks import is_within, read_address


def client_address(request: HttpRequest) -> str:
    """Give the address of whoever asks; empty where the server cannot know it.

    That is the peer, unless it is one of our proxies: then it is whom that proxy had as its peer,
    and so on from the right of X-Forwarded-For. What stands further left anybody may have written.
    """
    ours = tuple(settings.NEWSROOM_TRUSTED_PROXIES)
    address = request.META.get("REMOTE_ADDR", "")
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
    while hops and is_within(address, ours):
        hop = read_address(hops.pop())
        if hop is None:
            break
        address = str(hop)
    return address
