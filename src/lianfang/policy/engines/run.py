"""A whole run on any SQL engine: decide at one moment, then find how long each decision holds.

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
from lianfang.policy.engines.sql_decisions import Bits, DecisionQuery, bits_of
from lianfang.policy.engines.sql_facts import KEY_COLUMN, Asked
from lianfang.policy.engines.sql_words import FOREVER, both, column, is_null, joined, named, number, select
from lianfang.policy.frozen import Frozen, freeze, offset_micros
from lianfang.policy.model import Pack

Progress = Callable[[str, int], None]
COMMON = 512  # a moment shared by this many subjects is decided for all of them at once


class Runner(Protocol):
    """An SQL engine that holds the tables of facts in plain form."""

    def create(self, table: str, query: exp.Expression) -> int:
        """Make a table of the query's rows; gives their number."""

    def rows(self, query: exp.Expression) -> list[tuple[object, ...]]:
        """The few rows of a query."""

    def drop(self, table: str) -> None:
        """Forget a table."""

    def share(self, table: str) -> None:
        """Take over a small table that was made in the store's DuckDB."""


@dataclass
class Run:
    """One run of a pack for one kind of subject. `decided` and `holds` name the result tables."""

    pack: Pack
    runner: Runner
    store: duckdb.DuckDBPyConnection
    at: datetime
    subject: str = "person"
    subjects: str = "subjects"
    decided: str = "decided"
    holds: str = "holds"
    progress: Progress = lambda what, count: None
    _places: dict[int, PlacesThroughTime] = field(default_factory=dict)
    _made: int = 0

    def __post_init__(self) -> None:
        self.offset = offset_micros(ZoneInfo(self.pack.zone), self.at)
        self.bits: Bits = bits_of(self.pack, self.subject)
        self.empty = frozenset(name for name in TABLES if self._is_empty(name))

    def _is_empty(self, name: str) -> bool:
        row = self.store.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone()
        return row is None

    def decide(self) -> int:
        """Decide for every subject at `at`; gives their number."""
        self.runner.create(self.subjects, all_subjects(self.subject, self.empty))
        count = self._decide(self.decided, to_micros(self.at), None)
        self.progress("decided", count)
        return count

    def find_holds(self) -> int:
        """Find until when each decision holds; gives the number of those that will change."""
        todo = select([column("d", "key"), named(column("d", "stable"), "now")], self.decided, "d")
        todo = todo.where(exp.LT(this=column("d", "stable"), expression=number(FOREVER)))
        parts, pending = [], self._fresh("todo")
        count = self.runner.create(pending, todo)
        while count:
            self.progress("holding", count)
            changed, pending, count = self._round(pending)
            parts.append(changed)
        empty = select([column("d", "key"), named(column("d", "stable"), "holds")], self.decided, "d").where("FALSE")
        union: exp.Expression = empty
        for part in parts:
            union = exp.union(union, exp.select("*").from_(_table(part)), distinct=False)
        found = self.runner.create(self.holds, union)
        for part in parts:
            self.runner.drop(part)
        return found

    def _round(self, pending: str) -> tuple[str, str, int]:
        """Decide each pending subject again at its own moment; those that keep their decision go on."""
        again = self._again(pending)
        pairs = joined(select([], again, "n"), self.decided, "d", _same_key("d", "n"), left=False)
        pairs = joined(pairs, pending, "p", _same_key("p", "n"), left=False)
        same = both(exp.NullSafeEQ(this=column("n", c), expression=column("d", c)) for c in self.bits.signature)
        changed, rest = self._fresh("changed"), self._fresh("todo")
        differs = pairs.select(column("n", "key"), named(column("p", "now"), "holds")).where(exp.Not(this=same))
        self.runner.create(changed, differs)
        goes_on = exp.LT(this=column("n", "stable"), expression=number(FOREVER))
        more = pairs.select(column("n", "key"), named(column("n", "stable"), "now")).where(both([same, goes_on]))
        count = self.runner.create(rest, more)
        self.runner.drop(again)
        self.runner.drop(pending)
        return changed, rest, count

    def _again(self, pending: str) -> str:
        """One table of new decisions for the pending subjects, made per period and per common moment."""
        tables = []
        for moment, selection in self._batches(pending):
            part, table = self._fresh("batch"), self._fresh("again")
            self.runner.create(part, selection)
            self._decide(table, moment, part)
            self.runner.drop(part)
            tables.append(table)
        union: exp.Expression = exp.select("*").from_(_table(tables[0]))
        for table in tables[1:]:
            union = exp.union(union, exp.select("*").from_(_table(table)), distinct=False)
        together = self._fresh("again")
        self.runner.create(together, union)
        for table in tables:
            self.runner.drop(table)
        return together

    def _batches(self, pending: str) -> list[tuple[int, exp.Select]]:
        """The pending subjects by period of the policy; a moment shared by many is a batch of its own."""
        now = column(None, "now")
        counts = self.runner.rows(select([now, exp.Count(this=exp.Star())], pending).group_by(now))
        periods: dict[int, list[int]] = {}
        batches = []
        for moment, count in counts:
            if int(str(count)) >= COMMON:
                batches.append((int(str(moment)), _pending_at(pending, [int(str(moment))])))
            else:
                periods.setdefault(self._frozen(int(str(moment))).starts, []).append(int(str(moment)))
        for starts, moments in periods.items():
            ends = self._frozen(max(moments)).ends or FOREVER
            common = [moment for moment, _ in batches if starts <= moment < ends]
            batches.append((-max(moments), _pending_between(pending, starts, ends, common)))
        return batches

    def _frozen(self, moment: int) -> Frozen:
        return freeze(self.pack, from_micros(moment), subject=self.subject)

    def _decide(self, table: str, moment: int, todo: str | None) -> int:
        """Decide at a literal moment, or (negative moment) at each row's own moment, the latest being -moment."""
        literal = moment >= 0
        frozen = self._frozen(abs(moment))
        asked = Asked(self.offset, moment if literal else None, todo, self._places_at(frozen, abs(moment)), self.empty)
        query = DecisionQuery(self.pack, frozen, asked, subjects=self.subjects, bits=self.bits)
        return self.runner.create(table, query.sql())

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


