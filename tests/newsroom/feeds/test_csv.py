"""Tables that spreadsheets read and run nothing of."""

import pytest

from newsroom.feeds.csv import write_csv


def cell(value) -> str:
    """Give how a value stands in the only cell of a table."""
    text = write_csv(["a"], [{"a": value}]).decode("utf-8-sig")
    return text.removeprefix('"a"\r\n"').removesuffix('"\r\n')


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        ("text", "text"),
        ('say "no"', 'say ""no""'),
        ("two\nlines", "two\nlines"),
        (["a", "b"], "a; b"),
        ([], ""),
        ([{"id": 1, "name": "Fiji"}, {"id": 2, "name": "Tonga"}], "Fiji; Tonga"),
        ({"slug": "fiji"}, "fiji"),
        ({"id": "1", "name": "Fiji", "slug": "fiji"}, "Fiji"),
        ({"id": "1", "kind": "place"}, "1; place"),
        ({"latitude": -33.5, "longitude": 151.0}, "-33.5; 151.0"),
        ([{"title": "A", "image": None}], "A"),
    ],
)
def test_values_become_text(value, expected):
    assert cell(value) == expected


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_formulas_become_text(start):
    assert cell(f"{start}SUM(A1)") == f"'{start}SUM(A1)"


@pytest.mark.parametrize("number", ["-1", "+1", "-33.5"])
def test_numbers_stay_numbers(number):
    assert cell(number) == number


def test_rows_end_as_the_standard_says():
    table = write_csv(["a", "b"], [{"a": 1, "b": "ä"}, {"b": None, "a": 2, "c": "left out"}])

    assert table == b'\xef\xbb\xbf"a","b"\r\n"1","\xc3\xa4"\r\n"2",""\r\n'
