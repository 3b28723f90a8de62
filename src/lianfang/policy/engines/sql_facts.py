"""Facts in SQL: the rows of a table become one row per subject, with until when each fact is stable.

A fact f yields the columns f (its value), f__n (1 when a row counts; only where the value may be unknown) and f__s
(until when it is stable; only where it can change).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlglot import exp

from lianfang.facts.schemas import TABLES
from lianfang.policy.engines.sql import Meaning
from lianfang.policy.engines.sql_takes import aggregate_of
from lianfang.policy.engines.sql_words import (
    FOREVER,
    Sql,
    both,
    column,
    either,
    first_known,
    is_null,
    joined,
    least,
    name,
    named,
    null,
    number,
    prefix,
    select,
    truth,
    when,
)
from lianfang.policy.engines.terms import Term, all_of
from lianfang.policy.frozen import Frozen, lives_there_now
from lianfang.policy.model import Fact
from lianfang.policy.nodes import Cell, Const, FactOf, FactThrough, Node, Take, Type, walk

KEY_COLUMN = {"person": "person_id", "zone": "zone_id", "county": "area", "prefecture": "area"}
KEY_LENGTH = {"county": 6, "prefecture": 4}
_ONCE = (Take.COUNT, Take.SUM)


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom a query is about: everyone at the literal moment `now`, or the rows of `todo` (key, now), each at its own.
    `narrowed` names smaller copies of tables that hold every row of the subjects in `todo`.

    `places` names, per subject of places, the table of their facts through time (key, begins, ends, facts).
    """

    offset: int
    now: int | None
    todo: str | None
    places: Mapping[str, str]
    empty: frozenset[str]
    narrowed: Mapping[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[str, ...]:
        """What tells one row of an answer from another: the subject, and the moment where each row has its own."""
        return ("key",) if self.now is not None else ("key", "now")

    def same(self, left: str, right: str) -> Sql:
        """Whether two tables speak of the same subject (at the same moment)."""
        return both(exp.EQ(this=column(left, key), expression=column(right, key)) for key in self.keys)

    def table(self, name: str) -> str:
        """The table to read for a table of facts: a narrowed copy where there is one."""
        return self.narrowed.get(name, name)

    def moment(self, table: str) -> Sql:
        """The moment, as a literal or the column `now` of a table."""
        return number(self.now) if self.now is not None else column(table, "now")


def key_sql(subject: str, table: str) -> Sql:
    """The key of a subject in a row of a table."""
    key = column(table, KEY_COLUMN[subject])
    return prefix(key, KEY_LENGTH[subject]) if subject in KEY_LENGTH else key


def may_be_unknown(fact: Fact) -> bool:
    """Whether an aggregate may find rows and still not know its value: it takes an optional column or a fact."""
    assert fact.take is not None
    parts = [part for node in (fact.take.of, fact.take.by) if node is not None for part in walk(node)]
    return fact.take.take is Take.LAST_END or any(map(_may_be_missing, parts))


def _may_be_missing(part: Node) -> bool:
    match part:
        case Cell(optional=optional):
            return optional
        case Const(value):
            return value is None
        case _:
            return isinstance(part, FactOf | FactThrough)


def fact_term(fact: Fact, table: str, *, changes: bool) -> Term:
    """A fact that was computed into a table, as a term."""
    value = column(table, fact.name)
    stable = first_known(column(table, f"{fact.name}__s"), number(FOREVER)) if changes else None
    assert fact.take is not None
    if fact.take.take is Take.ANY:
        return Term(exp.EQ(this=first_known(value, number(0)), expression=number(1)), None, stable)
    if fact.take.take in (Take.COUNT, Take.COUNT_DISTINCT, Take.PEOPLE):
        return Term(first_known(value, number(0)), None, stable)
    if may_be_unknown(fact):
        rows = first_known(column(table, f"{fact.name}__n"), number(0))
        return Term(value, exp.EQ(this=rows, expression=number(0)), stable)
    return Term(value, is_null(value), stable)


def absent_term(fact: Fact) -> Term:
    """An aggregate fact of a table without rows."""
    assert fact.take is not None
    if fact.take.take is Take.ANY:
        return Term(truth(False))
    if fact.take.take in (Take.COUNT, Take.COUNT_DISTINCT, Take.PEOPLE):
        return Term(number(0))
    kind = "VARCHAR" if fact.type in (Type.AREA, Type.TEXT) else "BIGINT"
    return Term(exp.cast(null(), kind), truth(True))


class Kept:
    """Gives an expression a column of its own, the same one each time it is met."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.found: dict[Sql, str] = {}

    def __call__(self, value: Sql) -> Sql:
        return column(self.table, self.found.setdefault(value, f"k{len(self.found)}"))

    def columns(self) -> list[Sql]:
        """Every expression that was kept, under its name."""
        return [named(value, name) for value, name in self.found.items()]


@dataclass(frozen=True, slots=True)
class RowsQuery:
    """The query of all facts of one subject that look at the same rows. `stage` is a table of person facts or None."""

    frozen: Frozen
    subject: str
    table: str
    through: str | None
    facts: tuple[Fact, ...]
    asked: Asked
    stage: str | None = None
    stage_terms: Mapping[str, Term] | None = None

    def sql(self) -> exp.Select:
        """SELECT key, facts … GROUP BY key: parts of conditions first, then conditions, then the aggregates."""
        kept = Kept("b")
        meaning = Meaning(self._now(), self.asked.offset, self._cell, self._fact, self._through, kept)
        keys = self.asked.keys
        inner: list[Sql] = [column("b", key) for key in keys]
        outer: list[Sql] = [column(None, key) for key in keys]
        wanted: list[Sql] = []
        for index, fact in enumerate(self.facts):
            conditions, outside, keep = _fact_columns(fact, meaning, self._where(fact, meaning), f"f{index}")
            inner += conditions
            outer += outside
            wanted.append(keep)
        own = [named(self._key(), "key"), named(self._now(), "now")][: len(keys)]
        rows = self._from([*own, *kept.columns()])
        counted = select(inner, rows, "b")
        counted = select([exp.Star()], counted, "r").where(either(wanted), copy=False)
        return select(outer, counted, "c").group_by(*(column(None, key) for key in keys), copy=False)

    def _key(self) -> Sql:
        return column("home", "zone_id") if self.through else key_sql(self.subject, "row")

    def _now(self) -> Sql:
        return self.asked.moment("s" if self.stage else "todo")

    def _where(self, fact: Fact, meaning: Meaning) -> Term:
        assert fact.where is not None
        own = meaning.term(fact.where)
        if not self.through:
            return own
        home = replace(meaning, cell=lambda cell: Term(column("home", cell.name)))
        return all_of([home.term(lives_there_now()), own])

    def _from(self, columns: Sequence[Sql]) -> exp.Select:
        query = exp.select(*columns, copy=False).from_(self._rows(), copy=False)
        if self.through:
            query = self._residents(query)
        if self.stage:
            query = joined(query, self.stage, "s", _equal(self._key(), column("s", "key")), left=False)
        elif self.asked.todo:
            query = joined(query, self.asked.todo, "todo", _equal(self._key(), column("todo", "key")), left=False)
        for subject in sorted(self._reached()):
            key = key_sql(subject, "row")
            query = joined(query, self.asked.places[subject], f"at {subject}", self._at(subject, key))
        return query

    def _rows(self) -> exp.Expr:
        table = exp.Table(this=name(self.asked.table(self.table)))
        if any(fact.take is not None and fact.take.take in _ONCE for fact in self.facts):
            return exp.select("*").distinct().from_(table).subquery(name("row"))
        return exp.alias_(table, name("row"), table=True)

    def _residents(self, query: exp.Select) -> exp.Select:
        on = _equal(column("home", "person_id"), column("row", "person_id"))
        return joined(query, self.asked.table("residences"), "home", on, left=False)

    def _at(self, subject: str, key: Sql) -> Sql:
        now, alias = self._now(), f"at {subject}"
        begun = exp.LTE(this=column(alias, "begins"), expression=now)
        return both([_equal(column(alias, "key"), key), begun, exp.GT(this=column(alias, "ends"), expression=now)])

    def _reached(self) -> set[str]:
        nodes = [node for fact in self.facts for node in _nodes(fact)]
        views = {part.view for node in nodes for part in walk(node) if isinstance(part, FactThrough)}
        return {view for view in views if view in self.asked.places}

    def _cell(self, node: Cell) -> Term:
        return Term(column("row", node.name))

    def _fact(self, node: FactOf) -> Term:
        assert self.stage_terms is not None
        return self.stage_terms[node.name]

    def _through(self, node: FactThrough) -> Term:
        table = TABLES.get(self.table)
        unsure = table is not None and node.view in KEY_LENGTH and table.column("area").optional
        key = key_sql(node.view, "row") if unsure else None
        return through_term(self.frozen, node.view, node, f"at {node.view}", self.asked, key)


def through_term(
    frozen: Frozen, subject: str, node: FactThrough, alias: str, asked: Asked, key: Sql | None = None
) -> Term:
    """A fact of a place, joined as `alias`. With `key`, an unknown key makes it unknown."""
    fact = next(fact for fact in frozen.reached[subject] if fact.name == f"{subject}.{node.fact}")
    there = subject in asked.places and fact.table not in asked.empty
    term = fact_term(fact, alias, changes=True) if there else absent_term(fact)
    if key is None:
        return term
    unknown = is_null(key)
    value = when((unknown, null()), otherwise=term.value)
    none = None if term.none is None else both([exp.Not(this=unknown), term.none])
    return Term(value, none, term.stable)


def _fact_columns(fact: Fact, meaning: Meaning, where: Term, tag: str) -> tuple[list[Sql], list[Sql], Sql]:
    assert fact.take is not None
    bare = meaning.bare
    parts = [(node, meaning.kept(bare.term(node))) for node in (fact.take.of, fact.take.by) if node is not None]
    counts = exp.EQ(this=column("c", f"{tag}w"), expression=number(1))
    inner: list[Sql] = [named(when((where.value, number(1)), otherwise=number(0)), f"{tag}w")]
    inner += [named(term.value, f"{tag}v{i}") for i, (_, term) in enumerate(parts)]
    if fact.take.take is Take.PEOPLE:
        inner.append(named(meaning.keep(column("row", "person_id")), f"{tag}v0"))
    outer: list[Sql] = [named(aggregate_of(fact, tag, counts), fact.name)]
    if may_be_unknown(fact):
        outer.append(named(exp.Max(this=column("c", f"{tag}w")), f"{fact.name}__n"))
    keep: Sql = exp.EQ(this=column("r", f"{tag}w"), expression=number(1))
    moving = [term.stable for _, term in parts if term.stable is not None]
    stable = where.stable or number(FOREVER)
    if moving:
        stable = when((where.value, least([stable, *moving])), otherwise=stable)
    inner.append(named(stable, f"{tag}s"))
    outer.append(named(exp.Min(this=column("c", f"{tag}s")), f"{fact.name}__s"))
    keep = either([keep, exp.LT(this=column("r", f"{tag}s"), expression=number(FOREVER))])
    return inner, outer, keep


def _nodes(fact: Fact) -> list[Node]:
    take = fact.take
    return [node for node in (fact.where, take.of if take else None, take.by if take else None) if node is not None]


def _equal(left: Sql, right: Sql) -> Sql:
    return exp.EQ(this=left, expression=right)


def groups(facts: Sequence[Fact], empty: frozenset[str]) -> dict[tuple[str, str | None], tuple[Fact, ...]]:
    """Aggregate facts by the rows they look at; those of empty tables are left out."""
    found: dict[tuple[str, str | None], list[Fact]] = {}
    for fact in facts:
        if fact.table is not None and fact.table not in empty and not (fact.through and fact.through in empty):
            found.setdefault((fact.table, fact.through), []).append(fact)
    return {rows: tuple(of) for rows, of in found.items()}