def all_subjects(subject: str, empty: frozenset[str]) -> exp.Expression:
    """The key of every subject that any row names: those in `persons` first, then the others once each."""
    key = KEY_COLUMN[subject]
    names = [t.name for t in TABLES.values() if any(c.name == key for c in t.columns) and t.name not in empty]
    known = "persons" if subject == "person" and "persons" in names else None
    others: exp.Expression | None = None
    for table in names:
        if table != known:
            part = exp.select(named(column(None, key), "key")).from_(_table(table))
            others = part if others is None else exp.union(others, part, distinct=False)
    listed = exp.select(named(column(None, key), "key")).from_(_table(known)) if known else None
    if others is None:
        return listed if listed is not None else exp.select(named(exp.cast(exp.Null(), "VARCHAR"), "key")).where("FALSE")
    rest = select([column("o", "key")], others, "o") if isinstance(others, exp.Select) else _of_union(others)
    if known:
        rest = joined(rest, known, "k", exp.EQ(this=column("k", key), expression=column("o", "key")))
        rest = rest.where(is_null(column("k", key)), copy=False)
    rest = rest.distinct()
    return exp.union(listed, rest, distinct=False) if listed is not None else rest


def _of_union(union: exp.Expression) -> exp.Select:
    return exp.select(column("o", "key")).from_(exp.Subquery(this=union, alias=exp.TableAlias(this=exp.to_identifier("o", quoted=True))))


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _same_key(left: str, right: str) -> exp.Expression:
    return exp.EQ(this=column(left, "key"), expression=column(right, "key"))


def _pending_at(pending: str, moments: list[int]) -> exp.Select:
    options = [number(moment) for moment in moments]
    return select([exp.Star()], pending).where(exp.In(this=column(None, "now"), expressions=options))


def _pending_between(pending: str, starts: int, ends: int, but: list[int]) -> exp.Select:
    now = column(None, "now")
    query = select([exp.Star()], pending)
    query = query.where(both([exp.GTE(this=now, expression=number(starts)), exp.LT(this=now.copy(), expression=number(ends))]))
    if but:
        query = query.where(exp.Not(this=exp.In(this=now.copy(), expressions=[number(each) for each in but])))
    return query
