"""The few functions the policy language has: what they take, what they yield."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lianfang.kernel.words import Words
from lianfang.policy.nodes import (
    Age,
    Compare,
    Const,
    DayAfter,
    DayOf,
    DaysSince,
    FirstKnown,
    HoursAfter,
    HoursBetween,
    Missing,
    Node,
    Now,
    Op,
    PresentUntil,
    Type,
    Within,
)
from lianfang.policy.nodes import (
    Any as AnyOf,
)
from lianfang.policy.scope import ExpressionFault

PAST = frozenset({Type.INSTANT, Type.DAY, Type.PRESENCE})


@dataclass(frozen=True, slots=True)
class Function:
    """A function: the types each argument may have, and how it becomes a node."""

    takes: tuple[frozenset[Type], ...]
    makes: Callable[..., Node]
    example: str


def _only(*types: Type) -> frozenset[Type]:
    return frozenset(types)


def _within(area: Node, prefix: Node) -> Node:
    if not isinstance(prefix, Const) or not str(prefix.value).isdigit():
        raise ExpressionFault(
            Words("within(…) 的前缀要直接写出代码。", "The prefix of within(…) is a written code."),
            Words("写作 within(area, '11')。", "Write it like within(area, '11')."),
        )
    return Within(area, str(prefix.value))


def _not_ended(end: Node) -> Node:
    return AnyOf((Missing(end), Compare(Op.GT, end, Now())))


FUNCTIONS: Mapping[str, Function] = {
    "days_since": Function((PAST,), DaysSince, "days_since(arrived_at)"),
    "hours_since": Function(
        (_only(Type.INSTANT),), lambda start: HoursBetween(start, Now()), "hours_since(reported_at)"
    ),
    "hours_between": Function(
        (_only(Type.INSTANT), _only(Type.INSTANT)), HoursBetween, "hours_between(arrived_at, leaves_at)"
    ),
    "day_after": Function((PAST, _only(Type.INT)), DayAfter, "day_after(left_at, entry_window_days)"),
    "hours_after": Function((_only(Type.INSTANT), _only(Type.INT)), HoursAfter, "hours_after(arrived_at, 24)"),
    "age": Function((_only(Type.BIRTHDAY),), Age, "age(birth_date)"),
    "day": Function((_only(Type.INSTANT),), DayOf, "day(sampled_at)"),
    "present_until": Function((_only(Type.INSTANT),), PresentUntil, "present_until(left_at)"),
    "not_ended": Function((_only(Type.INSTANT),), _not_ended, "not_ended(until_at)"),
    "within": Function((_only(Type.AREA), _only(Type.TEXT)), _within, "within(area, '11')"),
}


def coalesce(parts: tuple[Node, ...], types: set[Type]) -> Node:
    """The first known of several parts of one type."""
    known = types - {Type.NULL}
    if len(parts) < 2 or len(known) != 1 or known & {Type.PRESENCE, Type.HOURS, Type.YEARS}:
        raise ExpressionFault(
            Words("coalesce(…) 要两个以上同一类型的值。", "coalesce(…) takes two or more values of one type."),
            Words("写作 coalesce(reported_at, sampled_at)。", "Write coalesce(reported_at, sampled_at)."),
        )
    return FirstKnown(parts, known.pop())
