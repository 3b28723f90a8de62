"""A policy frozen over a period in which nothing dated changes: what every engine gives a meaning to."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from lianfang.facts.schemas import TABLES, Kind
from lianfang.kernel.clock import to_micros
from lianfang.policy.model import Fact, Pack, Rule, View
from lianfang.policy.nodes import (
    Aggregate,
    All,
    Any,
    Cell,
    Compare,
    Const,
    DaysSince,
    FactOf,
    FactThrough,
    FirstKnown,
    Missing,
    Node,
    Now,
    Op,
    Type,
    ValueOf,
    Within,
    walk,
)

PLACE_SUBJECTS = ("county", "prefecture", "zone")


@dataclass(frozen=True)
class Frozen:
    """The policy for one kind of subject between two of its dated steps.

    `facts` are only those needed, each after the ones it needs; `reached` are the facts of other subjects, by subject.
    `starts` and `ends` are microseconds; `ends` is None when nothing later is dated. Every ValueOf is a Const.
    """

    subject: str
    starts: int
    ends: int | None
    rules: tuple[Rule, ...]
    facts: tuple[Fact, ...]
    reached: dict[str, tuple[Fact, ...]]
    views: dict[str, View]
    place: Node | None
    in_city: Node | None
    place_missing: str

    def __hash__(self) -> int:
        return id(self)


def offset_micros(zone: ZoneInfo, moment: datetime) -> int:
    """The zone's offset from UTC in microseconds. Packs are refused where it ever changes (see checks)."""
    offset = moment.astimezone(zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds()) * 1_000_000


def freeze(pack: Pack, at: datetime, *, subject: str = "person") -> Frozen:
    """The policy in force at `at` for one kind of subject."""
    steps = pack.steps()
    past = [step for step in steps if step <= at]
    later = [step for step in steps if step > at]
    return _freeze(_Key(pack), past[-1] if past else None, later[0] if later else None, subject)


@dataclass(frozen=True, slots=True)
class _Key:
    """A pack as a cache key: by identity, so that a hash over the whole pack is never taken."""

    pack: Pack

    def __hash__(self) -> int:
        return id(self.pack)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.pack is self.pack


@lru_cache(maxsize=256)
def _freeze(key: _Key, starts: datetime | None, ends: datetime | None, subject: str) -> Frozen:
    pack = key.pack
    moment = starts if starts is not None else datetime.min.replace(tzinfo=UTC)
    fix = _fixer(pack, moment)
    rules = tuple(
        _fix_rule(rule, fix) for rule in pack.rules if starts and rule.subject == subject and rule.in_force(moment)
    )
    place = in_city = None
    if subject == "person" and pack.place_fact:
        place = FactOf(pack.place_fact, Type.AREA)
        in_city = FirstKnown((Within(place, pack.jurisdiction), Const(False, Type.BOOL)), Type.BOOL)
    roots = [node for rule in rules for node in nodes_of(rule)] + ([place] if place else [])
    needed = _Needed(pack, fix)
    for root in roots:
        needed.visit(root)
    return Frozen(
        subject=subject,
        starts=to_micros(starts) if starts else -(2**62),
        ends=to_micros(ends) if ends else None,
        rules=rules,
        facts=tuple(needed.facts.values()),
        reached={subject: tuple(found.values()) for subject, found in needed.reached.items()},
        views=needed.views,
        place=place,
        in_city=in_city,
        place_missing=pack.facts[pack.place_fact].missing if place else "",
    )


def nodes_of(rule: Rule) -> tuple[Node, ...]:
    """The expressions of a rule."""
    return tuple(node for node in (rule.when, rule.allowed_when, rule.release) if node is not None)


Fix = Callable[[Node], Node]


def with_values(node: Node, pack: Pack, moment: datetime) -> Node:
    """The node with the values of a moment written in, and nothing left out."""
    if isinstance(node, ValueOf):
        step = pack.values[node.name].at(moment)
        return Const(None if step is None else step.value, node.type)
    return rebuild(node, lambda part: with_values(part, pack, moment))


def _fixer(pack: Pack, moment: datetime) -> Fix:
    def fix(node: Node) -> Node:
        return with_values(node, pack, moment) if isinstance(node, ValueOf) else folded(rebuild(node, fix))

    return fix


