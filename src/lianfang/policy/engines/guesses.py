"""What an expression can be for a person at rest, as far as it is certain beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from lianfang.policy.engines.meaning import NONE, Value
from lianfang.policy.nodes import (
    All,
    Any,
    Cell,
    Choose,
    Compare,
    Const,
    DaysSince,
    FactOf,
    FirstKnown,
    HoursBetween,
    Missing,
    Node,
    Not,
    Now,
    OneOf,
    Op,
    PresentUntil,
    Type,
    Within,
    children,
)

REST_DAYS = 31


class Guess(Enum):
    """What is not known beforehand."""

    ANYTHING = "anything at all"
    IN_CITY = "an area within the city"
    IN_CITY_OR_NONE = "such an area, or none"
    NOW = "the moment asked about"
    PAST = "a moment at least REST_DAYS ago"
    PAST_OR_NONE = "such a moment, or none"
    LONG = "at least REST_DAYS long"
    LONG_OR_NONE = "at least that long, or none"


Possible = Value | Guess
_LONG: dict[Possible, Possible] = {Guess.PAST: Guess.LONG, Guess.PAST_OR_NONE: Guess.LONG_OR_NONE, NONE: NONE}
_MIRROR = {Op.LT: Op.GT, Op.GT: Op.LT, Op.LE: Op.GE, Op.GE: Op.LE}
_OR_NONE = {Guess.PAST_OR_NONE, Guess.LONG_OR_NONE}


class Of(Enum):
    """What is guessed about: the moments of a row are past, its other cells can be anything."""

    PERSON = "a person at home"
    PERSON_ANYWHERE = "a person whose home can be anywhere"
    ROW = "a row that may lack an end"
    ENDED_ROW = "a row that lacks nothing"
    OPEN_ROW_HERE = "a row without an end whose area is within the city"


@dataclass(frozen=True, slots=True)
class Guesser:
    """Guesses nodes over a person or a row."""

    jurisdiction: str
    facts: Mapping[str, Possible]
    about: Of

    def of(self, node: Node) -> Possible:
        """What the node can be."""
        match node:
            case Const(value):
                return value
            case FactOf(name):
                return self.facts[name]
            case Now():
                return Guess.NOW
            case Cell():
                return self._cell(node)
            case Compare():
                return self._compare(node)
            case All() | Any() | Not() | Missing() | OneOf() | Within():
                return self._condition(node)
            case _:
                return self._value(node)

    def _cell(self, node: Cell) -> Possible:
        if self.about in (Of.PERSON, Of.PERSON_ANYWHERE):
            at_home = self.about is Of.PERSON and node.name == "home_area"
            return Guess.IN_CITY if at_home else Guess.ANYTHING
        if node.type is Type.INSTANT:
            without = {Of.ROW: Guess.ANYTHING, Of.ENDED_ROW: Guess.PAST, Of.OPEN_ROW_HERE: None}
            return without[self.about] if node.optional else Guess.PAST
        here = self.about is Of.OPEN_ROW_HERE and node.name == "area"
        return Guess.IN_CITY if here else Guess.ANYTHING

    def _condition(self, node: Node) -> Possible:
        match node:
            case All(parts):
                return _joined([self.of(part) for part in parts], settles=False)
            case Any(parts):
                return _joined([self.of(part) for part in parts], settles=True)
            case Not(part):
                found = self.of(part)
                return not found if isinstance(found, bool) else found
            case Missing(part):
                return _missing(self.of(part))
            case Within(area, prefix):
                return self._within(self.of(area), prefix)
        return False if NONE in [self.of(part) for part in children(node)] else Guess.ANYTHING

    def _value(self, node: Node) -> Possible:
        match node:
            case FirstKnown(parts):
                return _first([self.of(part) for part in parts])
            case Choose(arms, otherwise):
                return self._choose([(self.of(condition), value) for condition, value in arms], otherwise)
            case DaysSince(since) | HoursBetween(since, Now()):
                return _LONG.get(self.of(since), Guess.ANYTHING)
            case PresentUntil(left):
                return Guess.PAST if self.of(left) is Guess.PAST else Guess.ANYTHING
        return NONE if NONE in [self.of(part) for part in children(node)] else Guess.ANYTHING

    def _choose(self, arms: list[tuple[Possible, Node]], otherwise: Node) -> Possible:
        for condition, value in arms:
            if isinstance(condition, Guess):
                return Guess.ANYTHING
            if condition is True:
                return self.of(value)
        return self.of(otherwise)

    def _compare(self, node: Compare) -> Possible:
        left, right = self.of(node.left), self.of(node.right)
        if NONE in (left, right):
            return False
        if right is Guess.NOW:
            return _against_now(node.op, left)
        if left is Guess.NOW:
            return _against_now(_MIRROR.get(node.op, node.op), right)
        if left in (Guess.LONG, Guess.LONG_OR_NONE) and isinstance(right, int):
            days = right / 24 if node.left.type is Type.HOURS else right
            return _longer(node.op, left, short=days < REST_DAYS)
        return Guess.ANYTHING

    def _within(self, area: Possible, prefix: str) -> Possible:
        if area is Guess.IN_CITY:
            inside = self.jurisdiction.startswith(prefix)
            return True if inside else Guess.ANYTHING if prefix.startswith(self.jurisdiction) else False
        if area is NONE:
            return False
        return str(area).startswith(prefix) if isinstance(area, str) else Guess.ANYTHING


def _against_now(op: Op, side: Possible) -> Possible:
    """A moment of the past against now."""
    if side not in (Guess.PAST, Guess.PAST_OR_NONE):
        return Guess.ANYTHING
    if op in (Op.GT, Op.GE, Op.EQ):
        return False
    return Guess.ANYTHING if side in _OR_NONE else True


def _longer(op: Op, side: Possible, *, short: bool) -> Possible:
    """A long time against a limit that is shorter."""
    if not short:
        return Guess.ANYTHING
    if op in (Op.LE, Op.LT, Op.EQ):
        return False
    return Guess.ANYTHING if side in _OR_NONE else True


def _joined(sides: list[Possible], *, settles: bool) -> Possible:
    if settles in [side for side in sides if isinstance(side, bool)]:
        return settles
    if any(isinstance(side, Guess) for side in sides):
        return Guess.ANYTHING
    return None if None in sides else not settles


def _missing(side: Possible) -> Possible:
    if side in (Guess.PAST, Guess.LONG, Guess.IN_CITY, Guess.NOW):
        return False
    return Guess.ANYTHING if isinstance(side, Guess) else side in (None, NONE)


def _first(sides: list[Possible]) -> Possible:
    for index, side in enumerate(sides):
        if side is Guess.IN_CITY_OR_NONE:
            return Guess.IN_CITY if _first(sides[index + 1 :]) is Guess.IN_CITY else Guess.ANYTHING
        if side is Guess.ANYTHING or side in _OR_NONE:
            return Guess.ANYTHING
        if side not in (None, NONE):
            return side
    return sides[-1] if sides else NONE
