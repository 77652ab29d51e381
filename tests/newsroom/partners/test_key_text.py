import re

import pytest

from newsroom.partners.key_text import (
    ALPHABET,
    PATTERN,
    KeyName,
    checksum,
    make_key_text,
    read_key_text,
)


@pytest.mark.parametrize("environment", ["live", "test"])
def test_text_of_a_key_tells_environment_and_id(environment):
    public_id, text = make_key_text(environment)

    assert read_key_text(text) == KeyName(environment, public_id)
    assert text.startswith(f"newsroom_{environment}_{public_id}_")


def test_pattern_for_scanners_finds_keys_in_text():
    _, text = make_key_text("live")

    assert re.findall(PATTERN, f'API_KEY="{text}"\n') == [text]


def test_any_changed_character_is_noticed():
    _, text = make_key_text("live")
    start = len("newsroom_live_")

    for place in range(start, len(text)):
        other = "1" if text[place] != "1" else "2"
        assert read_key_text(text[:place] + other + text[place + 1 :]) is None


@pytest.mark.parametrize("text", ["", "newsroom_live_", "newsroom_prod_abcdefgh_", "x" * 10_000])
def test_what_is_no_key_says_nothing(text):
    assert read_key_text(text) is None


def test_checksum_is_the_crc_32_in_base_62():
    digits = [ALPHABET.index(character) for character in checksum("123456789")]

    assert sum(digit * 62**power for power, digit in enumerate(reversed(digits))) == 0xCBF43926


def test_keys_are_never_the_same():
    assert len({make_key_text("live") for _ in range(1_000)}) == 1_000
