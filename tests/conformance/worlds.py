"""Generated facts: every table, nulls wherever a cell may be empty, and times on both sides of everything that counts.

Hypothesis draws the moment, the size and a seed; the rows follow from the seed, hundreds of people at a time. Rows are
in plain form. They are rows the store would accept: no end before its beginning, one row per person in `persons`.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import duckdb
import pyarrow as pa
from hypothesis import strategies as st

from lianfang.facts.schemas import PLAIN_TYPES, TABLES, Column, Kind, Table
from lianfang.kernel.clock import from_micros, to_micros
from lianfang.policy.engines.meaning import DAY, HOUR
from lianfang.policy.model import Pack

OFFSET = 8 * HOUR
# Counties that share prefectures, city-level codes, the city's own, streets and communities of them.
AREAS = (
    "410102",
    "410103",
    "410100",
    "410182",
    "320115",
    "320102",
    "320100",
    "130681",
    "131002",
    "530423",
    "532622",
    "110105",
    "110101",
    "110100",
    "410102001",
    "410102001003",
    "110105003",
    "320115002007",
    "131002100",
)
COUNTIES = tuple(dict.fromkeys(area[:6] for area in AREAS))
HOURS = (0, 3, 4, 23, 24, 25, 47, 48, 49, 71, 72, 73, 96, 168, 336)
_WEIGHTS = {
    "persons": 0.85,
    "stays": 1.6,
    "tests": 1.4,
    "infections": 0.2,
    "isolations": 0.4,
    "contacts": 0.8,
    "border_entries": 0.3,
    "city_arrivals": 0.9,
    "links": 0.5,
    "screening_orders": 0.5,
    "residences": 0.6,
    "exceptions": 0.35,
    "doses": 0.2,
}
_ARROW = {"BIGINT": pa.int64(), "INTEGER": pa.int32(), "VARCHAR": pa.string()}

Row = dict[str, bool | int | str | None]
World = dict[str, list[Row]]


@dataclass
class Maker:
    """Makes rows around a moment `now` (microseconds)."""

    random: random.Random
    now: int
    steps: tuple[int, ...]
    rules: tuple[str, ...]
    people: int
    _zones: tuple[str, ...] = ("z1", "z2", "z3", "z4")
    _recent: list[int] = field(default_factory=list)

    def instant(self) -> int:
        """A moment near what counts: now, its midnights, whole hours before it, the policy's steps, or anywhere."""
        pick = self.random.random()
        today = (self.now + OFFSET) // DAY
        if pick < 0.40:
            base = (today - self.random.randint(-4, 24)) * DAY - OFFSET
        elif pick < 0.60:
            base = self.now - self.random.choice(HOURS) * HOUR
        elif pick < 0.68 and self.steps:
            base = self.random.choice(self.steps)
        elif pick < 0.80 and self._recent:
            base = self.random.choice(self._recent) + self.random.choice(HOURS) * HOUR
        else:
            return self.now - self.random.randint(-20 * DAY, 30 * DAY)
        found = base + self.random.choice((0, 0, 0, 1, -1, HOUR // 2))
        self._recent = [*self._recent[-5:], found]
        return found

    def after(self, start: int) -> int:
        """A moment that is not before another."""
        return max(start, self.instant()) if self.random.random() < 0.8 else start + self.random.choice(HOURS) * HOUR

    def cell(self, table: Table, column: Column, row: Mapping[str, object]) -> bool | int | str | None:
        """A value for one cell."""
        if column.optional and self.random.random() < 0.35:
            return None
        if table.period is not None and column.name == table.period[1]:
            return self.after(int(str(row[table.period[0]])))
        return self._makers()[column.kind](column)

    def _makers(self) -> Mapping[Kind, Callable[[Column], bool | int | str | None]]:
        choose, today = self.random.choice, (self.now + OFFSET) // DAY
        return {
            Kind.ID: self._id,
            Kind.TEXT: self._text,
            Kind.AREA: lambda column: choose(AREAS),
            Kind.INSTANT: lambda column: self.instant(),
            Kind.DAY: lambda column: today - self.random.randint(-2, 16),
            Kind.BIRTHDAY: lambda column: self._birthday(),
            Kind.COUNT: lambda column: choose((0, 0, 1, 2, 5)),
            Kind.WORD: lambda column: choose(column.words),
        }

    def _id(self, column: Column) -> str:
        if column.name == "zone_id":
            return self.random.choice(self._zones)
        if column.name == "person_id":
            return f"p{self.random.randrange(self.people):04}"
        return f"{column.name[0]}{self.random.randrange(6)}"

    def _text(self, column: Column) -> str:
        return self.random.choice(self.rules) if column.name == "rule" else self.random.choice(("x", "隔离", "y"))

    def _birthday(self) -> int:
        """Some born on 29 February, some who turn three or four about now."""
        day = (from_micros(self.now) + timedelta(days=self.random.randint(-2, 2), hours=8)).date()
        years = self.random.choice((0, 3, 4, 5, 70))
        made = (day.year - years) * 10_000 + day.month * 100 + min(day.day, 28)
        return self.random.choice((made, made, 20200229, 20160229, 20181231))

    def row(self, table: Table, **known: bool | int | str | None) -> Row:
        """One row."""
        row: Row = {}
        for column in table.columns:
            row[column.name] = known[column.name] if column.name in known else self.cell(table, column, row)
        return row

    def world(self) -> World:
        """Rows of every table."""
        made: World = {}
        for table in TABLES.values():
            if table.name == "persons":
                rows = [
                    self.row(table, person_id=f"p{i:04}") for i in range(self.people) if self.random.random() < 0.85
                ]
            elif table.of_person:
                rows = [self.row(table) for _ in range(round(self.people * _WEIGHTS[table.name]))]
            else:
                rows = [self.row(table) for _ in range(self.random.choice((0, 3, 9, 14)))]
            twice = [] if table.name == "persons" else [dict(row) for row in rows if self.random.random() < 0.08]
            made[table.name] = rows + twice
        return made


def moments(pack: Pack) -> st.SearchStrategy[datetime]:
    """Moments in every dated period of the pack, and right at its steps and midnights."""
    steps = pack.steps()
    first, last = steps[0] - timedelta(days=30), steps[-1] + timedelta(days=30)
    edges = [first, *steps, last]
    near = st.sampled_from([-timedelta(microseconds=1), timedelta(0), timedelta(microseconds=1), timedelta(hours=12)])
    inside = st.builds(
        lambda i, part: edges[i] + (edges[i + 1] - edges[i]) * part,
        st.integers(0, len(edges) - 2),
        st.floats(0, 1, exclude_max=True),
    )
    at_edge = st.builds(lambda step, more: step + more, st.sampled_from(steps), near)
    midday = inside.map(lambda moment: moment.replace(minute=0, second=0, microsecond=0))
    return inside | at_edge | midday


def make_world(pack: Pack, at: datetime, *, people: int, seed: int) -> World:
    """The world that follows from a seed."""
    ids = [rule.id for rule in pack.rules]
    names = tuple(dict.fromkeys([*ids, *(name.partition(".")[0] for name in ids), "none.such"]))
    steps = tuple(to_micros(step) for step in pack.steps())
    return Maker(random.Random(seed), to_micros(at), steps, names, people).world()


def plain_tables(world: Mapping[str, Sequence[Mapping[str, object]]]) -> duckdb.DuckDBPyConnection:
    """The rows as the store's tables, in a database of their own."""
    connection = duckdb.connect(":memory:", config={"threads": 1})
    for table in TABLES.values():
        schema = pa.schema([(column.name, _ARROW[PLAIN_TYPES[column.kind]]) for column in table.columns])
        connection.register(
            "made", pa.Table.from_pylist([dict(row) for row in world.get(table.name, ())], schema=schema)
        )
        connection.execute(f'CREATE TABLE "{table.name}" AS SELECT * FROM made')
        connection.unregister("made")
    return connection
