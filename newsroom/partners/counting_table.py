"""Counting what callers ask in a table of the database, which is not logged."""

import time
from typing import Any

from django.db import connection

from newsroom.partners.standing import Limits, Standing

# The last two are the seconds until the minute and the day are over.
COLUMNS = """
    held.minute, held.in_minute, held.day, held.in_day,
    extract(epoch FROM held.minute + interval '1 minute' - clock_timestamp())::float8,
    extract(epoch FROM (held.day + 1)::timestamp AT TIME ZONE 'UTC' - clock_timestamp())::float8
"""
TAKE = f"""
    INSERT INTO partners_spending AS held (subject, minute, in_minute, day, in_day)
    VALUES (
        %(subject)s,
        date_trunc('minute', clock_timestamp()), %(count)s,
        (clock_timestamp() AT TIME ZONE 'UTC')::date, %(count)s
    )
    ON CONFLICT (subject) DO UPDATE SET
        minute = greatest(held.minute, excluded.minute),
        in_minute =
            CASE WHEN held.minute >= excluded.minute THEN held.in_minute ELSE 0 END + %(count)s,
        day = greatest(held.day, excluded.day),
        in_day = CASE WHEN held.day >= excluded.day THEN held.in_day ELSE 0 END + %(count)s
    WHERE %(always)s OR (
        (%(per_minute)s = 0 OR held.minute < excluded.minute
            OR held.in_minute + %(count)s <= %(per_minute)s)
        AND (%(per_day)s = 0 OR held.day < excluded.day
            OR held.in_day + %(count)s <= %(per_day)s)
    )
    RETURNING {COLUMNS}
"""  # noqa: S608 - constants of this module only.
READ = f"SELECT {COLUMNS} FROM partners_spending AS held WHERE subject = %(subject)s"  # noqa: S608
GIVE_BACK = """
    UPDATE partners_spending SET
        in_minute = in_minute - CASE WHEN minute = %(minute)s THEN %(count)s ELSE 0 END,
        in_day = in_day - CASE WHEN day = %(day)s THEN %(count)s ELSE 0 END
    WHERE subject = %(subject)s
"""
FORGET = "DELETE FROM partners_spending WHERE day < (now() AT TIME ZONE 'UTC')::date"


class TableCounter:
    def take(
        self, subject: str, limits: Limits, count: int, *, always: bool = False
    ) -> tuple[Standing, bool]:
        values = {"subject": subject, "count": count, "always": always}
        if standing := self._ask(TAKE, values | limits._asdict(), limits):
            return standing, True
        standing = self._ask(READ, {"subject": subject}, limits)
        if standing is None:
            raise RuntimeError(f"{subject} is refused but not counted.")
        return standing, False

    def give_back(self, subject: str, standing: Standing) -> None:
        values: dict[str, Any] = {
            "subject": subject,
            "minute": standing.minute,
            "day": standing.day,
            "count": standing.leased,
        }
        with connection.cursor() as cursor:
            cursor.execute(GIVE_BACK, values)

    def forget_old(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(FORGET)

    def _ask(self, statement: str, values: dict[str, Any], limits: Limits) -> Standing | None:
        # Before the database looks at its clock, so that no lease outlasts its minute.
        asked_at = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            row = cursor.fetchone()
        if row is None:
            return None
        minute, in_minute, day, in_day, of_minute, of_day = row
        ends = {"minute_ends": asked_at + of_minute, "day_ends": asked_at + of_day}
        return Standing(
            limits,
            minute=minute,
            in_minute=in_minute,
            day=day,
            in_day=in_day,
            counter=self,
            **ends,
        )
