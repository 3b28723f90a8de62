"""Who is at rest, for rows in memory: the same as `subjects` says in SQL. See `settled`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianfang.facts.schemas import TABLES, Kind
from lianfang.policy.engines.meaning import Row
from lianfang.policy.engines.settled import REST, Rest, Wakes, moments_of, resting
from lianfang.policy.engines.sql_words import FOREVER
from lianfang.policy.frozen import freeze
from lianfang.policy.model import Pack

Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True, slots=True)
class RestOfOne:
    """Whether and from when on a person is at rest under a pack, by their rows."""

    rest: Rest
    jurisdiction: str

    def begins(self, rows: Rows) -> int | None:
        """From when on (microseconds) a person of these rows is at rest if they are in the city and no rule matches;
        None when that cannot be shown.
        """
        if not self._settled(rows):
            return None
        ends = [
            self._awake_until(name, wakes, row)
            for name, wakes in self.rest.waking.items()
            if wakes is not Wakes.NEVER
            for row in rows.get(name, ())
        ]
        latest = max(ends, default=0)
        return None if latest >= FOREVER else latest

    def _settled(self, rows: Rows) -> bool:
        if any(self._here(row.get("home_area")) for row in rows.get("persons", ())):
            return True
        return any(self._open(name, row) for name in self.rest.staying for row in rows.get(name, ()))

    def _open(self, table: str, row: Row) -> bool:
        (end,) = (column.name for column in TABLES[table].columns if column.kind is Kind.INSTANT and column.optional)
        return row[end] is None and self._here(row["area"])

    def _awake_until(self, table: str, wakes: Wakes, row: Row) -> int:
        if wakes is Wakes.ALWAYS:
            return FOREVER
        missing = 0 if wakes is Wakes.WHILE_RECENT else FOREVER - REST
        if wakes is Wakes.WHILE_RECENT_OR_OPEN_ELSEWHERE and self._here(row["area"]):
            missing = 0
        moments = (row[name] for name in moments_of(table))
        return max(moment if isinstance(moment, int) else missing for moment in moments) + REST

    def _here(self, area: object) -> bool:
        return isinstance(area, str) and area.startswith(self.jurisdiction)


_found: dict[tuple[int, int], tuple[Pack, RestOfOne | None]] = {}
MOST = 64  # periods kept


def rest_of_one(pack: Pack, at: datetime) -> RestOfOne | None:
    """How people come to rest from `at` on, whatever tables have rows; None when nobody can be shown to.

    It is the same for a whole period of the pack, and kept.
    """
    key = (id(pack), freeze(pack, at).starts)
    kept = _found.get(key)
    if kept is None or kept[0] is not pack:
        rest = resting(pack, at, dict.fromkeys(TABLES, 1))
        if len(_found) >= MOST:
            _found.clear()
        kept = _found[key] = (pack, None if rest is None else RestOfOne(rest, pack.jurisdiction))
    return kept[1]
