import pytest

from articles.body import List, Paragraph, Quote, Span, reading_minutes, word_count


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ships waited off the coast.", 5),
        ("Don’t re-export R&D at 3.5% — or else…now", 8),
        ("– ? • 😀", 0),
        ("Київ і Харків", 3),
        ("السلام عليكم", 2),
        ("नमस्ते दुनिया", 2),
        ("안녕 세계", 2),
        ("中国军队", 4),
        ("カナと漢字。", 5),
        ("用iPhone打", 3),
        ("ประเทศไทย", 2),
        ("ພາສາລາວ", 2),
        ("\xa0a\xa0b\u3000c", 3),
    ],
)
def test_words_are_counted_in_every_script(text: str, words: int) -> None:
    assert word_count([Paragraph((Span(text),))]) == words


def test_words_are_those_of_all_blocks_without_list_markers() -> None:
    blocks = [
        List(ordered=True, items=((Span("one "), Span("two", bold=True)), (Span("three"),))),
        Quote(paragraphs=((Span("four"),), (Span("five"),)), attribution="six seven"),
    ]

    assert word_count(blocks) == 7


def test_mark_within_a_word_does_not_split_it() -> None:
    assert word_count([Paragraph((Span("un"), Span("believ", italic=True), Span("able")))]) == 1


@pytest.mark.parametrize(
    ("words", "minutes"), [(0, 0), (1, 1), (238, 1), (356, 1), (357, 2), (2380, 10)]
)
def test_reading_minutes_are_rounded_but_at_least_one(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes
