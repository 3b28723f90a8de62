"""Every comparison with a limit in the rules and facts in use, under every value the limit has had."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from lianfang.kernel.clock import from_micros
from lianfang.policy.engines.meaning import HOUR
from lianfang.policy.faults import Place
from lianfang.policy.frozen import Frozen, freeze, known_by_now, nodes_of, with_values
from lianfang.policy.model import Fact, Pack
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
    stands: "Stand" = field(compare=False)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a comparison stands over one period: in which whole expression; `fact` when in rows counted by a fact.

    `reached` is the subject of that fact when it is another than the one decided for.
    """

    expression: Node
    fact: Fact | None = None
    reached: str = ""


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
    sources = {rule.place: rule for rule in pack.rules}
    day = from_micros(max(frozen.starts, 0))

    def written(node: Node) -> Node:
        return with_values(node, pack, day)

    for rule in frozen.rules:
        pairs = zip(nodes_of(rule), nodes_of(sources[rule.place]), strict=True)
        yield from _pairs(written, rule.place, pairs, moment, (None, ""))
    facts = [(fact, "") for fact in frozen.facts]
    facts += [(fact, subject) for subject, found in frozen.reached.items() for fact in found]
    for fact, reached in facts:
        source = pack.facts[fact.name]
        of_rows = fact if fact.expression is None else None
        pairs = zip(_own_nodes(fact, source), _own_nodes(source, source), strict=True)
        yield from _pairs(written, fact.place, pairs, moment, (of_rows, reached))


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


Written = Callable[[Node], Node]


def _pairs(
    written: Written, place: Place, pairs: Iterable[tuple[Node, Node]], moment: datetime, of: tuple[Fact | None, str]
) -> Iterator[Boundary]:
    """The comparisons as written that still stand in the frozen expression: settled ones can decide nothing."""
    index = 0
    for node, source in pairs:
        standing = {part: part for part in walk(node)}
        for as_written in walk(source):
            if isinstance(as_written, Compare):
                index += 1
                part = standing.get(written(as_written))
                if isinstance(part, Compare) and sides_of(part):
                    yield Boundary(place, index, part, as_written, moment, Stand(node, *of))
