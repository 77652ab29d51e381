import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse

from newsroom.api.kept_answers import OVERHEAD_BYTES, KeptAnswer, KeptAnswers
from tests.concurrency import threads

EPOCH = uuid.uuid4()
KEY = ("http", "localhost", "/api/v1/", "", None)
LABEL = (EPOCH, 7)
NEXT = (EPOCH, 8)


def make_answer(body: bytes = b"{}", *, label=LABEL, until: datetime | None = None) -> KeptAnswer:
    response = HttpResponse(body, headers={"ETag": '"x"', "Content-Length": str(len(body))})
    if until:
        response.valid_until = until
    return KeptAnswer.of(response, label)


def key(name: str) -> tuple[str]:
    return (name,)


def make(kept: KeptAnswers, of: tuple[str, ...], answer: KeptAnswer | None) -> None:
    kept.board(of, LABEL)
    kept.land(of, LABEL, answer)


def test_answer_is_given_again_at_its_label_only():
    kept, answer = KeptAnswers(10_000), make_answer()
    make(kept, KEY, answer)

    assert kept.get(KEY, LABEL) is answer
    assert kept.get(KEY, NEXT) is None
    assert kept.get(KEY, (uuid.uuid4(), 7)) is None
    assert kept.get(("https", *KEY[1:]), LABEL) is None


def test_answer_that_depends_on_the_time_ends_with_it():
    now = datetime.now(UTC)

    assert make_answer(until=now + timedelta(seconds=60)).is_valid(LABEL)
    assert not make_answer(until=now).is_valid(LABEL)


def test_answer_is_whole_or_tells_that_it_is_the_same():
    answer = make_answer(b"body")

    assert dict(answer.whole().items()) == {
        "Content-Type": "text/html; charset=utf-8",
        "ETag": '"x"',
        "Content-Length": "4",
    }
    assert answer.whole().content == b"body"
    same = answer.not_modified()
    assert (same.status_code, same.content, dict(same.items())) == (304, b"", {"ETag": '"x"'})


def test_answers_used_last_stay_within_the_bytes():
    one = make_answer(b"x" * 1_000)
    kept = KeptAnswers(3 * one.size + 3)
    for name in "abc":
        make(kept, key(name), one)
    assert kept.bytes == 3 * one.size + 3

    kept.get(key("a"), LABEL)
    make(kept, key("d"), one)

    assert [kept.get(key(name), LABEL) for name in "abcd"] == [one, None, one, one]
    assert kept.bytes == 3 * one.size + 3


def test_answer_made_anew_takes_the_place_of_the_old():
    kept, other = KeptAnswers(100_000), make_answer(b"longer", label=NEXT)
    make(kept, KEY, make_answer())
    make(kept, KEY, other)

    assert kept.get(KEY, LABEL) is None
    assert kept.get(KEY, NEXT) is other
    assert kept.bytes == other.size + sum(len(part or "") for part in KEY)


def test_answer_larger_than_all_room_is_not_kept():
    kept = KeptAnswers(OVERHEAD_BYTES)
    make(kept, KEY, make_answer())

    assert kept.get(KEY, LABEL) is None
    assert kept.bytes == 0


@pytest.mark.parametrize("answer", [make_answer(), None])
def test_one_makes_what_many_wait_for(answer):
    kept = KeptAnswers(10_000)
    _, is_maker = kept.board(KEY, LABEL)
    assert is_maker

    with threads() as run:
        boarded = [kept.board(KEY, LABEL) for _ in range(3)]
        waiting = [run(flight.wait, 10) for flight, _ in boarded]
        time.sleep(0.05)
        assert not any(one.done() for one in waiting)
        kept.land(KEY, LABEL, answer)
        assert [one.result() for one in waiting] == [answer] * 3

    assert [is_maker for _, is_maker in boarded] == [False] * 3
    assert kept.board(KEY, LABEL)[1]


def test_nobody_waits_for_an_answer_of_another_label():
    kept = KeptAnswers(10_000)
    kept.board(KEY, LABEL)

    assert kept.board(KEY, NEXT)[1]


def test_waiting_ends():
    flight, _ = KeptAnswers(10_000).board(KEY, LABEL)

    assert flight.wait(0.01) is None
