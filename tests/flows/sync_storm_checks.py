"""What copies must hold after a storm and may have held in it, judged story by story.

The tables tell it, together with the state of tags and products that a trigger writes down with
each change of them; no code of slices or of sync takes part.
"""

import bisect
import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection
from django.db.models import UUIDField, Value

from articles.models import Publication
from newsroom.changes.models import Change
from taxonomy.models import Actor, Region

RECORD = """
    CREATE TABLE storm_state (seq bigint PRIMARY KEY, state jsonb NOT NULL);
    CREATE FUNCTION storm_record(number bigint) RETURNS void LANGUAGE sql AS $$
        INSERT INTO storm_state SELECT number, jsonb_build_object(
            'regions', (SELECT jsonb_agg(jsonb_build_array(id, slug, merged_into_id, parent_id))
                        FROM taxonomy_region WHERE released_at IS NOT NULL),
            'actors', (SELECT jsonb_agg(jsonb_build_array(id, slug, merged_into_id))
                       FROM taxonomy_actor WHERE released_at IS NOT NULL),
            'groupings', (SELECT jsonb_agg(jsonb_build_array(member_id, grouping_id))
                          FROM taxonomy_groupingmember),
            'products', (SELECT coalesce(jsonb_agg(jsonb_build_array(
                            partner_id, region, actor, genre, language, syndicatable_only)), '[]')
                         FROM partners_product_partners
                         JOIN partners_product ON partners_product.id = product_id)
        )
    $$;
    CREATE FUNCTION storm_record_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN PERFORM storm_record(NEW.seq); RETURN NULL; END
    $$;
    CREATE TRIGGER storm_record AFTER INSERT ON changes_change FOR EACH ROW
        WHEN (NEW.kind IN ('region', 'actor', 'product'))
        EXECUTE FUNCTION storm_record_change();
    SELECT storm_record(seq) FROM changes_head;
"""
Has = Callable[[str], bool]
MEANINGS: dict[str, Callable[[Has], bool]] = {
    "": lambda has: True,
    "russia": lambda has: has("russia"),
    "europe": lambda has: has("europe"),
    "asia,-test-town": lambda has: has("asia") and not has("test-town"),
    "european-union|test-port": lambda has: has("european-union") or has("test-port"),
    "lavrov": lambda has: has("lavrov"),
    "kim|un": lambda has: has("kim") or has("un"),
    "-lavrov,(kim|-un)": lambda has: not has("lavrov") and (has("kim") or not has("un")),
}
COLUMNS = ("article_id", "audience", "seq", "seq_end", "version__digest")
COLUMNS += ("region_ids", "actor_ids", "genre", "language", "syndicatable")
# Between the time of a change and its being seen by others.
COMMIT_SECONDS = 1.0
Row = dict[str, Any]
Taken = tuple[str, str, float]
# Hash of a story, and whether it is under embargo.
Held = tuple[str, bool]
# Id, name, parent and what it was merged into.
Tag = tuple[str | None, ...]


