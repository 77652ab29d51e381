import time

import pytest

from articles.body.identifiers import Identifiers, slug


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The strait, again", "the-strait-again"),
        ("Łódź & Diyarbakır", "lodz-diyarbakir"),
        ("Straße nach Ærøskøbing", "strasse-nach-aeroskobing"),
        ("2024 in review", "section-2024-in-review"),
        ("Ｆｕｌｌ width", "full-width"),
        ("Київ", ""),
        ("— ? —", ""),
        ("x" * 80, "x" * 56),
        ("a " * 80, "a-" * 27 + "a"),
    ],
)
def test_slug_is_the_text_folded_to_ascii(text: str, expected: str) -> None:
    assert slug(text) == expected


def test_headings_without_letters_are_numbered() -> None:
    identifiers = Identifiers(["section-2"])

    given = [identifiers.identify(None, text) for text in ("Київ", "Харків", "Київ")]

    assert given == ["section-1", "section-3", "section-4"]


def test_new_id_is_never_one_that_is_stored_further_down() -> None:
    identifiers = Identifiers(["ports", "ports-2"])

    given = [identifiers.identify(stored, "Ports") for stored in (None, "ports", "ports", None)]

    assert given == ["ports-3", "ports", "ports-4", "ports-5"]


@pytest.mark.parametrize("stored", ["", "A", "1a", "a b", "a_b", "é", "a\n", "x" * 65])
def test_invalid_id_is_refused(stored: str) -> None:
    with pytest.raises(ValueError, match="must be 1 to 64 lower-case letters"):
        Identifiers([stored]).identify(stored, "text")


def test_thousands_of_equal_headings_take_linear_time() -> None:
    identifiers = Identifiers([])
    began_at = time.process_time()

    given = {identifiers.identify(None, "Ports") for _ in range(20_000)}

    assert len(given) == 20_000
    assert time.process_time() - began_at < 2
