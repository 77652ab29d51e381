"""How far copies are behind: stories of the slice that changed since a number, and since when."""

import pytest

from articles.published.slices import SliceFilter, compile_slice
from articles.published.sync import lag
from articles.published.sync.lag import Lag, lags
from articles.verbs.publishing import publish
from articles.verbs.withdrawing import withdraw
from newsroom.changes.head import read_head
from newsroom.changes.models import Change
from taxonomy.snapshot import snapshot
from tests.factories import make_published


def news():
    return compile_slice([SliceFilter(genre="news")], snapshot(read_head()))


def lag_after(number: int) -> Lag:
    return lags([number], news(), read_head())[number]


def moment(number: int):
    return Change.objects.get(seq=number).at


@pytest.fixture
def start(db) -> int:
    """Publish two news stories; gives the number up to which a copy holds both."""
    for slug in ("kept", "taken"):
        make_published(slug=slug, genre="news")
    return read_head().seq


def test_copy_in_step_is_not_behind(start, django_assert_num_queries):
    head, present = read_head(), news()

    with django_assert_num_queries(0):
        assert lags([start], present, head) == {start: Lag(0, False, None)}


def test_stories_of_the_slice_count_once_each(start):
    make_published(genre="opinion")
    story = make_published(genre="news")
    publish(story, by=None)

    found = lag_after(start)

    assert found == Lag(1, False, moment(start + 2))


def test_stories_taken_back_count(start):
    story = make_published(slug="gone", genre="news")
    number = read_head().seq
    withdraw(story, by=None, reason="Wrong.")

    assert lag_after(number) == Lag(1, False, moment(number + 1))
    assert lag_after(start) == Lag(1, False, moment(start + 1))


def test_other_changes_are_no_lag(start):
    make_published(genre="opinion")

    assert lag_after(start) == Lag(0, False, None)


def test_slice_that_holds_nothing_is_never_behind(start):
    nothing = compile_slice([], snapshot(read_head()))
    make_published(genre="news")

    assert lags([start], nothing, read_head()) == {start: Lag(0, False, None)}


def test_only_the_newest_changes_are_looked_at(start, monkeypatch):
    monkeypatch.setattr(lag, "MOST", 2)
    for _ in range(3):
        make_published(genre="news")

    assert lag_after(start) == Lag(2, True, moment(start + 1))
    assert lag_after(start + 2) == Lag(1, False, moment(start + 3))


def test_cost_is_the_same_for_one_copy_and_three(start, django_assert_num_queries):
    for _ in range(3):
        make_published(genre="news")
    head, present = read_head(), news()

    for numbers in ([start], [start, start + 1, start + 2]):
        with django_assert_num_queries(3):
            found = lags(numbers, present, head)
        assert [found[number].stories for number in numbers] == [3, 2, 1][: len(numbers)]
