"""Cursors of walks: where a copy stands, as a text that callers cannot alter."""

import uuid
from typing import Any

from django.core import signing
from rest_framework.request import Request

from articles.published.sync.walks import Point, Position, Walk
from newsroom.api.problems import parameter_problem

SALT = "newsroom.sync"


def write_cursor(walk: Walk) -> str:
    values = [
        walk.epoch.hex,
        walk.bases,
        walk.from_nothing,
        walk.target,
        [walk.position.stage, walk.position.number, walk.position.id.hex],
    ]
    return signing.Signer(salt=SALT).sign_object(values, compress=True)


def read_cursor(text: str) -> Walk:
    """Raises a ``Problem`` for what was not signed with the present key or one before it."""
    try:
        epoch, bases, from_nothing, target, position = signing.Signer(salt=SALT).unsign_object(text)
    except signing.BadSignature:
        raise parameter_problem("cursor", "This is not a cursor that we gave out.") from None
    stage, number, key = position
    return Walk(
        uuid.UUID(epoch),
        tuple(_point(base) for base in bases),
        from_nothing,
        target and _point(target),
        Position(stage, number, uuid.UUID(key)),
    )


def read_rest(text: str) -> Walk:
    """Read the cursor of a copy that is in step; raises a ``Problem`` for one that is not."""
    walk = read_cursor(text)
    if walk.target or walk.from_nothing:
        raise parameter_problem(
            "cursor", "This cursor is of a walk under way; go on until `done` is true."
        )
    return walk


def required_cursor(request: Request) -> str:
    text: str | None = request.query_params.get("cursor")
    if text is None:
        raise parameter_problem("cursor", "cursor is required here.")
    return text


def _point(values: Any) -> Point:
    number, digest = values
    return Point(number, digest)