def folded(node: Node) -> Node:
    """A condition without the parts that the values of the day settle: what cannot matter is not looked at."""
    if not isinstance(node, All | Any):
        return node
    settles = Const(isinstance(node, Any), Type.BOOL)
    if settles in node.parts:
        return settles
    open_parts = tuple(part for part in node.parts if part != Const(not settles.value, Type.BOOL))
    if len(open_parts) == len(node.parts):
        return node
    return replace(node, parts=open_parts) if open_parts else Const(not settles.value, Type.BOOL)


def rebuild(node: Node, change: Callable[[Node], Node]) -> Node:
    """The node with `change` applied to each child."""
    changed = {}
    for part in fields(node):  # type: ignore[arg-type]  # every node is a dataclass
        value = getattr(node, part.name)
        new = _rebuilt(value, change)
        if new is not value:
            changed[part.name] = new
    return replace(node, **changed) if changed else node  # type: ignore[type-var]


def _rebuilt(value: object, change: Callable[[Node], Node]) -> object:
    if isinstance(value, Node):
        return change(value)
    if isinstance(value, tuple) and value and not isinstance(value[0], (str, int)):
        new = tuple(_rebuilt(item, change) for item in value)
        return new if any(a is not b for a, b in zip(new, value, strict=True)) else value
    return value


def _fix_rule(rule: Rule, fix: Fix) -> Rule:
    return replace(
        rule,
        when=fix(rule.when),
        allowed_when=fix(rule.allowed_when) if rule.allowed_when else None,
        release=fix(rule.release) if rule.release else None,
    )


def _fix_fact(fact: Fact, fix: Fix) -> Fact:
    if fact.expression is not None:
        return replace(fact, expression=fix(fact.expression))
    assert fact.table is not None and fact.take is not None
    parts = [*known_by_now(fact.table)] + ([fix(fact.where)] if fact.where else [])
    take = fact.take
    fixed = Aggregate(take.take, fix(take.of) if take.of else None, fix(take.by) if take.by else None, take.type)
    return replace(fact, where=All(tuple(parts)), take=fixed)


def known_by_now(table: str) -> tuple[Node, ...]:
    """The condition that a row has begun: what begins later is not known yet and must not count."""
    begins = TABLES[table].begins
    if begins is None:
        return ()
    if TABLES[table].column(begins).kind is Kind.DAY:
        return (Compare(Op.GE, DaysSince(Cell(begins, Type.DAY)), Const(0, Type.INT)),)
    return (Compare(Op.LE, Cell(begins, Type.INSTANT), Now()),)


def lives_there_now() -> Node:
    """The condition that a row of `residences` is in force."""
    end = Cell("until_at", Type.INSTANT, optional=True)
    return All((*known_by_now("residences"), Any((Missing(end), Compare(Op.GT, end, Now())))))


class _Needed:
    """Gathers the facts that expressions need, each after the ones it needs itself."""

    def __init__(self, pack: Pack, fix: Fix) -> None:
        self.pack, self.fix = pack, fix
        self.facts: dict[str, Fact] = {}
        self.reached: dict[str, dict[str, Fact]] = {}
        self.views: dict[str, View] = {}

    def visit(self, node: Node) -> None:
        for part in walk(node):
            if isinstance(part, FactOf) and part.name not in self.facts:
                self._need(part.name)
            elif isinstance(part, FactThrough):
                self._reach(part)

    def _need(self, name: str) -> None:
        fact = _fix_fact(self.pack.facts[name], self.fix)
        for node in nodes_of_fact(fact):
            self.visit(node)
        self.facts[name] = fact

    def _reach(self, node: FactThrough) -> None:
        view = self.pack.views.get(node.view)
        if view is not None and view.name not in self.views:
            self.views[view.name] = replace(view, by=self.fix(view.by))
            self.visit(self.views[view.name].by)
        subject = view.subject if view else node.view
        name = f"{subject}.{node.fact}"
        self.reached.setdefault(subject, {})[name] = _fix_fact(self.pack.facts[name], self.fix)


def nodes_of_fact(fact: Fact) -> tuple[Node, ...]:
    """The expressions of a fact."""
    if fact.expression is not None:
        return (fact.expression,)
    take = fact.take
    found = [fact.where, take.of if take else None, take.by if take else None]
    return tuple(node for node in found if node is not None)
