"""Counting what callers ask in Redis, and in the database while Redis is away.

Each step is a script, which Redis runs whole before it does anything else. Counts begin anew where
Redis loses them, and in the database while it is away: a limit may then be reached twice in its
minute or day, but no request is refused or let through for want of Redis.
"""

import logging
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from newsroom.partners.standing import Limits, RequestCounter, Standing

PREFIX = "newsroom:asked:"
# Redis is near, and a request waits for it.
TIMEOUT_SECONDS = 0.25
# How long Redis is left alone once it has failed.
AWAY_SECONDS = 5.0
MINUTE_SECONDS = 60
DAY_SECONDS = 86_400
EPOCH_DAY = date(1970, 1, 1).toordinal()

# Minutes and days are counted since 1970, by the clock of Redis. The last line is text, since
# numbers lose what stands behind the point.
TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local count, always = tonumber(ARGV[1]), ARGV[2] == '1'
local per_minute, per_day = tonumber(ARGV[3]), tonumber(ARGV[4])
local held = redis.call('HMGET', KEYS[1], 'minute', 'in_minute', 'day', 'in_day')
local minute, in_minute = math.floor(now / 60), 0
local day, in_day = math.floor(now / 86400), 0
if held[1] and tonumber(held[1]) >= minute then
    minute, in_minute = tonumber(held[1]), tonumber(held[2])
end
if held[3] and tonumber(held[3]) >= day then
    day, in_day = tonumber(held[3]), tonumber(held[4])
end
local fits = (per_minute == 0 or in_minute + count <= per_minute)
    and (per_day == 0 or in_day + count <= per_day)
local taken = always or fits
if taken then
    in_minute, in_day = in_minute + count, in_day + count
    redis.call('HSET', KEYS[1],
        'minute', minute, 'in_minute', in_minute, 'day', day, 'in_day', in_day)
    redis.call('EXPIRE', KEYS[1], 172800)
end
return {taken and 1 or 0, minute, in_minute, day, in_day, string.format('%.6f', now)}
"""
GIVE_BACK = """
local held = redis.call('HMGET', KEYS[1], 'minute', 'day')
if held[1] == ARGV[1] then redis.call('HINCRBY', KEYS[1], 'in_minute', -ARGV[3]) end
if held[2] == ARGV[2] then redis.call('HINCRBY', KEYS[1], 'in_day', -ARGV[3]) end
"""

logger = logging.getLogger(__name__)
T = TypeVar("T")


class RedisCounter:
    def __init__(self, url: str, *, instead: RequestCounter) -> None:
        server = redis.Redis.from_url(
            url,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            # Once more at once, for connections that Redis has closed meanwhile.
            retry=Retry(NoBackoff(), 1),
        )
        self._instead = instead
        self._away_until = 0.0
        self._take = server.register_script(TAKE)
        self._give_back = server.register_script(GIVE_BACK)

    def take(
        self, subject: str, limits: Limits, count: int, *, always: bool = False
    ) -> tuple[Standing, bool]:
        return self._try(
            lambda: self._ask(subject, limits, count, always=always),
            lambda: self._instead.take(subject, limits, count, always=always),
        )

    def give_back(self, subject: str, standing: Standing) -> None:
        """What cannot be given back is missed by the caller until its minute and day are over."""
        minute = int(standing.minute.timestamp()) // MINUTE_SECONDS
        day = standing.day.toordinal() - EPOCH_DAY
        arguments = [minute, day, standing.leased]
        self._try(lambda: self._give_back(keys=[PREFIX + subject], args=arguments), lambda: None)

    def forget_old(self) -> None:
        """Redis forgets by itself."""
        self._instead.forget_old()

    def _ask(
        self, subject: str, limits: Limits, count: int, *, always: bool
    ) -> tuple[Standing, bool]:
        # Before Redis looks at its clock, so that no lease outlasts its minute.
        asked_at = time.monotonic()
        arguments = [count, int(always), *limits]
        answer: Any = self._take(keys=[PREFIX + subject], args=arguments)
        taken, minute, in_minute, day, in_day, now = answer
        standing = Standing(
            limits,
            minute=datetime.fromtimestamp(minute * MINUTE_SECONDS, UTC),
            in_minute=in_minute,
            minute_ends=asked_at + (minute + 1) * MINUTE_SECONDS - float(now),
            day=date.fromordinal(EPOCH_DAY + day),
            in_day=in_day,
            day_ends=asked_at + (day + 1) * DAY_SECONDS - float(now),
            counter=self,
        )
        return standing, bool(taken)

    def _try(self, there: Callable[[], T], instead: Callable[[], T]) -> T:
        if time.monotonic() < self._away_until:
            return instead()
        try:
            return there()
        except redis.RedisError as error:
            self._away_until = time.monotonic() + AWAY_SECONDS
            logger.error("Redis is away, the database counts for %s s: %s", AWAY_SECONDS, error)
            return instead()
