"""What nodes mean: plain Python, one value at a time. Slow, so that it can be believed; other engines have to agree.

Values are the plain form of facts.schemas (instants are microseconds, days are day numbers); None is unknown and
NONE is known to be none. `flips` gathers every moment after now at which a comparison met may change.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import TypeGuard

from lianfang.kernel.clock import to_day_number
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

HOUR = 3_600_000_000
DAY = 24 * HOUR


class Nothing(Enum):
    """The value of an aggregate over no rows."""

    NONE = "none"


NONE = Nothing.NONE
Value = bool | int | str | None | Nothing
Row = Mapping[str, bool | int | str | None]


@dataclass(frozen=True, slots=True)
class Met:
    """A comparison that was met: `margin` is left minus right in the comparison's own unit, None when unknown."""

    node: Compare
    margin: int | None
    left: Value
    right: Value


@dataclass(slots=True)
class Meaning:
    """What nodes mean at a moment, for one row and one subject. Times in microseconds."""

    now: int
    offset: int
    row: Row = field(default_factory=dict)
    facts: Mapping[str, Value] = field(default_factory=dict)
    through: Callable[[FactThrough, "Meaning"], Value] | None = None
    flips: list[int] = field(default_factory=list)
    watch: Callable[[Met], None] | None = None

    def day(self, instant: int) -> int:
        """The civil day of an instant, as a day number."""
        return (instant + self.offset) // DAY

    def midnight(self, day: int) -> int:
        """00:00 of a civil day."""
        return day * DAY - self.offset

    def for_row(self, row: Row) -> "Meaning":
        """The same moment and subject, another row."""
        return Meaning(self.now, self.offset, row, self.facts, self.through, self.flips, self.watch)

    def value(self, node: Node) -> Value:
        """The value of a node."""
        return _MEANS[type(node)](self, node)

    def _const(self, node: Const) -> Value:
        return node.value

    def _now(self, _: Now) -> Value:
        return self.now

    def _cell(self, node: Cell) -> Value:
        return self.row.get(node.name)

    def _fact_of(self, node: FactOf) -> Value:
        return self.facts[node.name]

    def _fact_through(self, node: FactThrough) -> Value:
        assert self.through is not None
        return self.through(node, self)

    def _all(self, node: All) -> Value:
        sides = [self.value(part) for part in node.parts]
        return False if False in sides else None if None in sides else True

    def _any(self, node: Any) -> Value:
        sides = [self.value(part) for part in node.parts]
        return True if True in sides else None if None in sides else False

    def _not(self, node: Not) -> Value:
        side = self.value(node.part)
        return None if side is None else not side

    def _missing(self, node: Missing) -> Value:
        return self.value(node.part) in (None, NONE)

    def _one_of(self, node: OneOf) -> Value:
        side = self.value(node.part)
        return False if side is NONE else None if side is None else side in node.options

    def _within(self, node: Within) -> Value:
        area = self.value(node.area)
        return False if area is NONE else None if area is None else str(area).startswith(node.prefix)

    def _choose(self, node: Choose) -> Value:
        arms = [(self.value(condition), self.value(value)) for condition, value in node.arms]
        otherwise = self.value(node.otherwise)
        return next((value for condition, value in arms if condition is True), otherwise)

    def _first_known(self, node: FirstKnown) -> Value:
        sides = [self.value(part) for part in node.parts]
        return next((side for side in sides if side not in (None, NONE)), sides[-1])

    def _sum(self, node: Sum) -> Value:
        return self._strict(node.left, node.right, lambda a, b: a - b if node.minus else a + b)

    def _days_since(self, node: DaysSince) -> Value:
        since = self.value(node.since)
        if not is_number(since):
            return since
        return self.day(self.now) - (since if node.since.type is Type.DAY else self.day(since))

    def _hours_between(self, node: HoursBetween) -> Value:
        return self._strict(node.start, node.end, lambda start, end: end - start)

    def _age(self, node: Age) -> Value:
        born = self.value(node.birthday)
        if not is_number(born):
            return born
        years = 0
        while birthday(born, years + 1) <= self.day(self.now):
            years += 1
        return years

    def _day_after(self, node: DayAfter) -> Value:
        day_of = (lambda x: x) if node.since.type is Type.DAY else self.day
        if node.since.type is Type.PRESENCE and self.value(node.since) == self.now:
            self.flips.append(self.midnight(self.day(self.now) + 1))
        return self._strict(node.since, node.days, lambda since, days: self.midnight(day_of(since) + days + 1))

    def _hours_after(self, node: HoursAfter) -> Value:
        return self._strict(node.since, node.hours, lambda since, hours: since + hours * HOUR)

    def _day_of(self, node: DayOf) -> Value:
        instant = self.value(node.instant)
        return self.day(instant) if is_number(instant) else instant

    def _present_until(self, node: PresentUntil) -> Value:
        left = self.value(node.left)
        if is_number(left):
            self.flips.extend((left, left + 1))
        gone = is_number(left) and left <= self.now
        if not gone:
            self.flips.append(self.midnight(self.day(self.now) + 1))
        return left if gone else self.now

    def _compare(self, node: Compare) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        unit = HOUR if node.left.type is Type.HOURS else 1
        self._note_flips(node, left, right)
        if NONE in (left, right) or None in (left, right):
            self._meet(node, None, left, right)
            return False if NONE in (left, right) else None
        scaled = right * unit if isinstance(right, int) and unit != 1 else right
        margin = left - scaled if is_number(left) and is_number(scaled) else None
        self._meet(node, margin, left, right)
        return _holds(node.op, left, scaled)

    def _meet(self, node: Compare, margin: int | None, left: Value, right: Value) -> None:
        if self.watch is not None:
            self.watch(Met(node, margin, left, right))

    def _strict(self, a: Node, b: Node, combine: Callable[[int, int], int]) -> Value:
        left, right = self.value(a), self.value(b)
        if NONE in (left, right):
            return NONE
        if not is_number(left) or not is_number(right):
            return None
        return combine(left, right)

    def _note_flips(self, node: Compare, left: Value, right: Value) -> None:
        for side, other in ((node.left, right), (node.right, left)):
            if is_number(other):
                self.flips.extend(self._flips(side, other))

    def _flips(self, side: Node, limit: int) -> list[int]:
        match side:
            case Now():
                return [limit, limit + 1]
            case DaysSince(since):
                then = self.value(since)
                if not is_number(then):
                    return []
                day = then if since.type is Type.DAY else self.day(then)
                return [self.midnight(day + limit), self.midnight(day + limit + 1)]
            case HoursBetween(start, Now()):
                then = self.value(start)
                return [then + limit * HOUR, then + limit * HOUR + 1] if is_number(then) else []
            case Age(born):
                born_on = self.value(born)
                if not is_number(born_on):
                    return []
                return [self.midnight(birthday(born_on, years)) for years in (limit, limit + 1)]
        return []


