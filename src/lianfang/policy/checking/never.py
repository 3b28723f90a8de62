"""Conditions that hold for nobody: a written false, bounds that leave no room, a word that would have to be two."""

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lianfang.kernel.words import Words
from lianfang.policy.checking.wording import written
from lianfang.policy.nodes import All, Any, Compare, Const, Node, Not, OneOf, Op, Type


@dataclass(slots=True)
class _Room:
    """What one side may still be."""

    low: int | None = None
    high: int | None = None
    words: frozenset[str | int] | None = None

    def empty(self) -> bool:
        crossed = self.low is not None and self.high is not None and self.low > self.high
        return crossed or self.words == frozenset()


def never_holds(node: Node, zone: str) -> Words | None:
    """Why a frozen condition can never hold; None when it may."""
    match node:
        case Const(False):
            return Words("它写的就是 false", "it says false")
        case Not(Const(True)):
            return Words("它写的就是 not true", "it says not true")
        case Any(parts):
            whys = [never_holds(part, zone) for part in parts]
            return whys[0] if all(whys) else None
        case All():
            parts = tuple(_flat(node))
            return next(filter(None, (never_holds(part, zone) for part in parts)), None) or _no_room(parts, zone)
        case _:
            return None


def _flat(node: Node) -> Iterable[Node]:
    if isinstance(node, All):
        for part in node.parts:
            yield from _flat(part)
    else:
        yield node


def _no_room(parts: tuple[Node, ...], zone: str) -> Words | None:
    rooms: dict[Node, _Room] = {}
    for part in parts:
        side = _narrow(part, rooms)
        if side is not None and rooms[side].empty():
            said = [written(each, ZoneInfo(zone)) for each in parts if _narrow(each, {}) == side]
            return Words(f"{' 与 '.join(said)} 之间没有余地", f"{' and '.join(said)} leave no room")
    return None


def _narrow(part: Node, rooms: dict[Node, _Room]) -> Node | None:
    """The side a part puts a bound on, with its room made narrower; None when it puts none."""
    match part:
        case OneOf(side, options):
            room, words = rooms.setdefault(side, _Room()), frozenset(options)
            room.words = words if room.words is None else room.words & words
            return side
        case Compare(Op.EQ, side, Const(str(word))):
            return _narrow(OneOf(side, (word,)), rooms)
        case Compare(op, side, Const(int(limit))) if not isinstance(limit, bool):
            _bound(rooms.setdefault(side, _Room()), op, limit, whole=side.type is not Type.HOURS)
            return side
    return None


def _bound(room: _Room, op: Op, limit: int, *, whole: bool) -> None:
    """Bounds are kept doubled, so that there is room between two hours and none between two days."""
    step = 2 if whole else 1
    if op in (Op.GT, Op.GE, Op.EQ):
        low = 2 * limit + (step if op is Op.GT else 0)
        room.low = low if room.low is None else max(room.low, low)
    if op in (Op.LT, Op.LE, Op.EQ):
        high = 2 * limit - (step if op is Op.LT else 0)
        room.high = high if room.high is None else min(room.high, high)
