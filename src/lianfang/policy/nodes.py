"""The meaning of an expression as small frozen nodes. Engines give these a meaning; SQL text is never the meaning.

A value is known, *unknown* (missing where it should be known) or *none* (an aggregate over no rows: known to be none).
Comparing with unknown is unknown; comparing with none is false.
"""

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """What a node yields.

    HOURS and YEARS are exact lengths: they can only be compared with whole numbers. PRESENCE is an instant that moves
    with now while somebody is still there: only its civil day may be used.
    """

    BOOL = "yes or no"
    INT = "number"
    TEXT = "text"
    AREA = "area"
    INSTANT = "moment"
    DAY = "day"
    BIRTHDAY = "birthday"
    HOURS = "hours"
    YEARS = "years"
    PRESENCE = "last presence"
    NULL = "nothing"


class Op(StrEnum):
    """A comparison."""

    EQ = "="
    NE = "<>"
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


class Node:
    """A value at a moment."""

    __slots__ = ()
    type: Type


@dataclass(frozen=True, slots=True)
class Const(Node):
    """A written value; None is unknown. Instants are microseconds, days are day numbers."""

    value: bool | int | str | None
    type: Type


@dataclass(frozen=True, slots=True)
class Now(Node):
    """The moment asked about."""

    type: Type = Type.INSTANT


@dataclass(frozen=True, slots=True)
class Cell(Node):
    """A column of the row at hand (or of `persons`, in a fact of a person). `optional` cells may be unknown."""

    name: str
    type: Type
    optional: bool = False


@dataclass(frozen=True, slots=True)
class FactOf(Node):
    """A named fact of the subject."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class FactThrough(Node):
    """A fact of another subject (a county, a zone) reached by the key in `view`."""

    view: str
    fact: str
    type: Type


@dataclass(frozen=True, slots=True)
class ValueOf(Node):
    """A dated value of the pack; replaced by a Const when the policy is frozen at a moment."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """left op right. `id` tells boundaries apart when coverage is measured."""

    op: Op
    left: Node
    right: Node
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class All(Node):
    """Every part holds (AND, three-valued)."""

    parts: tuple[Node, ...]
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class Any(Node):
    """Some part holds (OR, three-valued)."""

    parts: tuple[Node, ...]
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class Not(Node):
    """The part does not hold; unknown stays unknown."""

    part: Node
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class Missing(Node):
    """The part is none or unknown."""

    part: Node
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class OneOf(Node):
    """The part equals one of the written texts or numbers."""

    part: Node
    options: tuple[str | int, ...]
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class Within(Node):
    """The area begins with the prefix."""

    area: Node
    prefix: str
    type: Type = Type.BOOL


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """left + right, or left - right when `minus`. Whole numbers only."""

    left: Node
    right: Node
    minus: bool = False
    type: Type = Type.INT


@dataclass(frozen=True, slots=True)
class Choose(Node):
    """The value of the first arm whose condition holds, else the last one."""

    arms: tuple[tuple[Node, Node], ...]
    otherwise: Node
    type: Type


@dataclass(frozen=True, slots=True)
class FirstKnown(Node):
    """The first part that is neither none nor unknown."""

    parts: tuple[Node, ...]
    type: Type


@dataclass(frozen=True, slots=True)
class DaysSince(Node):
    """Civil day of now minus civil day of an instant (or a day), in the city's zone."""

    since: Node
    type: Type = Type.INT


@dataclass(frozen=True, slots=True)
class HoursBetween(Node):
    """Exact length from one instant to another."""

    start: Node
    end: Node
    type: Type = Type.HOURS


@dataclass(frozen=True, slots=True)
class Age(Node):
    """Completed years at now."""

    birthday: Node
    type: Type = Type.YEARS


@dataclass(frozen=True, slots=True)
class DayAfter(Node):
    """00:00 of the day after the last day of a window: civil day of `since` + `days` + 1."""

    since: Node
    days: Node
    type: Type = Type.INSTANT


@dataclass(frozen=True, slots=True)
class HoursAfter(Node):
    """`since` plus exact hours."""

    since: Node
    hours: Node
    type: Type = Type.INSTANT


@dataclass(frozen=True, slots=True)
class DayOf(Node):
    """The civil day of an instant."""

    instant: Node
    type: Type = Type.DAY


@dataclass(frozen=True, slots=True)
class PresentUntil(Node):
    """The instant when it is past, else now: someone who has not left yet is still present."""

    left: Node
    type: Type = Type.PRESENCE


class Take(StrEnum):
    """How the rows that count become one value."""

    ANY = "any"
    COUNT = "count"
    COUNT_DISTINCT = "count_distinct"
    MAX = "max"
    MIN = "min"
    SUM = "sum"
    PEOPLE = "people"
    LAST_END = "last_end"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """`take` over `of`; `by` orders the rows for LATEST (greatest by, then greatest value).

    PEOPLE counts the different people among the rows; LAST_END is the greatest, and unknown when one row has no end.
    """

    take: Take
    of: Node | None
    by: Node | None
    type: Type


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below."""
    match node:
        case Compare(_, left, right) | Sum(left, right):
            return left, right
        case All(parts) | Any(parts) | FirstKnown(parts):
            return parts
        case Not(part) | Missing(part) | OneOf(part) | Within(part):
            return (part,)
        case Choose(arms, otherwise):
            return (*(side for arm in arms for side in arm), otherwise)
        case DaysSince(x) | Age(x) | DayOf(x) | PresentUntil(x):
            return (x,)
        case HoursBetween(a, b) | DayAfter(a, b) | HoursAfter(a, b):
            return a, b
        case _:
            return ()


def walk(node: Node) -> list[Node]:
    """The node and everything below it, top first."""
    found = [node]
    for child in children(node):
        found.extend(walk(child))
    return found
