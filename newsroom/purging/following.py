"""Following the change log on behalf of one shared cache."""

import logging
import threading
from datetime import datetime

from django.db import Error, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from articles.published import surrogates
from newsroom.changes.generation import STALE_SECONDS
from newsroom.changes.head import HeadState, read_head
from newsroom.purging.models import PurgeTarget
from newsroom.purging.places import Places, places
from newsroom.purging.sending import PurgeFailed, purge
from newsroom.purging.touched import touched_keys
from taxonomy.snapshot import load

POLL_SECONDS = 0.25
RETRY_SECONDS = 1.0
SHOW_SECONDS = 2.0
# A web process may go on for a while to make answers of the state before, and the making may take
# a while: what the cache has stored of them is purged again after that, and half a second.
AGAIN_SECONDS = STALE_SECONDS + surrogates.LONGEST_MAKING_SECONDS + 0.5
# Who is further behind than this has nothing left that is worth keeping.
MOST_CHANGES = 2_000
MOST_KEYS = 5_000

logger = logging.getLogger(__name__)


def follow(address: str, stop: threading.Event) -> None:
    """Purge the cache until stopped. Any number may follow for one cache: one at a time acts."""
    pause = 0.0
    while not stop.wait(pause):
        pause = POLL_SECONDS
        try:
            PurgeTarget.objects.get_or_create(address=address)
            purge_changes(address)
        except PurgeFailed as failure:
            pause = RETRY_SECONDS
            _tell(address, str(failure))
        except Error as error:
            logger.error("The database failed: %s", error)
            connection.close()
            pause = RETRY_SECONDS
        except Exception:
            logger.exception("Purging %s failed and will be tried again.", address)
            pause = RETRY_SECONDS
    connection.close()


@transaction.atomic
def purge_changes(address: str) -> bool:
    """Purge what changed since the last time, and again what is due to be. True if done.

    The row stays locked meanwhile, and its place moves only if all has been purged: whoever dies
    or fails in between leaves it to be done again, which does no harm. Raises ``PurgeFailed``.
    """
    unlocked = PurgeTarget.objects.filter(address=address).select_for_update(skip_locked=True)
    target = unlocked.annotate(now=Now()).first()
    if target is None:
        return False
    now: datetime = target.now
    seconds = now.timestamp()
    fresh = _advance(target)
    due = {key for at, keys in target.again if at <= seconds for key in keys}
    if fresh or due:
        target.purges += purge(address, _bounded(fresh | due))
    target.again = [[at, keys] for at, keys in target.again if at > seconds]
    if fresh:
        target.again.append([seconds + AGAIN_SECONDS, sorted(_bounded(fresh))])
    is_shown = target.run_at and (now - target.run_at).total_seconds() < SHOW_SECONDS
    if fresh or due or not is_shown:
        target.run_at = now
        target.save()
    return True


def _advance(target: PurgeTarget) -> set[str]:
    """Bring the target up to the newest change; gives the keys of what has changed since."""
    head, before, seq = read_head(), target.places, target.seq
    is_lost = target.epoch_id != head.epoch or seq is None or seq > head.seq
    if seq == head.seq and not is_lost:
        return set()
    if is_lost or seq is None or head.taxonomy_seq > seq:
        head, target.places = _read_places()
    target.epoch_id, target.seq = head.epoch, head.seq
    if is_lost or seq is None or head.seq - seq > MOST_CHANGES:
        return {surrogates.ALL}
    return touched_keys(seq, head.seq, before=before, now=target.places)


def _read_places() -> tuple[HeadState, Places]:
    """Give a head, and what lay where at its number."""
    while True:
        before = read_head()
        found = places(load())
        after = read_head()
        if (before.epoch, before.taxonomy_seq) == (after.epoch, after.taxonomy_seq):
            return after, found


def _bounded(keys: set[str]) -> set[str]:
    return keys if len(keys) <= MOST_KEYS and surrogates.ALL not in keys else {surrogates.ALL}


def _tell(address: str, failure: str) -> None:
    logger.error("Purging %s failed and will be tried again: %s", address, failure)
    row = PurgeTarget.objects.filter(address=address)
    row.update(failures=F("failures") + 1, last_failure=failure[:2_000])