class World:
    """Tags and products as they were after one change."""

    def __init__(self, state: dict[str, Any]) -> None:
        self.merged = {kind: dict(_pick(state[kind], 0, 2)) for kind in ("regions", "actors")}
        self.keys = {kind: dict(_pick(state[kind], 1, 0)) for kind in ("regions", "actors")}
        self.above: dict[int, list[int]] = {}
        for member, upper in [*_pick(state["regions"], 0, 3), *(state["groupings"] or ())]:
            self.above.setdefault(member, []).append(upper)
        self.products = state["products"]

    def gives(self, partner: str, row: Row) -> bool:
        """Tell whether a partner may be given a story with this publication."""
        return any(
            MEANINGS[region](lambda name: self._lies_in(row["region_ids"], name))
            and MEANINGS[actor](lambda name: self._names(row["actor_ids"], name))
            and row["genre"] in (genre.split("|") if genre else [row["genre"]])
            and row["language"] in (language.split("|") if language else [row["language"]])
            and (row["syndicatable"] or not needs_rights)
            for owner, region, actor, genre, language, needs_rights in self.products
            if owner == partner
        )

    def _names(self, keys: Iterable[int], name: str) -> bool:
        wanted = self._survivor("actors", self.keys["actors"][name])
        return wanted in {self._survivor("actors", key) for key in keys}

    def _lies_in(self, keys: Iterable[int], name: str) -> bool:
        wanted = self._survivor("regions", self.keys["regions"][name])
        found: set[int] = set()
        waiting = list(keys)
        while waiting:
            here = self._survivor("regions", waiting.pop())
            if here not in found:
                found.add(here)
                waiting += self.above.get(here, [])
        return wanted in found

    def _survivor(self, kind: str, key: int) -> int:
        while self.merged[kind].get(key):
            key = self.merged[kind][key]
        return key


class History:
    """All that was public and all states of tags and products, by number."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq, state::text FROM storm_state ORDER BY seq")
            states = cursor.fetchall()
        self.numbers = [seq for seq, _ in states]
        self.states = [json.loads(text) for _, text in states]
        self.worlds: dict[int, World] = {}
        changes = Change.objects.order_by("seq").values_list("at", flat=True)
        self.times = [at.timestamp() for at in changes]
        self.rows = list(Publication.objects.values(*COLUMNS))
        self.rows_of: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in self.rows:
            self.rows_of[str(row["article_id"]), row["version__digest"]].append(row)

    def given_now(self, partner: str, *, trusted: bool) -> dict[str, Held]:
        """Give each story that a partner must hold in the end."""
        world = self.world(len(self.states) - 1)
        current = [row for row in self.rows if row["seq_end"] is None]
        shown = {row["article_id"]: row for row in current if row["audience"] == "public"}
        if trusted:
            shown |= {row["article_id"]: row for row in current if row["audience"] == "trusted"}
        return {
            str(key): (row["version__digest"], row["audience"] == "trusted")
            for key, row in shown.items()
            if world.gives(partner, row)
        }

    def never_given(self, partner: str, taken_in: Iterable[Taken], *, trusted: bool) -> list[Taken]:
        """Give what a partner was to have at no number from the beginning of its walk on."""
        audiences = {"public", "trusted"} if trusted else {"public"}
        return [one for one in taken_in if not self._was_given(partner, audiences, *one)]

    def world(self, index: int) -> World:
        if index not in self.worlds:
            self.worlds[index] = World(self.states[index])
        return self.worlds[index]

    def _was_given(
        self, partner: str, audiences: set[str], article: str, digest: str, since: float
    ) -> bool:
        least = bisect.bisect_right(self.times, since - COMMIT_SECONDS)
        for row in self.rows_of[article, digest]:
            if row["audience"] not in audiences:
                continue
            # What was public before the record began is held to its first state.
            first = max(0, bisect.bisect_right(self.numbers, max(row["seq"], least)) - 1)
            last = row["seq_end"] or math.inf
            end = bisect.bisect_left(self.numbers, last)
            if least < last and any(
                self.world(index).gives(partner, row) for index in range(first, end)
            ):
                return True
        return False


def tags_now() -> set[Tag]:
    """Give all regions and actors that the public knows."""
    regions = Region.objects.released().values_list(
        "uid", "name", "parent__uid", "merged_into__uid"
    )
    actors = Actor.objects.released().values_list(
        "uid", "name", Value(None, UUIDField()), "merged_into__uid"
    )
    return {
        (str(key), name, upper and str(upper), into and str(into))
        for key, name, upper, into in [*regions, *actors]
    }


def _pick(rows: Iterable[list[Any]], key: int, value: int) -> Iterable[tuple[Any, Any]]:
    return ((row[key], row[value]) for row in rows if row[value] is not None)
