"""Suggestions for what readers really type."""

import random

import pytest

from taxonomy.releasing import release
from taxonomy.snapshot import Snapshot, load
from taxonomy.suggesting import Comparison, suggest_tags
from tests.factories import make_actor

ACTORS = {
    "kim-jong-un": ("Kim Jong Un", "Kim Jong Eun"),
    "sergey-lavrov": ("Sergey Lavrov", "Sergei Lavrov"),
    "sergey-shoigu": ("Sergey Shoigu",),
    "volodymyr-zelensky": ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
    "vladimir-putin": ("Vladimir Putin",),
    "recep-tayyip-erdogan": ("Recep Tayyip Erdoğan",),
    "emmanuel-macron": ("Emmanuel Macron",),
    "subrahmanyam-jaishankar": ("Subrahmanyam Jaishankar",),
    "hezbollah": ("Hezbollah", "Hizballah"),
    "government-of-russia": ("Government of Russia", "Kremlin"),
    "government-of-france": ("Government of France", "Élysée Palace"),
    "nato": ("North Atlantic Treaty Organization", "NATO"),
}
TYPED_REGIONS = {
    # Swapped
    "ukriane": "ukraine",
    "rusisa": "russia",
    "north koera": "north-korea",
    "nroth korea": "north-korea",
    "untied states": "united-states",
    "sothu korea": "south-korea",
    # Missing
    "ukrane": "ukraine",
    "kzakhstan": "kazakhstan",
    "north orea": "north-korea",
    "philipines": "philippines",
    "southkorea": "south-korea",
    # Too many
    "irann": "iran",
    "belarrus": "belarus",
    "afghannistan": "afghanistan",
    # Wrong
    "izrael": "israel",
    "brasil": "brazil",
    "jemen": "yemen",
    "tajikistam": "tajikistan",
    # Two at once
    "azerbijdan": "azerbaijan",
    "noth koera": "north-korea",
    # Unfinished
    "afgahn": "afghanistan",
    "unitd stat": "united-states",
    # Accents, and a word that is not the first
    "cote d'ivorie": "cote-divoire",
    "Côte d’Ivorie": "cote-divoire",
    "ivorie": "cote-divoire",
    "herzegowina": "bosnia-and-herzegovina",
}
TYPED_ACTORS = {
    "lavorv": "sergey-lavrov",
    "lawrov": "sergey-lavrov",
    "lavrrov": "sergey-lavrov",
    "serge lavrov": "sergey-lavrov",
    "sergie lav": "sergey-lavrov",
    "shiogu": "sergey-shoigu",
    "zelnesky": "volodymyr-zelensky",
    "zelenksiy": "volodymyr-zelensky",
    "vlodymyr": "volodymyr-zelensky",
    "puttin": "vladimir-putin",
    "vladmir putin": "vladimir-putin",
    "kim yong un": "kim-jong-un",
    "jogn un": "kim-jong-un",
    "kimjong": "kim-jong-un",
    "erdgoan": "recep-tayyip-erdogan",
    "ERDOĞN": "recep-tayyip-erdogan",
    "macorn": "emmanuel-macron",
    "jaishnakar": "subrahmanyam-jaishankar",
    "hizbolah": "hezbollah",
    "kermlin": "government-of-russia",
    "kreml in": "government-of-russia",
    "elysse": "government-of-france",
    "nrth atlantic": "nato",
}
NONSENSE = ["zzzz", "xyzzy", "qwertyui", "asdfghjkl", "lorem ipsum", "irn", "kmi", "安理会宣布"]


@pytest.fixture
def tags(db) -> Snapshot:
    for slug, (name, *aliases) in ACTORS.items():
        release(make_actor(slug, name=name, aliases=tuple(aliases)), by=None)
    return load()


def test_suggest_forgives_what_readers_mistype(tags):
    regions = {typed: suggest_tags(typed, tags, 1)[0] for typed in TYPED_REGIONS}
    actors = {typed: suggest_tags(typed, tags, 1)[1] for typed in TYPED_ACTORS}

    assert {typed: [one.tag.slug for one in found] for typed, found in regions.items()} == {
        typed: [slug] for typed, slug in TYPED_REGIONS.items()
    }
    assert {typed: [one.tag.slug for one in found] for typed, found in actors.items()} == {
        typed: [slug] for typed, slug in TYPED_ACTORS.items()
    }


def test_suggest_finds_nothing_for_nonsense(tags):
    assert {typed: suggest_tags(typed, tags, 5) for typed in NONSENSE} == {
        typed: ([], []) for typed in NONSENSE
    }


def test_suggest_says_which_name_fits_and_prefers_a_tags_own(tags):
    matched = [suggest_tags(typed, tags, 1)[1][0].matched for typed in ("lavorv", "sergei lavorv")]

    assert matched == ["Sergey Lavrov", "Sergei Lavrov"]


def test_suggest_puts_fewer_errors_first(tags):
    _, actors = suggest_tags("sergei shoigu", tags, 5)

    assert [one.tag.slug for one in actors] == ["sergey-shoigu"]


def test_every_single_error_in_a_name_is_forgiven(tags):
    chance = random.Random(7)
    for slug in ("kim-jong-un", "emmanuel-macron", "volodymyr-zelensky"):
        name = ACTORS[slug][0].lower()
        for place in range(len(name) - 1):
            letter = chance.choice("qxj")
            for typed in (
                name[:place] + name[place + 1 :],
                name[:place] + letter + name[place + 1 :],
                name[:place] + letter + name[place:],
                name[:place] + name[place + 1] + name[place] + name[place + 2 :],
            ):
                _, actors = suggest_tags(typed, tags, 1)
                assert [one.tag.slug for one in actors] == [slug], typed


@pytest.mark.parametrize(
    ("typed", "text", "errors"),
    [
        ("kim", "kim jong un", 0),
        ("kmi", "kim jong un", 1),
        ("km", "kim", 1),
        ("kiim", "kim", 1),
        ("kin", "kim", 1),
        ("", "kim", 0),
        ("kimj", "kim", 1),
        ("kmi jogn", "kim jong un", 2),
        ("abcdefgh", "bacdefhg", 2),
        # Two among the first letters are too many.
        ("abcdefgh", "badcefgh", 3),
    ],
)
def test_comparison_counts_errors_up_to_a_beginning(typed, text, errors):
    comparison = Comparison(typed, 2)

    comparison.read(text)

    assert min(comparison.errors, 3) == errors


def test_comparison_of_many_texts_counts_as_of_each_alone():
    chance = random.Random(3)
    texts = sorted("".join(chance.choices("abc ", k=8)) for _ in range(300))
    for typed in ("abc abca", "ccba cab", "a b c ab"):
        for most in (1, 2):
            many = Comparison(typed, most)
            for text in texts:
                alone = Comparison(typed, most)
                alone.read(text)
                many.read(text)
                assert many.errors == alone.errors, (typed, text)
