"""A whole run on any SQL engine: decide at one moment, then find how long each decision holds.

People at rest are only counted: of them everything is known beforehand (see `subjects.at_rest`).

`holds_until` is exact: each subject is decided again at the earliest moment at which anything looked at may change,
and again after that, until the decision differs or nothing can change any more.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

import duckdb
from sqlglot import exp

from lianfang.facts.schemas import TABLES
from lianfang.kernel.clock import from_micros, to_micros
from lianfang.policy.engines.places import PlacesThroughTime
from lianfang.policy.engines.probing import days_to_try, found_changed, probes, stepped, still_pending, walked
from lianfang.policy.engines.settled import Rest, moments_of, resting
from lianfang.policy.engines.sql_decisions import Bits, DecisionQuery, bits_of
from lianfang.policy.engines.sql_facts import Asked
from lianfang.policy.engines.sql_words import (
    FOREVER,
    both,
    column,
    first_known,
    joined,
    named,
    number,
    select,
    when,
)
from lianfang.policy.engines.subjects import (
    active,
    all_subjects,
    awake_or_here,
    known_and,
    looked_into,
    settled,
    strangers,
)
from lianfang.policy.frozen import Frozen, freeze, offset_micros
from lianfang.policy.model import Pack

Progress = Callable[[str, int], None]
FEWER = 3  # rows are copied when so many times fewer subjects are left


class Runner(Protocol):
    """An SQL engine that holds the tables of facts in plain form."""

    def written(self, query: exp.Expr) -> str:
        """The query in the engine's own SQL, for queries that are asked again and again."""

    def create(self, table: str, query: exp.Expr | str) -> int:
        """Make a table of the query's rows; gives their number."""

    def rows(self, query: exp.Expr) -> list[tuple[object, ...]]:
        """The few rows of a query."""

    def drop(self, table: str) -> None:
        """Forget a table."""

    def share(self, table: str) -> None:
        """Take over a small table that was made in the store's DuckDB."""


