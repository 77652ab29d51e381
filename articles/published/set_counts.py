"""Counting in how many sets of keys each value is found, tens of thousands of sets at once."""

from collections import Counter
from collections.abc import Callable, Collection
from itertools import chain
from typing import TypeVar

import numpy as np

Value = TypeVar("Value")


def count_values(text: str, about: Callable[[int], Collection[Value]]) -> Counter[Value]:
    """Count for each value in how many sets there is a key that stands for it.

    ``text`` has sets with ``;`` between them, each of whole numbers with ``,`` between them, and
    none of them empty. ``about`` gives the different values that a key stands for.
    """
    marks = np.frombuffer(text.encode(), np.uint8)
    ends_set = marks[(marks == ord(",")) | (marks == ord(";"))] == ord(";")
    sets = np.concatenate(([0], ends_set.cumsum()))
    numbers = np.fromstring(text.replace(";", ","), np.int64, sep=",")
    keys, places = np.unique(numbers, return_inverse=True)
    meant = [about(int(key)) for key in keys]
    values = list(dict.fromkeys(chain.from_iterable(meant)))
    if not values:
        return Counter()

    # Instead of each key of a set there come all the values that it stands for.
    positions = {value: position for position, value in enumerate(values)}
    reached = np.array([positions[value] for value in chain.from_iterable(meant)])
    lengths = np.array([len(each) for each in meant])
    times = lengths[places]
    begins = (lengths.cumsum() - lengths)[places] - (times.cumsum() - times)
    found = reached[np.arange(times.sum()) + np.repeat(begins, times)]

    # A value that several keys of a set stand for counts once.
    pairs = np.repeat(sets, times) * len(values) + found
    pairs.sort()
    is_new = np.concatenate(([True], pairs[1:] != pairs[:-1]))
    counts = np.bincount(pairs[is_new] % len(values), minlength=len(values))
    return Counter(dict(zip(values, map(int, counts), strict=True)))
