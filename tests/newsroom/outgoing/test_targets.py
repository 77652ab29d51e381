import pytest

from newsroom.outgoing.targets import BadTarget, Reach, Target, read_target

OUTSIDE = Reach()
INSIDE = Reach(inside=True)


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("https://example.com", Target("https", "example.com", 443, "/")),
        (
            "https://EXAMPLE.com./a?b=c d".replace(" ", "%20"),
            Target("https", "example.com", 443, "/a?b=c%20d"),
        ),
        ("https://bücher.example/ä", Target("https", "xn--bcher-kva.example", 443, "/%C3%A4")),
        ("https://1.1.1.1/hook", Target("https", "1.1.1.1", 443, "/hook")),
        ("https://[2606:4700::1]:443/", Target("https", "2606:4700::1", 443, "/")),
    ],
)
def test_address_is_taken_apart(address, target):
    assert read_target(address, OUTSIDE) == target


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("http://example.com/", "https://"),
        ("ftp://example.com/", "https://"),
        ("example.com/hook", "https://"),
        ("https:///hook", "no host"),
        ("https://exa mple.com/", "space"),
        ("https://example.com/\n", "space"),
        ("https://example.com\\@evil.example/", "space"),
        ("https://example.com/" + "a" * 1_000, "1000"),
        ("https://example.com:8443/", "port"),
        ("https://example.com:99999/", "cannot be read"),
        ("https://example.com:0/", "port"),
        ("https://user@example.com/", "name or a password"),
        ("https://:secret@example.com/", "name or a password"),
        ("https://example.com/#", "fragment"),
        ("https://a..example/", "no host"),
        ("https://-.example/", "no host"),
        ("https://127.0.0.1/", "public internet"),
        ("https://2130706433/", "public internet"),
        ("https://127.1/", "public internet"),
        ("https://017700000001/", "public internet"),
        ("https://0/", "public internet"),
        ("https://169.254.169.254/latest/meta-data/", "public internet"),
        ("https://[::1]/", "public internet"),
        ("https://[::ffff:10.0.0.1]/", "public internet"),
        ("https://[fe80::1%25eth0]/", "public internet"),
        ("https://[::1/", "cannot be read"),
    ],
)
def test_address_to_which_nothing_may_go_is_refused(address, sentence):
    with pytest.raises(BadTarget, match=sentence):
        read_target(address, OUTSIDE)


def test_operators_and_developers_reach_their_own_network():
    assert read_target("http://varnish:6081/", INSIDE) == Target("http", "varnish", 6081, "/")
    assert read_target("http://127.0.0.1:9/", INSIDE) == Target("http", "127.0.0.1", 9, "/")


def test_other_ports_may_be_opened():
    opened = Reach(ports=(443, 8443))

    assert read_target("https://example.com:8443/", opened).port == 8443
    with pytest.raises(BadTarget, match="443, 8443"):
        read_target("https://example.com:22/", opened)