@dataclass
class Run:
    """One run of a pack for one kind of subject.

    `decided` and `holds` name the result tables: of those who are not at rest, and of those of them who will change.
    """

    pack: Pack
    runner: Runner
    store: duckdb.DuckDBPyConnection
    at: datetime
    subject: str = "person"
    subjects: str = "subjects"
    decided: str = "decided"
    holds: str = "holds"
    progress: Progress = lambda what, count: None
    at_rest: int = 0
    looked_at: int = 0
    _places: dict[int, PlacesThroughTime] = field(default_factory=dict)
    _narrowed: dict[str, str] = field(default_factory=dict)
    _copies: list[str] = field(default_factory=list)
    _again: dict[int, str] = field(default_factory=dict)
    _awake: str = ""
    _made: int = 0

    def __post_init__(self) -> None:
        self.offset = offset_micros(ZoneInfo(self.pack.zone), self.at)
        self.bits: Bits = bits_of(self.pack, self.subject)
        self.sizes = {name: self._size(name) for name in TABLES}
        self.empty = frozenset(name for name, size in self.sizes.items() if not size)
        self.used = looked_into(self.pack, self.at, self.subject) - self.empty

    def _size(self, name: str) -> int:
        row = self.store.execute(f'SELECT count(*) FROM "{name}"').fetchone()
        return int(row[0]) if row else 0

    def decide(self) -> int:
        """Decide for every subject at `at`; gives their number, those at rest included."""
        if (rest := self._rest()) is None:
            count = self.runner.create(self.subjects, all_subjects(self.subject, self.empty))
        else:
            count = self._gather(rest)
        if self.at_rest and count * FEWER <= count + self.at_rest:
            self._narrow(self.used - {"persons"}, self.subjects)
        self.looked_at = self._decide(self.decided, to_micros(self.at), None)
        self.progress("decided", self.looked_at + self.at_rest)
        return self.looked_at + self.at_rest

    def _rest(self) -> Rest | None:
        if self.subject != "person" or "persons" in self.empty:
            return None
        return resting(self.pack, self.at, self.sizes)

    def _gather(self, rest: Rest) -> int:
        """Find the people who are not at rest; gives their number."""
        city = self.pack.jurisdiction
        self._awake, strange = self._fresh("awake"), self._fresh("strangers")
        self.runner.create(self._awake, awake_or_here(rest, to_micros(self.at), city))
        self.runner.create(strange, strangers(self.empty))
        persons = self._copy_of("persons", active(self._awake, city))
        self.at_rest = self.sizes["persons"] - persons
        count = self.runner.create(self.subjects, known_and(strange, self._narrowed["persons"]))
        self.runner.drop(strange)
        return count

    def find_holds(self) -> int:
        """Find until when each decision holds; gives the number of those that will change."""
        parts, pending = [], self._fresh("todo")
        count = self.runner.create(pending, self._may_change())
        narrowed_to = self.looked_at
        while count:
            if count * FEWER <= narrowed_to:
                self._narrow(self.used, pending)
                narrowed_to = count
            self.progress("holding", count)
            ends = self._frozen(self._first(pending)).ends or FOREVER
            changed, pending, count = self._round(pending, ends)
            parts.append(changed)
        empty = select([column("d", "key"), named(column("d", "stable"), "holds")], self.decided, "d").where("FALSE")
        union: exp.Expr = empty
        for part in parts:
            union = exp.union(union, exp.select("*").from_(_table(part)), distinct=False, copy=False)
        found = self.runner.create(self.holds, union)
        for table in (*parts, pending, *self._copies, *([self._awake] if self._awake else [])):
            self.runner.drop(table)
        return found

    def _first(self, pending: str) -> int:
        """The earliest moment at which a pending subject is to be decided again."""
        rows = self.runner.rows(select([exp.Min(this=column(None, "now"))], pending))
        return int(str(rows[0][0]))

    def _may_change(self) -> exp.Select:
        """The subjects whose decision may change, when first, and from when on they are at rest (FOREVER: never)."""
        todo = select([column("d", "key"), named(column("d", "stable"), "now")], self.decided, "d")
        rest: exp.Expr = number(FOREVER)
        if self._awake:
            todo = joined(todo, self._awake, "a", _same_key("a", "d"))
            on = exp.EQ(this=column("p", "person_id"), expression=column("d", "key"))
            todo = joined(todo, self._rows_of("persons"), "p", on)
            quiet = [exp.EQ(this=column("d", bits), expression=number(0)) for bits in self.bits.rule_columns]
            in_city = exp.EQ(this=column("d", "entry"), expression=number(-1))
            will_rest = both([in_city, *quiet, settled("p", "a", self.pack.jurisdiction)])
            rest = when((will_rest, first_known(column("a", "until"), number(0))), otherwise=rest)
        todo = select([exp.Star()], todo.select(named(rest, "rest"), copy=False), "t")
        return todo.where(_still_awake("t"), copy=False)

    def _narrow(self, tables: frozenset[str], keys: str) -> None:
        """Copy the rows of the subjects in `keys`, so that later queries read only those."""
        self._again.clear()
        on = exp.EQ(this=column("r", "person_id"), expression=column("p", "key"))
        for table in sorted(tables):
            query = select([exp.Column(this=exp.Star(), table=exp.to_identifier("r"))], self._rows_of(table), "r")
            self._copy_of(table, joined(query, keys, "p", on, left=False))

    def _copy_of(self, table: str, query: exp.Select) -> int:
        """Read the rows of a query from now on where a table is asked for; gives their number."""
        copy = self._fresh(table)
        count = self.runner.create(copy, query)
        self._narrowed[table] = copy
        self._copies.append(copy)
        return count

    def _rows_of(self, table: str) -> str:
        return self._narrowed.get(table, table)

    def _round(self, pending: str, ends: int) -> tuple[str, str, int]:
        """Decide again those whose moment comes before `ends`; those that keep their decision go on pending.

        Moments at which a change is likely are decided in the same round, so that few rounds are needed.
        """
        due = exp.LT(this=column(None, "now"), expression=number(ends))
        count = self.runner.create("due", select([exp.Star()], pending).where(due, copy=False))
        moments = {self._rows_of(name): moments_of(name) for name in sorted(self.used)}
        days = days_to_try(count)
        self.runner.create("batch", probes("due", moments, ends=ends, offset=self.offset, days=days))
        latest = self.runner.rows(select([exp.Max(this=column(None, "now"))], "batch"))
        self._decide("again", int(str(latest[0][0])), "batch")
        walk = walked if days else stepped
        self.runner.create("walked", walk("again", self.decided, self.bits.signature))
        changed, rest = self._fresh("changed"), self._fresh("todo")
        self.runner.create(changed, found_changed("walked"))
        later = select([exp.Star()], pending).where(exp.Not(this=due.copy()))
        count = self.runner.create(rest, exp.union(still_pending("walked", "due"), later, distinct=False, copy=False))
        for table in ("walked", "again", "batch", "due", pending):
            self.runner.drop(table)
        return changed, rest, count

    def _frozen(self, moment: int) -> Frozen:
        return freeze(self.pack, from_micros(moment), subject=self.subject)

    def _decide(self, table: str, moment: int, todo: str | None) -> int:
        """Decide at `moment`, or each row of `todo` at its own moment, none later than `moment`."""
        frozen = self._frozen(moment)
        places = self._places_at(frozen, moment)
        if todo is None:
            asked = Asked(self.offset, moment, None, places, self.empty, self._narrowed)
            return self.runner.create(table, self._query(frozen, asked))
        if frozen.starts not in self._again:
            asked = Asked(self.offset, None, todo, places, self.empty, self._narrowed)
            self._again[frozen.starts] = self.runner.written(self._query(frozen, asked))
        return self.runner.create(table, self._again[frozen.starts])

    def _query(self, frozen: Frozen, asked: Asked) -> exp.Expr:
        return DecisionQuery(self.pack, frozen, asked, subjects=self.subjects, bits=self.bits).sql()

    def _places_at(self, frozen: Frozen, moment: int) -> dict[str, str]:
        starts = max(frozen.starts, to_micros(self.at))
        places = self._places.get(frozen.starts)
        if places is None:
            tag = f"{self.subject}{len(self._places)}"
            places = PlacesThroughTime(self.store, frozen, self.offset, starts, self.empty, tag)
            self._places[frozen.starts] = places
        reach = dict(places.reach)
        tables = places.tables(moment)
        for subject, table in tables.items():
            if places.reach.get(subject) != reach.get(subject):
                self.runner.share(table)
        return tables

    def _fresh(self, what: str) -> str:
        self._made += 1
        return f"{what}_{self._made}"


def _still_awake(table: str) -> exp.Expr:
    """Whether the next change comes while the subject is awake."""
    return exp.LT(this=column(table, "now"), expression=column(table, "rest"))


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _same_key(left: str, right: str) -> exp.Expr:
    return exp.EQ(this=column(left, "key"), expression=column(right, "key"))
