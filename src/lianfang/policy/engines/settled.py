"""Who can never be touched: subjects in the city about whom nothing is recorded in the tables that rules look at.

Facts over absent tables are none; everything else could be anything (ANYTHING). Where every rule of every later
period is then certainly false, the decision holds for ever and needs no second look.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum

from lianfang.facts.schemas import TABLES
from lianfang.policy.engines.aggregates import aggregate
from lianfang.policy.engines.meaning import NONE, Value
from lianfang.policy.frozen import Frozen, freeze
from lianfang.policy.model import Pack
from lianfang.policy.nodes import (
    All,
    Any,
    Cell,
    Choose,
    Compare,
    Const,
    FactOf,
    FirstKnown,
    Missing,
    Node,
    Not,
    OneOf,
    Within,
    children,
)


class Guess(Enum):
    """What is not known beforehand: anything at all, or some area within the city."""

    ANYTHING = "anything"
    IN_CITY = "in the city"


Possible = Value | Guess


def touching_tables(pack: Pack, at: datetime, sizes: Mapping[str, int]) -> tuple[str, ...] | None:
    """The tables in which a person in the city must have a row for any rule from `at` on to match.

    None when there is no such set: some rule may match a person of whom nothing is recorded. Tables are left out
    where the rules allow it, the biggest first, so that few people have a row in those that stay.
    """
    needed = {name for name, table in TABLES.items() if table.of_person and name != "persons"}
    if not _nobody_is_touched(pack, at, frozenset(needed)):
        return None
    for name in sorted(needed, key=lambda table: -sizes.get(table, 0)):
        if sizes.get(name, 0) and _nobody_is_touched(pack, at, frozenset(needed - {name})):
            needed.remove(name)
    return tuple(sorted(name for name in needed if sizes.get(name)))


def _nobody_is_touched(pack: Pack, at: datetime, absent: frozenset[str]) -> bool:
    moments = [at, *(step for step in pack.steps() if step > at)]
    return all(_untouched(freeze(pack, moment), pack.jurisdiction, absent) for moment in moments)


def _untouched(frozen: Frozen, jurisdiction: str, absent: frozenset[str]) -> bool:
    facts: dict[str, Possible] = {}

    def of(node: Node) -> Possible:
        return possible(node, facts, jurisdiction)

    for fact in frozen.facts:
        if fact.take is not None:
            known = fact.table in absent
            facts[fact.name] = aggregate(fact.take, []) if known else Guess.ANYTHING
        elif fact.expression is not None:
            facts[fact.name] = of(fact.expression)
    in_city = frozen.in_city is not None and of(frozen.in_city) is True
    return in_city and all(of(rule.when) is False for rule in frozen.rules)


def possible(node: Node, facts: Mapping[str, Possible], jurisdiction: str) -> Possible:
    """The value of a node for someone whose home is in the city, as far as it is certain."""

    def of(part: Node) -> Possible:
        return possible(part, facts, jurisdiction)

    match node:
        case Const(value):
            return value
        case FactOf(name):
            return facts[name]
        case Within(area, prefix):
            return _within(of(area), prefix, jurisdiction)
        case All() | Any() | Not():
            return _condition(node, of)
        case _:
            return _other(node, of)


def _condition(node: All | Any | Not, of: Callable[[Node], Possible]) -> Possible:
    match node:
        case All(parts):
            return _joined([of(part) for part in parts], settles=False)
        case Any(parts):
            return _joined([of(part) for part in parts], settles=True)
        case Not(part):
            found = of(part)
            return not found if isinstance(found, bool) else found


def _other(node: Node, of: Callable[[Node], Possible]) -> Possible:
    match node:
        case Missing(part):
            return _missing(of(part))
        case FirstKnown(parts):
            return _first([of(part) for part in parts])
        case Choose(arms, otherwise):
            return _choose([(of(condition), value) for condition, value in arms], otherwise, of)
        case Cell("home_area"):
            return Guess.IN_CITY
    sides = [of(part) for part in children(node)]
    if NONE in sides:
        return False if isinstance(node, Compare | OneOf) else NONE
    return Guess.ANYTHING


def _joined(sides: list[Possible], *, settles: bool) -> Possible:
    if settles in [side for side in sides if isinstance(side, bool)]:
        return settles
    return Guess.ANYTHING if Guess.ANYTHING in sides else None if None in sides else not settles


def _missing(side: Possible) -> Possible:
    return side if side is Guess.ANYTHING else side in (None, NONE)


def _first(sides: list[Possible]) -> Possible:
    for side in sides:
        if side is Guess.ANYTHING or side not in (None, NONE):
            return side
    return sides[-1]


def _choose(arms: list[tuple[Possible, Node]], otherwise: Node, of: Callable[[Node], Possible]) -> Possible:
    for condition, value in arms:
        if condition is Guess.ANYTHING:
            return Guess.ANYTHING
        if condition is True:
            return of(value)
    return of(otherwise)


def _within(area: Possible, prefix: str, jurisdiction: str) -> Possible:
    if area is Guess.IN_CITY:
        return True if jurisdiction.startswith(prefix) else _outside(prefix, jurisdiction)
    if area is NONE:
        return False
    return area if area in (None, Guess.ANYTHING) else str(area).startswith(prefix)


def _outside(prefix: str, jurisdiction: str) -> Possible:
    return Guess.ANYTHING if prefix.startswith(jurisdiction) else False
