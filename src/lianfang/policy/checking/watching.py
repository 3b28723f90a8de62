"""Which sides of which boundaries the cases stand on, counted only where the comparison decides.

A comparison that is met beside its limit while another condition has settled the matter shows nothing: a case of a
close contact says nothing about the days of secondary contacts.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from lianfang.kernel.clock import EPOCH
from lianfang.policy.checking.boundaries import Boundary, Side, boundaries_of, in_frozen, sides_of
from lianfang.policy.engines.meaning import Meaning, Met
from lianfang.policy.engines.reference import Judgement, Reference
from lianfang.policy.frozen import Frozen, offset_micros, rebuild
from lianfang.policy.model import Case, Pack
from lianfang.policy.nodes import Const, Node, Type

KEPT = 3


@dataclass(frozen=True, slots=True)
class Near:
    """An expectation that met a boundary beside the side asked for: by how much, in which case, when."""

    distance: int
    margin: int
    case: Case
    at: datetime


class Coverage:
    """The boundaries of a pack and the sides met. Nodes are told apart by identity: equal ones may stand twice."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.boundaries = boundaries_of(pack)
        self.met: dict[Boundary, set[int]] = {boundary: set() for boundary in self.boundaries}
        self.settled: set[tuple[Boundary, int]] = set()
        self.near: dict[tuple[Boundary, int], list[Near]] = {}
        first = self.boundaries[0].starts if self.boundaries else EPOCH
        self.offset = offset_micros(ZoneInfo(pack.zone), first)
        self._known: dict[int, tuple[Frozen, dict[int, Boundary]]] = {}

    def boundary_of(self, frozen: Frozen, met: Met) -> Boundary | None:
        """The boundary a comparison belongs to, when it has one and its margin is known."""
        if id(frozen) not in self._known:  # the frozen policy is kept, so that no identity is ever given twice
            found = {id(b.node): b for b in in_frozen(self.pack, frozen, EPOCH)}
            self._known[id(frozen)] = (frozen, found)
        boundary = self._known[id(frozen)][1].get(id(met.node))
        return boundary if boundary in self.met and met.margin is not None else None

    def watch(self, case: Case, at: datetime, frozen: Frozen) -> "Watch":
        """A watch over one decision that counts what it covers."""
        return Watch(self, case, at, frozen)

    def is_near(self, boundary: Boundary, number: int, distance: int) -> bool:
        """Whether a miss would be among the nearest of a side that is still to be met."""
        kept = self.near.get((boundary, number), [])
        return number not in self.met[boundary] and (len(kept) < KEPT or distance < kept[-1].distance)

    def keep_near(self, boundary: Boundary, number: int, near: Near) -> None:
        """Keep one of the nearest misses of a side, for suggestions."""
        kept = self.near.setdefault((boundary, number), [])
        kept.append(near)
        kept.sort(key=lambda each: each.distance)
        del kept[KEPT:]

    def missing(self) -> dict[Boundary, tuple[int, ...]]:
        """The sides of each boundary on which no expectation stands."""
        sides = ((boundary, range(len(sides_of(boundary.node)))) for boundary in self.boundaries)
        found = {b: tuple(n for n in numbers if n not in self.met[b]) for b, numbers in sides}
        return {boundary: numbers for boundary, numbers in found.items() if numbers}


@dataclass(slots=True)
class Watch:
    """Sees the comparisons of one decision. `wanted` is the one side looked for when trying a suggestion."""

    coverage: Coverage
    case: Case
    at: datetime
    frozen: Frozen
    wanted: tuple[Boundary, int] | None = None
    found: bool = False
    _met: dict[tuple[Boundary, int], Boundary] = field(default_factory=dict)
    _beside: list[tuple[Boundary, int, int]] = field(default_factory=list)

    def __call__(self, met: Met) -> None:
        """Take note of one comparison."""
        boundary = self.coverage.boundary_of(self.frozen, met)
        if boundary is None or met.margin is None:
            return
        for number, side in enumerate(sides_of(boundary.node)):
            if side.holds(met.margin):
                self._met[boundary, number] = boundary
            elif self.coverage.is_near(boundary, number, abs(met.margin - side.aim)):
                self._beside.append((boundary, number, met.margin))

    def done(self, engine: Reference, key: str, judgement: Judgement) -> None:
        """Count the sides met on which the comparison decides."""
        for (boundary, number), here in self._met.items():
            if self.wanted not in (None, (boundary, number)) or number in self.coverage.met[boundary]:
                continue
            decided = decides(here, sides_of(here.node)[number], engine, self.frozen, key, judgement)
            if self.wanted is not None:
                self.found = decided
            elif decided:
                self.coverage.met[boundary].add(number)
            else:
                self.coverage.settled.add((boundary, number))
        if self.wanted is None:
            self._keep_near(engine, key, judgement)

    def _keep_near(self, engine: Reference, key: str, judgement: Judgement) -> None:
        for here, number, margin in self._beside:
            distance = abs(margin - sides_of(here.node)[number].aim)
            exactly = Side(margin, margin, margin)
            near = self.coverage.is_near(here, number, distance)
            if near and decides(here, exactly, engine, self.frozen, key, judgement):
                self.coverage.keep_near(here, number, Near(distance, margin, self.case, self.at))


def decides(boundary: Boundary, side: Side, engine: Reference, frozen: Frozen, key: str, judgement: Judgement) -> bool:
    """Whether, somewhere on that side, the whole expression would be another if the comparison were."""
    stands = boundary.stands
    true, false = (_forced(stands.expression, boundary.node, answer) for answer in (True, False))
    for here in _where(boundary, engine, frozen, key, judgement):
        if _on(side, boundary, here) and here.value(true) != here.value(false):
            return True
    return False


def _on(side: Side, boundary: Boundary, here: Meaning) -> bool:
    seen: list[Met] = []
    replace(here, watch=seen.append).value(boundary.node)
    margin = seen[-1].margin
    return margin is not None and side.holds(margin)


def _forced(node: Node, target: Node, answer: bool) -> Node:
    """The expression with one comparison, told by identity, replaced by its answer."""
    change: Callable[[Node], Node] = lambda part: _forced(part, target, answer)  # noqa: E731
    return Const(answer, Type.BOOL) if node is target else rebuild(node, change)


def _where(boundary: Boundary, engine: Reference, frozen: Frozen, key: str, judgement: Judgement) -> Iterable[Meaning]:
    """Every row, or the one subject, for which the expression was asked; rows counted out by `where` are no place."""
    fact = boundary.stands.fact
    if fact is None:
        return [replace(judgement.meaning, watch=None)]
    rows = _rows_of(boundary, engine, frozen, key, judgement.meaning)
    if fact.take is not None and boundary.stands.expression in (fact.take.of, fact.take.by) and fact.where is not None:
        where = fact.where
        return [row for row in rows if row.value(where) is True]
    return rows


def _rows_of(boundary: Boundary, engine: Reference, frozen: Frozen, key: str, meaning: Meaning) -> Iterator[Meaning]:
    fact, reached = boundary.stands.fact, boundary.stands.reached
    assert fact is not None
    if not reached:
        quiet = replace(meaning, watch=None)
        yield from (quiet.for_row(row) for row in engine.world.rows(frozen.subject, key, fact, quiet))
        return
    for (subject, _), tables in engine.world.by_subject.items():
        if subject == reached:
            rows = tables.get(fact.table or "", [])
            yield from (Meaning(meaning.now, meaning.offset, row) for row in rows)
