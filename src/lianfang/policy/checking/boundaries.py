"""Every comparison with a limit in the rules and facts in use, under every value the limit has had."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from lianfang.kernel.clock import EPOCH
from lianfang.policy.engines.meaning import HOUR, Met
from lianfang.policy.faults import Place
from lianfang.policy.frozen import Frozen, freeze, known_by_now, nodes_of, offset_micros
from lianfang.policy.model import Case, Fact, Pack
from lianfang.policy.nodes import Cell, Compare, FactOf, FactThrough, Node, Now, Op, Type, walk

SUBJECTS = ("person", "zone")
MINUTE = HOUR // 60
_FAR = 2**62
_NUMBERS = (Type.INT, Type.HOURS, Type.YEARS)
_MOMENTS = (Type.INSTANT, Type.DAY)


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a limit: margins (left minus right, in the comparison's own unit) from `low` to `high`.

    `aim` is the margin nearest to the limit, which a suggestion goes for.
    """

    low: int
    high: int
    aim: int
    other_than_zero: bool = False

    def holds(self, margin: int) -> bool:
        """Whether the margin is on this side."""
        return self.low <= margin <= self.high and not (self.other_than_zero and margin == 0)


def sides_of(node: Compare) -> tuple[Side, ...]:
    """The two sides to be covered; none where a comparison has no limit to stand next to."""
    asks = any(isinstance(part, Now | Cell | FactOf | FactThrough) for part in walk(node))
    if not asks or node.left.type not in (*_NUMBERS, *_MOMENTS):
        return ()
    reach, unit = _reach(node.left.type)
    if node.op in (Op.EQ, Op.NE):
        return Side(0, 0, 0), Side(-reach, reach, unit, other_than_zero=True)
    first = 1 if node.op in (Op.LE, Op.GT) else 0
    exact = reach == 1
    return (
        Side(first - 1 if exact else -reach, first - 1, first - 1 if first or exact else -unit),
        Side(first, first if exact else reach, first if exact or not first else unit),
    )


def _reach(kind: Type) -> tuple[int, int]:
    """How near to the limit is near enough, and one step over it."""
    if kind is Type.HOURS:
        return HOUR, MINUTE
    return (_FAR, MINUTE) if kind is Type.INSTANT else (_FAR, 1) if kind is Type.DAY else (1, 1)


@dataclass(frozen=True, slots=True)
class Boundary:
    """A comparison at its place: `node` as it is in force (limits are constants), `source` as it is written.

    The same comparison with the same limit is one boundary however long it is in force; `starts` is its first day.
    """

    place: Place
    index: int
    node: Compare
    source: Compare = field(compare=False)
    starts: datetime = field(compare=False)


def boundaries_of(pack: Pack) -> tuple[Boundary, ...]:
    """Every boundary, those of rules and of the facts they need, in order of time."""
    found: dict[Boundary, None] = {}
    for moment in pack.steps():
        for subject in SUBJECTS:
            for boundary in in_frozen(pack, freeze(pack, moment, subject=subject), moment):
                found.setdefault(boundary)
    return tuple(found)


def in_frozen(pack: Pack, frozen: Frozen, moment: datetime) -> Iterator[Boundary]:
    """The boundaries of the policy over one period."""
    written = {rule.place: rule for rule in pack.rules}
    for rule in frozen.rules:
        yield from _pairs(rule.place, nodes_of(rule), nodes_of(written[rule.place]), moment)
    for fact in (*frozen.facts, *(fact for facts in frozen.reached.values() for fact in facts)):
        source = pack.facts[fact.name]
        yield from _pairs(fact.place, _own_nodes(fact, source), _own_nodes(source, source), moment)


def _own_nodes(fact: Fact, source: Fact) -> tuple[Node, ...]:
    """The nodes written in the pack: not the condition, added when frozen, that a row has begun."""
    if fact.expression is not None:
        return (fact.expression,)
    where = fact.where
    if fact is not source and where is not None and fact.table is not None:
        added = len(known_by_now(fact.table))
        where = where.parts[added] if source.where is not None else None  # type: ignore[attr-defined]
    take = fact.take
    found = [where, take.of if take else None, take.by if take else None]
    return tuple(node for node in found if node is not None)


def _pairs(place: Place, nodes: tuple[Node, ...], sources: tuple[Node, ...], moment: datetime) -> Iterator[Boundary]:
    index = 0
    for node, source in zip(nodes, sources, strict=True):
        for part, as_written in zip(walk(node), walk(source), strict=True):
            if isinstance(part, Compare) and isinstance(as_written, Compare):
                index += 1
                if sides_of(part):
                    yield Boundary(place, index, part, as_written, moment)


@dataclass(slots=True)
class Near:
    """An expectation that met a boundary beside the side asked for: by how much, in which case, when."""

    distance: int
    margin: int
    case: Case
    at: datetime


KEPT = 3


class Coverage:
    """Which sides of which boundaries were met. Nodes are told apart by identity: equal ones may stand twice."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.boundaries = boundaries_of(pack)
        self.met: dict[Boundary, set[int]] = {boundary: set() for boundary in self.boundaries}
        self.near: dict[tuple[Boundary, int], list[Near]] = {}
        first = self.boundaries[0].starts if self.boundaries else EPOCH
        self.offset = offset_micros(ZoneInfo(pack.zone), first)
        self._known: dict[int, tuple[Frozen, dict[int, Boundary]]] = {}

    def _boundaries_in(self, frozen: Frozen) -> dict[int, Boundary]:
        """By identity of the node. The frozen policy is kept, so that no identity is ever given twice."""
        if id(frozen) not in self._known:
            found = {id(b.node): b for b in in_frozen(self.pack, frozen, EPOCH)}
            self._known[id(frozen)] = (frozen, found)
        return self._known[id(frozen)][1]

    def meet(self, frozen: Frozen, met: Met) -> Boundary | None:
        """The boundary a comparison belongs to, when it has one and its margin is known."""
        boundary = self._boundaries_in(frozen).get(id(met.node))
        return boundary if boundary in self.met and met.margin is not None else None

    def note(self, boundary: Boundary, margin: int, case: Case, at: datetime) -> None:
        """Count a margin, and keep the nearest misses for suggestions."""
        for number, side in enumerate(sides_of(boundary.node)):
            if side.holds(margin):
                self.met[boundary].add(number)
            else:
                kept = self.near.setdefault((boundary, number), [])
                kept.append(Near(abs(margin - side.aim), margin, case, at))
                kept.sort(key=lambda each: each.distance)
                del kept[KEPT:]

    def missing(self) -> dict[Boundary, tuple[int, ...]]:
        """The sides of each boundary that no expectation met."""
        sides = ((boundary, range(len(sides_of(boundary.node)))) for boundary in self.boundaries)
        found = {b: tuple(n for n in numbers if n not in self.met[b]) for b, numbers in sides}
        return {boundary: numbers for boundary, numbers in found.items() if numbers}
