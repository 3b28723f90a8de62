"""What is taken from rows, in SQL: one aggregate for each way of taking a value."""

from sqlglot import exp

from lianfang.policy.engines.sql_words import Sql, both, column, is_null, number, plus, when
from lianfang.policy.model import Fact
from lianfang.policy.nodes import Take, Type

_INSTANT_CODE = 20_000_000_000_000_000  # added to an instant so that every one has 17 digits: text order is time order


def aggregate_of(fact: Fact, tag: str, counts: Sql) -> Sql:
    """The value over the rows that count: in table c, columns tag + w (counts), v0, v1 …"""
    assert fact.take is not None
    value, here = column("c", f"{tag}v0"), column("c", f"{tag}w")
    chosen = when((counts, value))
    simple: dict[Take, Sql] = {
        Take.ANY: exp.Max(this=here),
        Take.COUNT: exp.Sum(this=here),
        Take.COUNT_DISTINCT: exp.Count(this=exp.Distinct(expressions=[chosen])),
        Take.PEOPLE: exp.Count(this=exp.Distinct(expressions=[chosen])),
        Take.MIN: exp.Min(this=chosen),
        Take.MAX: exp.Max(this=chosen),
        Take.SUM: exp.Sum(this=chosen),
    }
    match fact.take.take:
        case Take.LAST_END:
            endless = exp.Sum(this=when((both([counts, is_null(value)]), number(1)), otherwise=number(0)))
            return when((exp.EQ(this=endless, expression=number(0)), exp.Max(this=chosen)))
        case Take.LATEST:
            return _latest(fact, tag, counts, value)
        case take:
            return simple[take]


def _latest(fact: Fact, tag: str, counts: Sql, value: Sql) -> Sql:
    """The value of the greatest `by`, then the greatest value: the greatest of their texts, written at one width."""
    by = exp.cast(plus(column("c", f"{tag}v1"), number(_INSTANT_CODE)), "VARCHAR", copy=False)
    moment = fact.type is Type.INSTANT
    written = exp.cast(plus(value, number(_INSTANT_CODE)), "VARCHAR", copy=False) if moment else value
    best = exp.Max(this=when((counts, exp.Concat(expressions=[by, written], safe=False))))
    cut = exp.Substring(this=best, start=number(18))
    return plus(exp.cast(cut, "BIGINT", copy=False), number(-_INSTANT_CODE)) if moment else cut
