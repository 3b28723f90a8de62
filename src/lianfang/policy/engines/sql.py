"""What nodes mean in SQL, as SQLGlot trees for any engine. Only whole numbers, texts and booleans are used.

Each node becomes a Term: its value (NULL: unknown or none), when it is known to be none, and until when the value
cannot change (`stable`, microseconds; FOREVER when never). `stable` may be too early, never too late.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import singledispatchmethod

from sqlglot import exp

from lianfang.policy.engines.sql_words import (
    DAY,
    FOREVER,
    HOUR,
    Sql,
    birthday,
    both,
    day_of,
    either,
    first_known,
    is_null,
    midnight,
    minus,
    no,
    null,
    number,
    plus,
    text,
    times,
    truth,
    when,
)
from lianfang.policy.engines.terms import Term, all_of, earliest, none_of, settled, strict
from lianfang.policy.nodes import (
    Age,
    All,
    Any,
    Cell,
    Choose,
    Compare,
    Const,
    DayAfter,
    DayOf,
    DaysSince,
    FactOf,
    FactThrough,
    FirstKnown,
    HoursAfter,
    HoursBetween,
    Missing,
    Node,
    Not,
    Now,
    OneOf,
    Op,
    PresentUntil,
    Sum,
    Type,
    Within,
)

_OPS: dict[Op, type[exp.Binary]] = {
    Op.EQ: exp.EQ,
    Op.NE: exp.NEQ,
    Op.LT: exp.LT,
    Op.LE: exp.LTE,
    Op.GT: exp.GT,
    Op.GE: exp.GTE,
}
_MIRROR = {Op.LT: Op.GT, Op.GT: Op.LT, Op.LE: Op.GE, Op.GE: Op.LE, Op.EQ: Op.EQ, Op.NE: Op.NE}


def _same(value: Sql) -> Sql:
    return value


@dataclass(frozen=True, slots=True)
class Meaning:
    """What nodes mean at `now` (a literal or a column), given where cells and facts are found.

    `keep` may give an expression a column of its own, so that a query says it once however often it is used.
    """

    now: Sql
    offset: int
    cell: Callable[[Cell], Term]
    fact: Callable[[FactOf], Term]
    through: Callable[[FactThrough], Term]
    keep: Callable[[Sql], Sql] = _same

    @property
    def bare(self) -> "Meaning":
        """The same meaning without columns of their own: for what stands inside a kept expression."""
        return replace(self, keep=_same)

    def kept(self, term: Term) -> Term:
        """The term with each side in a column of its own."""
        none, stable = (None if side is None else self.keep(side) for side in (term.none, term.stable))
        return Term(self.keep(term.value), none, stable)

    def truth(self, node: Node) -> Term:
        """A part of a condition: conditions themselves are built from kept parts, anything else is kept whole."""
        if isinstance(node, All | Any | Not | Compare | Missing | OneOf | Within):
            return self.term(node)
        return self.kept(self.bare.term(node))

    @property
    def today(self) -> Sql:
        """The civil day of now."""
        if isinstance(self.now, exp.Literal):
            return number((int(self.now.this) + self.offset) // DAY)
        return day_of(self.now, self.offset)

    def tomorrow(self) -> Sql:
        """The next midnight."""
        return midnight(plus(self.today, number(1)), self.offset)

    @singledispatchmethod
    def term(self, node: Node) -> Term:
        """The term a node becomes."""
        raise TypeError(f"no SQL for {type(node).__name__}")

    @term.register
    def _(self, node: Const) -> Term:
        match node.value:
            case None:
                return Term(exp.cast(null(), "BIGINT", copy=False) if node.type is Type.INSTANT else null())
            case bool(value):
                return Term(truth(value))
            case int(value):
                return Term(number(value))
            case str(value):
                return Term(text(value))

    @term.register
    def _(self, _: Now) -> Term:
        return Term(self.now)

    @term.register
    def _(self, node: Cell) -> Term:
        return self.cell(node)

    @term.register
    def _(self, node: FactOf) -> Term:
        return self.fact(node)

    @term.register
    def _(self, node: FactThrough) -> Term:
        return self.through(node)

    @term.register
    def _(self, node: All) -> Term:
        return all_of([self.truth(part) for part in node.parts])

    @term.register
    def _(self, node: Any) -> Term:
        terms = [self.truth(part) for part in node.parts]
        return Term(either(t.value for t in terms), None, settled(terms, by=True))

    @term.register
    def _(self, node: Not) -> Term:
        part = self.truth(node.part)
        return Term(no(part.value), None, part.stable)

    @term.register
    def _(self, node: Missing) -> Term:
        part = self.bare.term(node.part)
        return self.kept(Term(is_null(part.value), None, part.stable))

    @term.register
    def _(self, node: OneOf) -> Term:
        part = self.bare.term(node.part)
        options = [text(o) if isinstance(o, str) else number(o) for o in node.options]
        return self.kept(strict(exp.In(this=part.value, expressions=options), part))

    @term.register
    def _(self, node: Within) -> Term:
        part = self.bare.term(node.area)
        cut = exp.Substring(this=part.value, start=number(1), length=number(len(node.prefix)))
        return self.kept(strict(exp.EQ(this=cut, expression=text(node.prefix)), part))

    @term.register
    def _(self, node: Choose) -> Term:
        arms = [(self.term(condition), self.term(value)) for condition, value in node.arms]
        last = self.term(node.otherwise)
        value = when(*((c.value, v.value) for c, v in arms), otherwise=last.value)
        none = None
        if last.none is not None or any(v.none is not None for _, v in arms):
            none = when(*((c.value, v.none or truth(False)) for c, v in arms), otherwise=last.none or truth(False))
        return Term(value, none, earliest(t.stable for t in (*(t for arm in arms for t in arm), last)))

    @term.register
    def _(self, node: FirstKnown) -> Term:
        terms = [self.term(part) for part in node.parts]
        value = first_known(*(t.value for t in terms))
        none = None if terms[-1].none is None else both([is_null(value), terms[-1].none])
        return Term(value, none, earliest(t.stable for t in terms))

    @term.register
    def _(self, node: Sum) -> Term:
        left, right = self.term(node.left), self.term(node.right)
        value = minus(left.value, right.value) if node.minus else plus(left.value, right.value)
        return Term(value, none_of(left, right), earliest((left.stable, right.stable)))

    @term.register
    def _(self, node: DaysSince) -> Term:
        since = self.term(node.since)
        return Term(minus(self.today, self._day(node.since, since)), since.none, since.stable)

    @term.register
    def _(self, node: HoursBetween) -> Term:
        start, end = self.term(node.start), self.term(node.end)
        return Term(minus(end.value, start.value), none_of(start, end), earliest((start.stable, end.stable)))

    @term.register
    def _(self, node: DayAfter) -> Term:
        since, days = self.term(node.since), self.term(node.days)
        value = midnight(plus(self._day(node.since, since), days.value, number(1)), self.offset)
        return Term(value, none_of(since, days), earliest((since.stable, days.stable)))

    @term.register
    def _(self, node: HoursAfter) -> Term:
        since, hours = self.term(node.since), self.term(node.hours)
        value = plus(since.value, times(hours.value, HOUR))
        return Term(value, none_of(since, hours), earliest((since.stable, hours.stable)))

    @term.register
    def _(self, node: DayOf) -> Term:
        instant = self.term(node.instant)
        return Term(day_of(instant.value, self.offset), instant.none, instant.stable)

    @term.register
    def _(self, node: PresentUntil) -> Term:
        left = self.term(node.left)
        gone = exp.LTE(this=left.value, expression=self.now)
        value = when((gone, left.value), otherwise=self.now)
        return Term(value, None, earliest([left.stable, when((gone, number(FOREVER)), otherwise=self.tomorrow())]))

    @term.register
    def _(self, node: Compare) -> Term:
        bare = self.bare
        if isinstance(node.left, Age):
            born, years = bare.term(node.left.birthday), bare.term(node.right)
            value, flips = bare._age(node.op, born.value, years.value)
            return self._met(value, none_of(born, years), flips, [born.stable, years.stable])
        left, right = bare.term(node.left), bare.term(node.right)
        scaled = times(right.value, HOUR) if node.left.type is Type.HOURS else right.value
        value = exp.Paren(this=_OPS[node.op](this=left.value, expression=scaled))
        flips = [*bare._flips(node.op, node.left, right), *bare._flips(_MIRROR[node.op], node.right, left)]
        return self._met(value, none_of(left, right), flips, [left.stable, right.stable])

    def _met(self, value: Sql, none: Sql | None, flips: list[Sql], stable: list[Sql | None]) -> Term:
        """A comparison: false when a side is none; it may change when a side does or when now passes a flip."""
        met = strict(value, Term(value, none))
        moments = [self.keep(moment) for moment in stable if moment is not None]
        moments += [self._later(self.keep(flip)) for flip in flips]
        return Term(self.keep(met.value), None, earliest(moments))

    def _age(self, op: Op, born: Sql, years: Sql) -> tuple[Sql, list[Sql]]:
        def turning(more: int) -> Sql:
            return birthday(born, plus(years, number(more)))

        before = {more: exp.LT(this=self.today, expression=turning(more)) for more in (0, 1)}
        exactly = both([no(before[0]), before[1]])
        value: Sql = {
            Op.LE: before[1],
            Op.GT: no(before[1]),
            Op.LT: before[0],
            Op.GE: no(before[0]),
            Op.EQ: exactly,
            Op.NE: no(exactly),
        }[op]
        return value, [midnight(turning(more), self.offset) for more in (0, 1)]

    def _flips(self, op: Op, side: Node, other: Term) -> list[Sql]:
        """The moments at which `side op other` changes because now moves on."""
        after = {Op.LE: [1], Op.GT: [1], Op.LT: [0], Op.GE: [0]}.get(op, [0, 1])
        match side:
            case Now():
                return [plus(other.value, number(more)) for more in after]
            case DaysSince(since):
                day = self._day(since, self.term(since))
                return [midnight(plus(day, other.value, number(more)), self.offset) for more in after]
            case HoursBetween(start, Now()):
                end = plus(self.term(start).value, times(other.value, HOUR))
                return [plus(end, number(more)) for more in after]
        return []

    def _later(self, flip: Sql) -> Sql:
        now = self.now if isinstance(self.now, exp.Literal) else self.keep(self.now)
        return when((exp.GT(this=flip, expression=now), flip), otherwise=number(FOREVER))

    def _day(self, node: Node, term: Term) -> Sql:
        return term.value if node.type is Type.DAY else day_of(term.value, self.offset)
