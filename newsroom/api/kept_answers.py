"""Whole answers kept in the process, each made once, bounded by bytes."""

import threading
import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass

from django.http import HttpResponse

Key = tuple[str | None, ...]
# Epoch and number of the newest change when the making of an answer began.
Label = tuple[uuid.UUID, int]

# What the objects around the texts and bytes take.
OVERHEAD_BYTES = 2_000
# Fields that tell of a body, which a 304 does not have.
BODY_FIELDS = {"content-length", "content-type"}


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """``valid_until`` is a time of the wall clock; None where only a change ends the answer."""

    label: Label
    status: int
    headers: dict[str, str]
    body: bytes
    etag: str
    valid_until: float | None

    @classmethod
    def of(cls, response: HttpResponse, label: Label) -> "KeptAnswer":
        valid_until = getattr(response, "valid_until", None)
        return cls(
            label,
            response.status_code,
            dict(response.items()),
            response.content,
            response.headers.get("ETag", ""),
            valid_until and valid_until.timestamp(),
        )

    @property
    def size(self) -> int:
        texts = sum(len(name) + len(value) for name, value in self.headers.items())
        return OVERHEAD_BYTES + texts + len(self.body)

    def is_valid(self, label: Label) -> bool:
        if self.label != label:
            return False
        return self.valid_until is None or time.time() < self.valid_until

    def whole(self) -> HttpResponse:
        return HttpResponse(self.body, status=self.status, headers=self.headers)

    def not_modified(self) -> HttpResponse:
        headers = {k: v for k, v in self.headers.items() if k.lower() not in BODY_FIELDS}
        response = HttpResponse(status=304, headers=headers)
        del response.headers["Content-Type"]
        return response


class Flight:
    """An answer that some thread is making, for which others wait."""

    def __init__(self) -> None:
        self._landed = threading.Event()
        self._answer: KeptAnswer | None = None

    def wait(self, seconds: float) -> KeptAnswer | None:
        """Give the answer; None where there is none to keep or it takes too long."""
        self._landed.wait(seconds)
        return self._answer

    def land(self, answer: KeptAnswer | None) -> None:
        self._answer = answer
        self._landed.set()


class KeptAnswers:
    """The answers used last, in at most so many bytes, and those being made."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self._lock = threading.Lock()
        self._answers: OrderedDict[Key, KeptAnswer] = OrderedDict()
        self._flights: dict[tuple[Key, Label], Flight] = {}

    def get(self, key: Key, label: Label) -> KeptAnswer | None:
        """Give the answer if it was made at this label and is valid still."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is None or not answer.is_valid(label):
                return None
            self._answers.move_to_end(key)
            return answer

    def board(self, key: Key, label: Label) -> tuple[Flight, bool]:
        """Give the making of this answer, and whether it is the caller who makes it.

        Whoever makes it must ``land`` it, whatever happens.
        """
        with self._lock:
            flight = self._flights.get((key, label))
            if flight:
                return flight, False
            flight = self._flights[key, label] = Flight()
            return flight, True

    def land(self, key: Key, label: Label, answer: KeptAnswer | None) -> None:
        """End the making; an answer is kept and given to all who wait, None lets them go."""
        with self._lock:
            if answer:
                self._keep(key, answer)
            flight = self._flights.pop((key, label))
        flight.land(answer)

    def _keep(self, key: Key, answer: KeptAnswer) -> None:
        self._drop(key)
        self._answers[key] = answer
        self.bytes += _size(key, answer)
        while self.bytes > self.most_bytes:
            self._drop(next(iter(self._answers)))

    def _drop(self, key: Key) -> None:
        if dropped := self._answers.pop(key, None):
            self.bytes -= _size(key, dropped)


def _size(key: Key, answer: KeptAnswer) -> int:
    return answer.size + sum(len(part or "") for part in key)
