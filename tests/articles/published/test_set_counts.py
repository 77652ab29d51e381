"""Counting with arrays gives what counting one by one gives."""

import random
from collections import Counter

from articles.published.set_counts import count_values

STANDS_FOR = {1: "ab", 2: "b", 3: "", 4: "acd"}


def told(text: str) -> Counter[str]:
    return count_values(text, lambda key: list(STANDS_FOR[key]))


def test_value_counts_once_in_a_set_however_many_keys_stand_for_it():
    assert told("1,2;2;3;4,1") == Counter(b=3, a=2, c=1, d=1)


def test_keys_that_stand_for_nothing_count_nothing():
    assert told("3;3,3") == Counter()


def test_random_sets_are_counted_as_one_by_one():
    chance = random.Random(5)
    stands_for = {key: chance.sample(range(40), chance.randrange(6)) for key in range(100)}
    sets = [chance.sample(range(100), chance.randint(1, 7)) for _ in range(2_000)]
    expected = Counter(
        value for keys in sets for value in {value for key in keys for value in stands_for[key]}
    )
    text = ";".join(",".join(map(str, keys)) for keys in sets)

    assert count_values(text, stands_for.__getitem__) == expected
