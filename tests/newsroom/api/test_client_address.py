import pytest
from django.test import RequestFactory

from newsroom.api.client_address import client_address


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "expected"),
    [
        ([], "192.0.2.1", "198.51.100.9", "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.9", "198.51.100.9"),
        (["10.0.0.0/8"], "192.0.2.1", "198.51.100.9", "192.0.2.1"),
        (["10.0.0.0/8"], "10.0.0.1", "203.0.113.5, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        (["10.0.0.0/8"], "10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        (["10.0.0.0/8"], "10.0.0.1", "198.51.100.9, unknown", "10.0.0.1"),
        (["10.0.0.0/8"], "10.0.0.1", "", "10.0.0.1"),
        (["10.0.0.0/8"], "::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1"),
        (["10.0.0.0/8"], "", "198.51.100.9", ""),
    ],
)
def test_address_is_read_from_the_right_past_our_proxies(
    settings, trusted, peer, forwarded, expected
):
    settings.NEWSROOM_TRUSTED_PROXIES = trusted
    fields = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}

    assert client_address(RequestFactory().get("/", **fields)) == expected
