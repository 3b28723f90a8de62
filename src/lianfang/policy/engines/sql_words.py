"""Short words for building SQL trees. Every identifier is quoted; nothing is pasted as text."""

from collections.abc import Iterable, Sequence

from sqlglot import exp

FOREVER = 2**62
HOUR = 3_600_000_000
DAY = 24 * HOUR
_SHIFT = 100_000  # days added before a division, so that it rounds down for every year a table may hold

Sql = exp.Expr


def number(value: int) -> Sql:
    """A whole number."""
    return exp.Literal.number(value) if value >= 0 else exp.Neg(this=exp.Literal.number(-value))


def text(value: str) -> Sql:
    """A text."""
    return exp.Literal.string(value)


def truth(value: bool) -> Sql:
    """TRUE or FALSE."""
    return exp.Boolean(this=value)


def null() -> Sql:
    """NULL."""
    return exp.Null()


def name(value: str) -> exp.Identifier:
    """A quoted identifier."""
    return exp.to_identifier(value, quoted=True)


def column(table: str | None, field: str) -> exp.Column:
    """A column, of a table when given."""
    return exp.Column(this=name(field), table=name(table) if table else None)


def named(value: Sql, alias: str) -> exp.Alias:
    """value AS alias."""
    return exp.Alias(this=value, alias=name(alias))


def both(parts: Iterable[Sql]) -> Sql:
    """All parts joined by AND."""
    return _joined(list(parts), exp.And, empty=True)


def either(parts: Iterable[Sql]) -> Sql:
    """All parts joined by OR."""
    return _joined(list(parts), exp.Or, empty=False)


def _joined(parts: Sequence[Sql], kind: type[exp.Connector], *, empty: bool) -> Sql:
    if not parts:
        return truth(empty)
    result: Sql = parts[0]
    for part in parts[1:]:
        result = kind(this=result, expression=part)
    return exp.Paren(this=result) if len(parts) > 1 else result


def no(part: Sql) -> Sql:
    """NOT part."""
    return exp.Not(this=exp.Paren(this=part))


def is_null(part: Sql) -> Sql:
    """part IS NULL."""
    return exp.Paren(this=exp.Is(this=exp.Paren(this=part), expression=exp.Null()))


def when(*arms: tuple[Sql, Sql], otherwise: Sql | None = None) -> Sql:
    """CASE WHEN … THEN … ELSE … END."""
    ifs = [exp.If(this=condition, true=value) for condition, value in arms]
    return exp.Case(ifs=ifs, default=otherwise)


def first_known(*parts: Sql) -> Sql:
    """COALESCE."""
    return parts[0] if len(parts) == 1 else exp.Coalesce(this=parts[0], expressions=list(parts[1:]))


def least(parts: Iterable[Sql]) -> Sql:
    """The least; no part may be NULL."""
    found = list(parts)
    return found[0] if len(found) == 1 else exp.Least(this=found[0], expressions=found[1:], ignore_nulls=True)


def greatest(parts: Iterable[Sql]) -> Sql:
    """The greatest; no part may be NULL."""
    found = list(parts)
    return found[0] if len(found) == 1 else exp.Greatest(this=found[0], expressions=found[1:], ignore_nulls=True)


def plus(*parts: Sql) -> Sql:
    """Sum of whole numbers."""
    result = parts[0]
    for part in parts[1:]:
        result = exp.Add(this=result, expression=part)
    return exp.Paren(this=result)


def minus(left: Sql, right: Sql) -> Sql:
    """Difference."""
    return exp.Paren(this=exp.Sub(this=left, expression=exp.Paren(this=right)))


def times(left: Sql, factor: int) -> Sql:
    """Product with a written number."""
    return exp.Paren(this=exp.Mul(this=exp.Paren(this=left), expression=number(factor)))


def over(left: Sql, divisor: int) -> Sql:
    """Whole quotient of a number that is not negative."""
    return exp.IntDiv(this=exp.Paren(this=left), expression=number(divisor))


def rest(left: Sql, divisor: int) -> Sql:
    """Remainder of a number that is not negative."""
    return exp.Mod(this=exp.Paren(this=left), expression=number(divisor))


def day_of(instant: Sql, offset: int) -> Sql:
    """Civil day number of an instant."""
    return minus(over(plus(instant, number(offset + _SHIFT * DAY)), DAY), number(_SHIFT))


def midnight(day: Sql, offset: int) -> Sql:
    """00:00 of a civil day number."""
    return minus(times(day, DAY), number(offset))


def birthday(born: Sql, years: Sql) -> Sql:
    """Day number of a birthday: born is yyyymmdd; 29 February falls on 1 March in other years (proleptic calendar)."""
    month, day = rest(over(born, 100), 100), rest(born, 100)
    early = exp.LTE(this=month, expression=number(2))
    year = minus(plus(over(born, 10_000), years), when((early, number(1)), otherwise=number(0)))
    era_year = rest(year, 400)
    shifted = plus(month, when((early, number(9)), otherwise=number(-3)))
    day_of_year = minus(plus(over(plus(times(shifted, 153), number(2)), 5), day), number(1))
    of_era = plus(times(era_year, 365), minus(over(era_year, 4), over(era_year, 100)), day_of_year)
    return minus(plus(times(over(year, 400), 146_097), of_era), number(719_468))


def prefix(code: Sql, length: int) -> Sql:
    """The first characters of a code."""
    return exp.Substring(this=code, start=number(1), length=number(length))


def select(columns: Iterable[Sql], source: str | exp.Expr, alias: str | None = None) -> exp.Select:
    """SELECT columns FROM source."""
    table: Sql = exp.Table(this=name(source)) if isinstance(source, str) else source
    if alias is not None and isinstance(source, exp.Query):
        table = source.subquery(name(alias), copy=False)
    elif alias is not None:
        table = exp.alias_(table, name(alias), table=True, copy=False)
    return exp.select(*columns, copy=False).from_(table, copy=False)


def joined(query: exp.Select, source: str, alias: str, on: Sql, *, left: bool = True) -> exp.Select:
    """query LEFT JOIN source AS alias ON …"""
    table = exp.alias_(exp.Table(this=name(source)), name(alias), table=True)
    return query.join(table, on=on, join_type="LEFT" if left else "INNER", copy=False)


def lacking(query: exp.Select, source: str, alias: str, on: Sql) -> exp.Select:
    """query ANTI JOIN source AS alias ON …: the rows that have no partner there."""
    table = exp.alias_(exp.Table(this=name(source)), name(alias), table=True)
    query.append("joins", exp.Join(this=table, side="LEFT", kind="ANTI", on=on))
    return query
