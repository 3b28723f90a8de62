"""Where a value that moves with now may stand: on one side of a comparison, so that the moment it changes is known.

`holds_until` is exact because every comparison says when it changes next. A count of days that is added to, passed over
or kept as a fact would change without anybody knowing when.
"""

from lianfang.kernel.words import Words
from lianfang.policy.nodes import (
    Age,
    Compare,
    DaysSince,
    HoursBetween,
    Missing,
    Node,
    Now,
    PresentUntil,
    Type,
    children,
    walk,
)
from lianfang.policy.scope import ExpressionFault

_STEADY = (Type.BOOL, Type.PRESENCE)  # they say themselves when they change


def moves(node: Node) -> bool:
    """Whether the value changes merely because now moves on."""
    if isinstance(node, Now | Age | DaysSince):
        return True
    return node.type not in _STEADY and any(map(moves, children(node)))


def check_still(node: Node) -> None:
    """Raise ExpressionFault where a value that is kept moves: a fact, a release, what is taken from rows."""
    if moves(node):
        raise _fault()


def check_moving(node: Node) -> None:
    """Raise ExpressionFault where a moving value stands inside anything but one side of a comparison."""
    if not all(map(_well_placed, walk(node))):
        raise _fault()


def _fault() -> ExpressionFault:
    return ExpressionFault(
        Words(
            "这里有一处随当前时刻变化，却说不出何时变化。",
            "Something here changes with now where nobody could tell when.",
        ),
        Words(
            "请把时刻留作事实，再用 now、days_since(…)、hours_since(…) 或 age(…) 与不变的数或时刻比较。",
            "Keep the moment as the fact, and compare now, days_since(…), hours_since(…) or age(…) with a number or "
            "a moment that does not change.",
        ),
    )


def _well_placed(part: Node) -> bool:
    match part:
        case Compare(_, left, right):
            sides = [side for side in (left, right) if moves(side)]
            return len(sides) < 2 and all(map(_is_timed, sides))
        case HoursBetween(start, Now()):
            return not moves(start)
        case Missing(_):
            return True
        case DaysSince(inner) | Age(inner) | PresentUntil(inner):
            return not moves(inner)
        case _:
            return not any(map(moves, children(part)))


def _is_timed(side: Node) -> bool:
    return isinstance(side, Now | DaysSince | Age) or (isinstance(side, HoursBetween) and isinstance(side.end, Now))
