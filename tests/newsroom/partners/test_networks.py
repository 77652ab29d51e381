import pytest

from newsroom.partners.networks import is_within, read_ranges


def test_ranges_are_stored_once_in_one_spelling():
    assert read_ranges(["192.0.2.7", " 192.0.2.0/24", "192.0.2.7/32", "2001:DB8::/32"]) == [
        "192.0.2.7/32",
        "192.0.2.0/24",
        "2001:db8::/32",
    ]


@pytest.mark.parametrize("text", ["", "example.org", "192.0.2.1/24", "192.0.2.0/33", "1"])
def test_what_is_no_range_is_named(text):
    with pytest.raises(ValueError, match="is no range of addresses"):
        read_ranges(["192.0.2.0/24", text])


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.0.2.200", True),
        ("::ffff:192.0.2.200", True),
        ("192.0.3.1", False),
        ("2001:db8::1", True),
        ("2001:db9::1", False),
        ("", False),
        ("unix:", False),
    ],
)
def test_address_lies_within_ranges(address, expected):
    assert is_within(address, ("192.0.2.0/24", "2001:db8::/32")) is expected
