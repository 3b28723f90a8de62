"""Nodes as the policy language writes them, for sentences about a pack."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from lianfang.kernel.clock import from_day_number, from_micros
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
    PresentUntil,
    Sum,
    Type,
    ValueOf,
    Within,
    children,
    walk,
)

_CALLS: dict[type[Node], str] = {
    DaysSince: "days_since",
    Age: "age",
    DayAfter: "day_after",
    HoursAfter: "hours_after",
    DayOf: "day",
    PresentUntil: "present_until",
    HoursBetween: "hours_between",
    FirstKnown: "coalesce",
}


def written(node: Node, zone: ZoneInfo) -> str:
    """The node in the policy language."""

    def say(part: Node) -> str:
        return written(part, zone)

    match node:
        case FactOf(name) | Cell(name) | ValueOf(name):
            return name
        case FactThrough(view, fact):
            return f"{view}.{fact}"
        case Const():
            return _constant(node, zone)
        case Now():
            return "now"
        case Compare(op, left, right):
            return f"{say(left)} {op} {say(right)}"
        case HoursBetween(start, Now()):
            return f"hours_since({say(start)})"
        case _:
            return _combined(node, say)


def _combined(node: Node, say: Callable[[Node], str]) -> str:
    match node:
        case All(parts):
            return f"({' and '.join(map(say, parts))})"
        case Any(parts):
            return f"({' or '.join(map(say, parts))})"
        case Not(part):
            return f"not {say(part)}"
        case Missing(part):
            return f"{say(part)} is null"
        case Sum(left, right, minus):
            return f"{say(left)} {'-' if minus else '+'} {say(right)}"
        case _:
            return _called(node, say)


def _called(node: Node, say: Callable[[Node], str]) -> str:
    match node:
        case OneOf(part, options):
            return f"{say(part)} in ({', '.join(repr(option) for option in options)})"
        case Within(area, prefix):
            return f"within({say(area)}, '{prefix}')"
        case Choose(arms, otherwise):
            told = " ".join(f"when {say(condition)} then {say(value)}" for condition, value in arms)
            return f"case {told} else {say(otherwise)} end"
        case FirstKnown(parts):
            return f"coalesce({', '.join(map(say, parts))})"
        case _:
            return f"{_CALLS[type(node)]}({', '.join(map(say, children(node)))})"


def _constant(node: Const, zone: ZoneInfo) -> str:
    if node.type is Type.INSTANT and isinstance(node.value, int):
        return f"timestamp '{from_micros(node.value, zone=zone):%Y-%m-%dT%H:%M}'"
    if node.type is Type.DAY and isinstance(node.value, int):
        return f"date '{from_day_number(node.value)}'"
    if isinstance(node.value, bool) or node.value is None:
        return {True: "true", False: "false", None: "null"}[node.value]
    return str(node.value) if isinstance(node.value, int) else f"'{node.value}'"


def values_in(node: Node) -> tuple[str, ...]:
    """The names of the pack's values written in a node, each once."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, ValueOf)))
