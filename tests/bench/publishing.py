"""Publishing now and then while reads are measured, as a newsroom does all day."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from articles.models import Article
from articles.verbs.publishing import publish
from articles.verbs.withdrawing import withdraw
from tests.factories import make_article

BODY = "<p>What was said at the ceasefire talks of this morning, and what was not.</p>" * 70


@contextmanager
def publishing(per_minute: int) -> Iterator[list[Article]]:
    """Publish so many stories a minute; gives those published so far.

    All are withdrawn at the end, so that the next run finds the archive as this one did. Nothing is
    published where ``per_minute`` is 0.
    """
    published: list[Article] = []
    stopping = threading.Event()

    def work() -> None:
        while not stopping.wait(60 / per_minute):
            slug = f"bench-{uuid.uuid4()}"
            article = make_article(slug=slug, regions=["ukraine", "france"], body=BODY)
            publish(article, by=None)
            published.append(article)
        connection.close()

    thread = threading.Thread(target=work, name="publishing")
    if per_minute:
        thread.start()
    try:
        yield published
    finally:
        stopping.set()
        if per_minute:
            thread.join()
        for article in published:
            withdraw(article, by=None, reason="Published to measure.")
