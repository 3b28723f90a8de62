"""Deciding at many moments at once: which moments to try, and how far each subject's decision was seen to hold.

A decision made at a moment is known to hold until its `stable`. Walking from one such stretch to the next, a subject's
decision either is seen to change, or is known to hold up to where the stretches end.
"""

from collections.abc import Mapping, Sequence

from sqlglot import exp

from lianfang.policy.engines.sql_words import (
    FOREVER,
    Sql,
    both,
    column,
    day_of,
    either,
    is_null,
    joined,
    midnight,
    name,
    named,
    no,
    number,
    plus,
    select,
    when,
)

MOST = 40_000  # moments tried in one round: many subjects are decided once each, few at many moments
MOST_DAYS = 40


def days_to_try(count: int) -> int:
    """How many midnights are tried for each of so many subjects; 0: each is decided at its own moment only."""
    days = min(MOST_DAYS, MOST // max(count, 1) - 1)
    return days if days > 1 else 0


def probes(due: str, moments: Mapping[str, Sequence[str]], *, ends: int, offset: int, days: int) -> exp.Expr:
    """The moments to try for each subject of `due` (key, now): its own, its rows' and the midnights that follow."""
    found: exp.Expr = exp.select(column("d", "key"), column("d", "now")).from_(_table(due, "d"))
    if not days:
        return found
    for ahead in range(days):
        tomorrow = plus(day_of(column("d", "now"), offset), number(1 + ahead))
        found = exp.union(found, _before(due, midnight(tomorrow, offset), ends), distinct=True, copy=False)
    for table, columns in moments.items():
        for each in columns:
            rows = _before(due, column("r", each), ends)
            rows = joined(
                rows, table, "r", exp.EQ(this=column("r", "person_id"), expression=column("d", "key")), left=False
            )
            rows = rows.where(exp.GT(this=column("r", each), expression=column("d", "now")))
            found = exp.union(found, rows, distinct=True, copy=False)
    return found


def _before(due: str, moment: Sql, ends: int) -> exp.Select:
    query = exp.select(column("d", "key"), named(moment, "now")).from_(_table(due, "d"))
    return query.where(exp.LT(this=moment.copy(), expression=number(ends)), copy=False)


def stepped(again: str, decided: str, signature: Sequence[str]) -> exp.Expr:
    """The same as `walked` for subjects that were decided again once each."""
    same = _same(signature)
    on = exp.EQ(this=column("d", "key"), expression=column("n", "key"))
    columns = [
        column("n", "key"),
        named(when((no(same), column("n", "now"))), "holds"),
        named(when((same.copy(), column("n", "stable"))), "reach"),
    ]
    return joined(select([], again, "n"), decided, "d", on, left=False).select(*columns)


def _same(signature: Sequence[str]) -> Sql:
    """Whether the decision made again (n) is the one made before (d)."""
    return both(exp.NullSafeEQ(this=column("n", each), expression=column("d", each)) for each in signature)


def walked(again: str, decided: str, signature: Sequence[str]) -> exp.Expr:
    """Per subject: when it is first seen to change (holds), and how far its decision is known to hold (reach)."""
    first = exp.Window(this=exp.Min(this=column("v", "stop")), partition_by=[column("v", "key")])
    marked = select([exp.Star(), named(first, "first")], _stops(_stretches(again, decided, signature)), "v")
    at_first = exp.EQ(this=column("u", "now"), expression=column("u", "first"))
    reached = exp.LTE(this=column("u", "now"), expression=column("u", "known"))
    unbroken = either([is_null(column("u", "known")), reached])
    changes = both([at_first, exp.EQ(this=column("u", "differs"), expression=number(1)), unbroken])
    before = either([is_null(column("u", "first")), exp.LT(this=column("u", "now"), expression=column("u", "first"))])
    columns = [
        column("u", "key"),
        named(exp.Min(this=when((changes, column("u", "now")))), "holds"),
        named(exp.Max(this=when((before, column("u", "stable")))), "reach"),
    ]
    return select(columns, marked, "u").group_by(column("u", "key"))


def _stretches(again: str, decided: str, signature: Sequence[str]) -> exp.Select:
    """Each decision made again: whether it differs, and until when the ones before it were known to hold."""
    same = _same(signature)
    on = exp.EQ(this=column("d", "key"), expression=column("n", "key"))
    known = exp.Window(
        this=exp.Max(this=column("n", "stable")),
        partition_by=[column("n", "key")],
        order=exp.Order(expressions=[exp.Ordered(this=column("n", "now"))]),
        spec=exp.WindowSpec(
            kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end=number(1), end_side="PRECEDING"
        ),
    )
    own = [column("n", each) for each in ("key", "now", "stable")]
    differs = named(when((same, number(0)), otherwise=number(1)), "differs")
    return joined(select([], again, "n"), decided, "d", on, left=False).select(*own, named(known, "known"), differs)


def _stops(stretches: exp.Select) -> exp.Select:
    """Where the walk stops: at a decision that differs, or where nothing is known in between."""
    beyond = exp.GT(this=column("w", "now"), expression=column("w", "known"))
    gap = both([exp.Not(this=is_null(column("w", "known"))), beyond])
    differs = exp.EQ(this=column("w", "differs"), expression=number(1))
    stop = named(when((either([gap, differs]), column("w", "now"))), "stop")
    return select([exp.Star(), stop], stretches, "w")


def found_changed(walked_table: str) -> exp.Expr:
    """The subjects seen to change, and when."""
    query = select([column("w", "key"), column("w", "holds")], walked_table, "w")
    return query.where(exp.Not(this=is_null(column("w", "holds"))))


def still_pending(walked_table: str, due: str) -> exp.Expr:
    """The subjects not seen to change, from where they were known to hold; those at rest by then are left out."""
    query = select([column("w", "key"), named(column("w", "reach"), "now"), column("d", "rest")], walked_table, "w")
    query = joined(query, due, "d", exp.EQ(this=column("d", "key"), expression=column("w", "key")), left=False)
    reach = column("w", "reach")
    going = [is_null(column("w", "holds")), exp.LT(this=reach, expression=number(FOREVER))]
    return query.where(both([*going, exp.LT(this=reach.copy(), expression=column("d", "rest"))]))


def _table(table: str, alias: str) -> exp.Expr:
    return exp.alias_(exp.Table(this=name(table)), name(alias), table=True)