_MEANS: dict[type[Node], Callable[..., Value]] = {
    Const: Meaning._const,
    Now: Meaning._now,
    Cell: Meaning._cell,
    FactOf: Meaning._fact_of,
    FactThrough: Meaning._fact_through,
    All: Meaning._all,
    Any: Meaning._any,
    Not: Meaning._not,
    Missing: Meaning._missing,
    OneOf: Meaning._one_of,
    Within: Meaning._within,
    Choose: Meaning._choose,
    FirstKnown: Meaning._first_known,
    Sum: Meaning._sum,
    DaysSince: Meaning._days_since,
    HoursBetween: Meaning._hours_between,
    Age: Meaning._age,
    DayAfter: Meaning._day_after,
    HoursAfter: Meaning._hours_after,
    DayOf: Meaning._day_of,
    PresentUntil: Meaning._present_until,
    Compare: Meaning._compare,
}


def is_number(value: Value) -> TypeGuard[int]:
    """Whether a value is a known number (a moment and a day are numbers too)."""
    return isinstance(value, int) and not isinstance(value, bool)


def _holds(op: Op, left: Value, right: Value) -> bool:
    match op:
        case Op.EQ:
            return left == right
        case Op.NE:
            return left != right
        case Op.LT:
            return left < right  # type: ignore[operator]
        case Op.LE:
            return left <= right  # type: ignore[operator]
        case Op.GT:
            return left > right  # type: ignore[operator]
        case Op.GE:
            return left >= right  # type: ignore[operator]


def birthday(born: int, years: int) -> int:
    """Day number of the `years`-th birthday of someone born on yyyymmdd; 29 February falls on 1 March."""
    year, month, day = born // 10_000 + years, born // 100 % 100, born % 100
    if month == 2 and day == 29:
        return to_day_number(date(year, 2, 28) + timedelta(days=1))
    return to_day_number(date(year, month, day))
