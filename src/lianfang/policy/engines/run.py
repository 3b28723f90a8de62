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
from lianfang.policy.engines.probing import found_changed, probes, still_pending, walked
from lianfang.policy.engines.settled import REST, Wakes, Waking, moments_of, waking_tables
from lianfang.policy.engines.sql_decisions import Bits, DecisionQuery, bits_of
from lianfang.policy.engines.sql_facts import KEY_COLUMN, Asked
from lianfang.policy.engines.sql_words import (
    FOREVER,
    both,
    column,
    first_known,
    greatest,
    is_null,
    joined,
    named,
    number,
    plus,
    prefix,
    select,
    text,
    when,
)
from lianfang.policy.frozen import Frozen, freeze, offset_micros
from lianfang.policy.model import Pack

Progress = Callable[[str, int], None]


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
    _narrowed: dict[str, str] = field(default_factory=dict)
    _again: dict[int, str] = field(default_factory=dict)
    _made: int = 0

    def __post_init__(self) -> None:
        self.offset = offset_micros(ZoneInfo(self.pack.zone), self.at)
        self.bits: Bits = bits_of(self.pack, self.subject)
        self.sizes = {name: self._size(name) for name in TABLES}
        self.empty = frozenset(name for name, size in self.sizes.items() if not size)

    def _size(self, name: str) -> int:
        row = self.store.execute(f'SELECT count(*) FROM "{name}"').fetchone()
        return int(row[0]) if row else 0

    def decide(self) -> int:
        """Decide for every subject at `at`; gives their number."""
        self.runner.create(self.subjects, all_subjects(self.subject, self.empty))
        count = self._decide(self.decided, to_micros(self.at), None)
        self.progress("decided", count)
        return count

    def find_holds(self) -> int:
        """Find until when each decision holds; gives the number of those that will change."""
        parts, pending = [], self._fresh("todo")
        count = self.runner.create(pending, self._may_change())
        self._narrow(pending, count)
        while count:
            self.progress("holding", count)
            ends = self._frozen(self._first(pending)).ends or FOREVER
            changed, pending, count = self._round(pending, ends)
            parts.append(changed)
        empty = select([column("d", "key"), named(column("d", "stable"), "holds")], self.decided, "d").where("FALSE")
        union: exp.Expr = empty
        for part in parts:
            union = exp.union(union, exp.select("*").from_(_table(part)), distinct=False, copy=False)
        found = self.runner.create(self.holds, union)
        for table in (*parts, pending, *self._narrowed.values()):
            self.runner.drop(table)
        return found

    def _first(self, pending: str) -> int:
        """The earliest moment at which a pending subject is to be decided again."""
        rows = self.runner.rows(select([exp.Min(this=column(None, "now"))], pending))
        return int(str(rows[0][0]))

    def _may_change(self) -> exp.Select:
        """The subjects whose decision may change, when first, and from when on they are at rest (FOREVER: never)."""
        every = [column("d", "key"), named(column("d", "stable"), "now")]
        todo = select([], self.decided, "d")
        waking = waking_tables(self.pack, self.at, self.sizes) if self.subject == "person" else None
        rest: exp.Expr = number(FOREVER)
        if waking is not None:
            awake = self._fresh("awake")
            self.runner.create(awake, awake_until(waking))
            todo = joined(todo, awake, "a", _same_key("a", "d"))
            at_home = exp.EQ(this=column("d", "entry"), expression=number(-1))
            quiet = [exp.EQ(this=column("d", bits), expression=number(0)) for bits in self.bits.rule_columns]
            home = exp.EQ(
                this=prefix(column("p", "home_area"), len(self.pack.jurisdiction)),
                expression=text(self.pack.jurisdiction),
            )
            todo = joined(todo, "persons", "p", exp.EQ(this=column("p", "person_id"), expression=column("d", "key")))
            rest = when((both([at_home, *quiet, home]), first_known(column("a", "until"), number(0))), otherwise=rest)
        todo = select([exp.Star()], todo.select(*every, named(rest, "rest"), append=False), "t")
        return todo.where(_still_awake("t"), copy=False)

    def _narrow(self, pending: str, count: int) -> None:
        """Copy the rows of the pending subjects, so that later rounds read only those."""
        if self.subject != "person" or count * 2 > max(self.sizes["persons"], 1):
            return
        for table, size in self.sizes.items():
            if size and TABLES[table].of_person:
                copy = self._fresh(table)
                query = select([exp.Column(this=exp.Star(), table=exp.to_identifier("r"))], table, "r")
                on = exp.EQ(this=column("r", "person_id"), expression=column("p", "key"))
                self.runner.create(copy, joined(query, pending, "p", on, left=False))
                self._narrowed[table] = copy

    def _round(self, pending: str, ends: int) -> tuple[str, str, int]:
        """Decide again those whose moment comes before `ends`; those that keep their decision go on pending.

        Moments at which a change is likely are decided in the same round, so that few rounds are needed.
        """
        due = exp.LT(this=column(None, "now"), expression=number(ends))
        count = self.runner.create("due", select([exp.Star()], pending).where(due, copy=False))
        own = {name: moments_of(name) for name in self.sizes if name not in self.empty and TABLES[name].of_person}
        moments = {self._narrowed.get(name, name): columns for name, columns in own.items()}
        self.runner.create("batch", probes("due", moments, ends=ends, offset=self.offset, count=count))
        latest = self.runner.rows(select([exp.Max(this=column(None, "now"))], "batch"))
        self._decide("again", int(str(latest[0][0])), "batch")
        self.runner.create("walked", walked("again", self.decided, self.bits.signature))
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
            return self.runner.create(table, self._query(frozen, Asked(self.offset, moment, None, places, self.empty)))
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


