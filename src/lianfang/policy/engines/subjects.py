"""Whom a run is about: every subject that rows name, and of people those whom a rule can touch at all.

People at rest (see `settled`) need no look: no rule matches, now or later. They are the many.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlglot import exp

from lianfang.facts.schemas import TABLES, Kind
from lianfang.policy.engines.settled import REST, Rest, Wakes, moments_of
from lianfang.policy.engines.sql_facts import KEY_COLUMN
from lianfang.policy.engines.sql_words import (
    FOREVER,
    Sql,
    both,
    column,
    either,
    first_known,
    greatest,
    is_null,
    joined,
    lacking,
    named,
    no,
    number,
    plus,
    prefix,
    select,
    text,
    truth,
    when,
)
from lianfang.policy.frozen import Frozen, freeze
from lianfang.policy.model import Pack


def all_subjects(subject: str, empty: frozenset[str]) -> exp.Expr:
    """The key of every subject that any row names, once each: of people those in `persons` first."""
    if subject == "person" and "persons" not in empty:
        return exp.union(_listed(), strangers(empty), distinct=False, copy=False)
    return _named_by_rows(KEY_COLUMN[subject], empty).distinct()


def strangers(empty: frozenset[str]) -> exp.Select:
    """The people whom rows name but `persons` does not list, once each."""
    others = _named_by_rows("person_id", empty | {"persons"})
    return lacking(others, "persons", "k", _is("k", "person_id", "o")).distinct()


def active(awake_or_here: str, jurisdiction: str) -> exp.Select:
    """The rows of `persons` of those who are not at rest: kept awake by their rows, or not settled in the city."""
    every = exp.Column(this=exp.Star(), table=exp.to_identifier("persons", quoted=True))
    listed = select([every], "persons", "persons")
    listed = joined(listed, awake_or_here, "a", _is("a", "key", "persons", "person_id"))
    rests = both([settled("persons", "a", jurisdiction), is_null(column("a", "until"))])
    return listed.where(no(rests), copy=False)


def known_and(strange: str, persons: str) -> exp.Expr:
    """The keys of some rows of persons and of some strangers."""
    known = select([named(column("p", "person_id"), "key")], persons, "p")
    return exp.union(known, select([column("s", "key")], strange, "s"), distinct=False, copy=False)


def at_rest(looked_at: str) -> exp.Select:
    """The people of `persons` who are not among those looked at."""
    return lacking(_listed(), looked_at, "a", _is("a", "key", "persons", "person_id"))


def settled(persons: str, awake_or_here: str, jurisdiction: str) -> Sql:
    """Whether a row of persons says that the person lives in the city, or other rows that they stay there."""
    lives = exp.EQ(this=prefix(column(persons, "home_area"), len(jurisdiction)), expression=text(jurisdiction))
    stays = exp.EQ(this=first_known(column(awake_or_here, "here"), number(0)), expression=number(1))
    return either([first_known(lives, truth(False)), stays])


def awake_or_here(rest: Rest, at: int, jurisdiction: str) -> exp.Select:
    """Whoever has a row that keeps them awake later than `at`, or one without an end within the city: key, until
    when they are awake (NULL: no longer), and whether they stay here (1).
    """
    nobody = exp.select(named(_no_key(), "key"), named(number(0), "until"), named(number(0), "here"))
    parts: exp.Expr = nobody.where("FALSE")
    for table, wakes in rest.waking.items():
        if wakes is Wakes.NEVER:
            continue
        until = _row_awake_until(table, wakes, jurisdiction)
        late = exp.GT(this=until, expression=number(at))
        here = _open_here(table, jurisdiction) if table in rest.staying else truth(False)
        columns = [
            named(column(None, "person_id"), "key"),
            named(when((late, until.copy())), "until"),
            named(when((here, number(1)), otherwise=number(0)), "here"),
        ]
        part = exp.select(*columns).from_(_table(table)).where(either([late.copy(), here.copy()]), copy=False)
        parts = exp.union(parts, part, distinct=False, copy=False)
    greatest_of = [named(exp.Max(this=column("o", name)), name) for name in ("until", "here")]
    query = exp.select(column("o", "key"), *greatest_of).from_(_subquery(parts))
    return query.where(no(is_null(column("o", "key")))).group_by(column("o", "key"))


def _open_here(table: str, jurisdiction: str) -> Sql:
    """Whether a row has no end and is within the city."""
    (end,) = (column.name for column in TABLES[table].columns if column.kind is Kind.INSTANT and column.optional)
    return both([is_null(column(None, end)), _here(jurisdiction)])


def _here(jurisdiction: str) -> Sql:
    return exp.EQ(this=prefix(column(None, "area"), len(jurisdiction)), expression=text(jurisdiction))


def _row_awake_until(table: str, wakes: Wakes, jurisdiction: str) -> Sql:
    """Until when one row keeps its person awake."""
    if wakes is Wakes.ALWAYS:
        return number(FOREVER)
    missing = number(FOREVER - REST) if wakes is not Wakes.WHILE_RECENT else number(0)
    if wakes is Wakes.WHILE_RECENT_OR_OPEN_ELSEWHERE:
        missing = when((_here(jurisdiction), number(0)), otherwise=missing)
    moments = [first_known(column(None, name), missing.copy()) for name in moments_of(table)]
    return plus(greatest(moments), number(REST))


def looked_into(pack: Pack, at: datetime, subject: str) -> frozenset[str]:
    """The tables whose rows of a person a decision about that person can look at, at `at` or later."""
    if subject != "person":
        return frozenset()
    periods = [freeze(pack, moment) for moment in (at, *(step for step in pack.steps() if step > at))]
    found = {"persons", "exceptions", *_tables_of(periods)}
    return frozenset(name for name in found if TABLES[name].of_person)


def _tables_of(periods: Iterable[Frozen]) -> Iterable[str]:
    for fact in (fact for frozen in periods for fact in frozen.facts):
        yield from (table for table in (fact.table, fact.through) if table is not None)


def _named_by_rows(key: str, leave_out: frozenset[str]) -> exp.Select:
    """The key in every row of every table that has it, as column `key` of `o`."""
    parts: exp.Expr = exp.select(named(_no_key(), "key")).where("FALSE")
    for table in TABLES.values():
        if table.name not in leave_out and any(column.name == key for column in table.columns):
            part = exp.select(named(column(None, key), "key")).from_(_table(table.name))
            parts = exp.union(parts, part, distinct=False, copy=False)
    return exp.select(column("o", "key")).from_(_subquery(parts))


def _no_key() -> Sql:
    return exp.cast(exp.Null(), "VARCHAR")


def _listed() -> exp.Select:
    return select([named(column("persons", "person_id"), "key")], "persons", "persons")


def _subquery(union: exp.Expr) -> exp.Subquery:
    return exp.Subquery(this=union, alias=exp.TableAlias(this=exp.to_identifier("o", quoted=True)))


def _table(name: str) -> exp.Table:
    return exp.Table(this=exp.to_identifier(name, quoted=True))


def _is(left: str, left_key: str, right: str, right_key: str = "key") -> Sql:
    return exp.EQ(this=column(left, left_key), expression=column(right, right_key))
