import pytest

from taxonomy import cldr


def test_parents_leave_out_groupings_and_put_levels_in() -> None:
    containment = {
        "001": {"_contains": ["002", "019"]},
        "001-status-grouping": {"_contains": ["UN"]},
        "002": {"_contains": ["011"]},
        "003": {"_contains": ["005"], "_grouping": "true"},
        "011": {"_contains": ["AA"]},
        "019": {"_contains": ["005"]},
        "202": {"_contains": ["011"], "_grouping": "true"},
        "419": {"_contains": ["005"], "_grouping": "true"},
        "UN": {"_contains": ["AA"], "_grouping": "true"},
    }

    found = cldr.parents(containment)

    assert found == {
        "002": "001",
        "019": "001",
        "202": "002",
        "419": "019",
        "011": "202",
        "005": "419",
        "AA": "011",
        "AQ": "001",
    }


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("St. Kitts & Nevis", "Saint Kitts and Nevis"),
        ("U.S. Virgin Islands", "US Virgin Islands"),
        ("Congo - Kinshasa", "Congo-Kinshasa"),
        ("Côte d’Ivoire", "Côte d'Ivoire"),
    ],
)
def test_names_are_cleaned(written: str, cleaned: str) -> None:
    assert cldr.clean(written) == cleaned


@pytest.mark.parametrize(
    ("code", "assigned"), [("AA", True), ("BB", False), ("CC", False), ("DD", False)]
)
def test_iso_codes_have_a_number_below_900(code: str, assigned: bool) -> None:
    mappings = {"AA": {"_numeric": "894"}, "BB": {"_numeric": "900"}, "CC": {"_alpha3": "CCC"}}

    assert cldr.is_iso(code, mappings) is assigned


def test_name_forms_come_plain_and_as_written_without_brackets() -> None:
    names = {"A": "Other", "AA": "A & B", "AA-alt-short": "A", "AA-alt-variant": "A (B)"}

    assert cldr.name_forms("AA", names) == ["A and B", "A & B", "A", "A"]