def all_subjects(subject: str, empty: frozenset[str]) -> exp.Expr:
    """The key of every subject that any row names: those in `persons` first, then the others once each."""
    key = KEY_COLUMN[subject]
    names = [t.name for t in TABLES.values() if any(c.name == key for c in t.columns) and t.name not in empty]
    known = "persons" if subject == "person" and "persons" in names else None
    others: exp.Expr | None = None
    for table in names:
        if table != known:
            part = exp.select(named(column(None, key), "key")).from_(_table(table))
            others = part if others is None else exp.union(others, part, distinct=False, copy=False)
    listed = exp.select(named(column(None, key), "key")).from_(_table(known)) if known else None
    if others is None:
        return (
            listed if listed is not None else exp.select(named(exp.cast(exp.Null(), "VARCHAR"), "key")).where("FALSE")
        )
    rest = select([column("o", "key")], others, "o") if isinstance(others, exp.Select) else _of_union(others)
    if known:
        rest = joined(rest, known, "k", exp.EQ(this=column("k", key), expression=column("o", "key")))
        rest = rest.where(is_null(column("k", key)), copy=False)
    rest = rest.distinct()
    return exp.union(listed, rest, distinct=False, copy=False) if listed is not None else rest


def awake_until(waking: Waking) -> exp.Expr:
    """Until when the rows of each person keep them awake: key, until."""
    parts: exp.Expr = exp.select(named(exp.cast(exp.Null(), "VARCHAR"), "key"), named(number(0), "until")).where(
        "FALSE"
    )
    for table, wakes in waking.items():
        if wakes is Wakes.NEVER:
            continue
        open_end = number(FOREVER - REST) if wakes is Wakes.WHILE_RECENT_OR_OPEN else number(0)
        moments = [first_known(column(None, name), open_end.copy()) for name in moments_of(table)]
        until = number(FOREVER) if wakes is Wakes.ALWAYS else plus(greatest(moments), number(REST))
        part = exp.select(named(column(None, "person_id"), "key"), named(until, "until")).from_(_table(table))
        parts = exp.union(parts, part, distinct=False, copy=False)
    query = exp.select(column("o", "key"), named(exp.Max(this=column("o", "until")), "until"))
    subquery = exp.Subquery(this=parts, alias=exp.TableAlias(this=exp.to_identifier("o", quoted=True)))
    return query.from_(subquery).where(exp.Not(this=is_null(column("o", "key")))).group_by(column("o", "key"))


def _still_awake(table: str) -> exp.Expr:
    """Whether the next change comes while the subject is awake."""
    return exp.LT(this=column(table, "now"), expression=column(table, "rest"))


def _of_union(union: exp.Expr) -> exp.Select:
    return exp.select(column("o", "key")).from_(
        exp.Subquery(this=union, alias=exp.TableAlias(this=exp.to_identifier("o", quoted=True)))
    )


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _same_key(left: str, right: str) -> exp.Expr:
    return exp.EQ(this=column(left, "key"), expression=column(right, "key"))
