"""What the writers of a storm do, turn by turn."""

import os
import random
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from django.db import connection, transaction

from articles.errors import Refused
from articles.models import Article
from articles.verbs.publishing import prepare_publication, publish
from articles.verbs.saving import save
from articles.verbs.withdrawing import withdraw
from articles.working.content import Content
from newsroom.changes.recording import Pending, record, unit_of_work
from taxonomy.editing import save_tag
from taxonomy.models import Actor
from tests.factories import make_actor, make_article, make_published
from tests.flows.storm import Plan
from tests.flows.sync_storm_writers import work_on_slices

WRITER = "storm-writer"
ARTICLES = 12
ACTORS = 20
THINKING_SECONDS = 0.02


class Undone(Exception):
    """A writer thinks better of it: everything in its transaction is rolled back."""


def prepare(plan: Plan) -> None:
    if plan.work == "articles":
        for _ in range(ARTICLES):
            make_article(slug=f"storm-{uuid.uuid4()}")
        for _ in range(ACTORS):
            make_actor(f"storm-{uuid.uuid4()}")


def write(plan: Plan, seed: float, deadline: float, folder: Path) -> None:
    """Take turns until the deadline, and write down how each one ended."""
    chance = random.Random(seed)
    turn = WORK[plan.work]
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, false)", [WRITER])
    with (folder / f"writer-{os.getpid()}-{seed}").open("a", buffering=1) as told:
        while time.monotonic() < deadline:
            try:
                told.write(f"{turn(chance) or 'done'}\n")
            except Undone:
                told.write("undone\n")
            except Refused:
                told.write("refused\n")
    connection.close()


def think(chance: random.Random) -> None:
    time.sleep(chance.uniform(0, THINKING_SECONDS))


def perhaps_undo(chance: random.Random) -> None:
    if chance.random() < 0.1:
        raise Undone


@unit_of_work
def write_changes(chance: random.Random) -> None:
    """Record several changes, with savepoints, locks in any order, and a change of mind."""
    keys = [uuid.uuid4() for _ in range(chance.randint(1, 4))]
    pending = [Pending("article", key, "updated") for key in keys]
    if chance.random() < 0.2:
        undo_to_savepoint(pending)
    insert("storm_written", keys)
    if chance.random() < 0.04:
        lock_two_rows(chance)
    think(chance)
    record(pending, by=None)
    if chance.random() < 0.05:
        think(chance)
    perhaps_undo(chance)


def undo_to_savepoint(pending: list[Pending]) -> None:
    try:
        with transaction.atomic():
            insert("storm_written", [change.object_id for change in pending])
            raise Undone
    except Undone:
        pass


def lock_two_rows(chance: random.Random) -> None:
    """Lock in no order, so that two writers deadlock at times."""
    with connection.cursor() as cursor:
        for number in chance.sample(range(1, 4), 2):
            cursor.execute("SELECT FROM storm_row WHERE id = %s FOR UPDATE", [number])
            think(chance)


@transaction.atomic
def write_entries(chance: random.Random) -> None:
    """Do the same with numbers as a sequence gives them out: at the insert, not at the end."""
    keys = [uuid.uuid4() for _ in range(chance.randint(1, 4))]
    insert("storm_entry", keys)
    insert("storm_written", keys)
    think(chance)
    perhaps_undo(chance)


def insert(table: str, keys: list[uuid.UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} (object_id) SELECT unnest(%s::uuid[])", [keys])


def work_on_articles(chance: random.Random) -> None:
    """Do one of the things that editors do to stories."""
    [act] = chance.choices(list(ACTS), weights=list(ACTS.values()))
    act(chance)


def any_article(chance: random.Random) -> Article:
    return chance.choice(list(Article.objects.order_by("pk")))


def publish_one(chance: random.Random) -> None:
    publish(any_article(chance), by=None)


def withdraw_one(chance: random.Random) -> None:
    withdraw(any_article(chance), by=None, reason="The storm.", message="Withdrawn.")


def save_and_publish(chance: random.Random) -> None:
    """Tag a story with actors, who become public with it."""
    article = any_article(chance)
    actors = chance.sample(list(Actor.objects.order_by("pk")), 2)
    content = Content.of(article)
    content = Content(**{**vars(content), "actors": [actor.pk for actor in actors]})
    save(article, content, by=None, based_on=None)
    publish(article, by=None)


def publish_new(chance: random.Random) -> None:
    make_published(slug=f"storm-{uuid.uuid4()}")


def rename_actor(chance: random.Random) -> None:
    actor = chance.choice(list(Actor.objects.order_by("pk")))
    actor.name = f"Actor {chance.random()}"
    save_tag(actor, by=None, aliases=())


@unit_of_work
def publish_two_slowly(chance: random.Random) -> None:
    """Publish two stories as one unit, locked in no order, and perhaps roll all of it back."""
    keys = chance.sample(list(Article.objects.order_by("pk").values_list("pk", flat=True)), 2)
    if chance.random() < 0.5:
        keys.sort()
    pending = []
    for key in keys:
        pending += prepare_publication(Article(pk=key))[1]
        think(chance)
    record(pending, by=None)
    perhaps_undo(chance)


ACTS = {
    publish_one: 30,
    withdraw_one: 25,
    save_and_publish: 15,
    publish_two_slowly: 15,
    rename_actor: 10,
    publish_new: 5,
}
WORK: dict[str, Callable[[random.Random], str | None]] = {
    "changes": write_changes,
    "sequence": write_entries,
    "articles": work_on_articles,
    "slices": work_on_slices,
}
