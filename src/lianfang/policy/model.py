"""A policy through time, as frozen data: values, facts, rules, words. What it means is the engines' part."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lianfang.kernel.words import Words
from lianfang.policy.citations import Citation, Confidence, Source
from lianfang.policy.faults import Place
from lianfang.policy.nodes import Aggregate, Node, Type
from lianfang.policy.plans import Checklist, ChecklistItem, Schedule, Stage

__all__ = ("Checklist", "ChecklistItem", "Citation", "Confidence", "Schedule", "Source", "Stage")


class Colour(StrEnum):
    """The colour of a code."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Entry(StrEnum):
    """What a person outside the city may do."""

    ALLOWED = "allowed"
    CONDITIONAL = "conditional"
    DEFERRED = "deferred"
    REFUSED = "refused"


COLOURS = tuple(Colour)  # from mild to strict
ENTRIES = tuple(Entry)  # from mild to strict
ENTRY_OF_COLOUR: Mapping[Colour, Entry] = {
    Colour.GREEN: Entry.ALLOWED,
    Colour.YELLOW: Entry.DEFERRED,
    Colour.RED: Entry.REFUSED,
}


class IfUnknown(StrEnum):
    """What a rule does when a fact it needs is missing."""

    RESTRICT = "restrict"
    ALLOW = "allow"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a dated value, in force from `starts` until the next step."""

    starts: datetime
    value: bool | int | str
    cite: Citation
    place: Place


@dataclass(frozen=True, slots=True)
class DatedValue:
    """One value through time, oldest step first."""

    name: str
    title: Words
    unit: str
    type: Type
    steps: tuple[Step, ...]
    place: Place

    def at(self, moment: datetime) -> Step | None:
        """The step in force at `moment`; None before the first."""
        return next((step for step in reversed(self.steps) if step.starts <= moment), None)


@dataclass(frozen=True, slots=True)
class View:
    """How a person (or zone) reaches the facts of another subject: `name`.fact through the area or id in `by`."""

    name: str
    subject: str
    by: Node


@dataclass(frozen=True, slots=True)
class Fact:
    """A named fact of a subject: an aggregate over rows of `table`, or an expression over other facts.

    `missing` is the name listed when the fact is unknown and mattered.
    """

    name: str
    subject: str
    type: Type
    title: Words
    missing: str
    place: Place
    table: str | None = None
    through: str | None = None
    where: Node | None = None
    take: Aggregate | None = None
    expression: Node | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """Something a person is asked to do."""

    id: str
    title: Words
    cite: Citation


@dataclass(frozen=True, slots=True)
class Notice:
    """A named notice shown in place of the code. `numbers` are the names people knew it by, dated."""

    id: str
    title: Words
    numbers: tuple[Step, ...] = ()

    def number(self, moment: datetime) -> str:
        """The number people know it by at `moment`; empty when it has none."""
        step = next((step for step in reversed(self.numbers) if step.starts <= moment), None)
        return str(step.value) if step else ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One dated rule. Only a restrictive rule has a release; None there means that it cannot end by time alone."""

    id: str
    measure: str
    subject: str
    starts: datetime
    ends: datetime | None
    when: Node
    if_unknown: IfUnknown
    colour: Colour | None
    notice: str | None
    entry: Entry | None
    allowed_when: Node | None
    release: Node | None
    lifts: str
    lifted_by: str
    needs: tuple[str, ...]
    title: Words
    says: Words
    remedy: Words
    cite: Citation
    place: Place
    review: str = ""
    when_text: str = ""
    release_text: str = ""

    @property
    def restrictive(self) -> bool:
        """Whether it restricts: a colour other than green, a notice, or an entry that is deferred or refused."""
        coloured = self.colour not in (None, Colour.GREEN)
        return coloured or self.notice is not None or self.entry in (Entry.DEFERRED, Entry.REFUSED)

    def in_force(self, moment: datetime) -> bool:
        """Whether the rule is in force at `moment`."""
        return self.starts <= moment and (self.ends is None or moment < self.ends)


@dataclass(frozen=True, slots=True)
class Question:
    """A question people ask, with the answer in force."""

    id: str
    question: Words
    answer: Words
    cite: Citation


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure: rules that belong together, and who is responsible."""

    id: str
    title: Words
    summary: Words
    bodies: tuple[str, ...]
    cite: Citation
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class Expectation:
    """What a case expects at a moment. Keys that are not written are not compared."""

    at: datetime
    expects: Mapping[str, object]
    place: Place


@dataclass(frozen=True, slots=True)
class Case:
    """A table an official signs off: facts, moments, the decisions expected."""

    name: str
    subject: str
    tables: Mapping[str, tuple[Mapping[str, object], ...]]
    expectations: tuple[Expectation, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Pack:
    """A city's policy through time. `release` is the hash of its content."""

    root: str
    release: str
    title: Words
    jurisdiction: str
    zone: str
    languages: tuple[str, ...]
    place_fact: str
    bodies: Mapping[str, Words]
    sources: Mapping[str, Source]
    values: Mapping[str, DatedValue]
    facts: Mapping[str, Fact]
    views: Mapping[str, View]
    notices: Mapping[str, Notice]
    duties: Mapping[str, Duty]
    grounds: Mapping[str, Words]
    measures: tuple[Measure, ...]
    rules: tuple[Rule, ...]
    schedules: tuple[Schedule, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    cases: tuple[Case, ...] = ()

    @property
    def order(self) -> Mapping[str, int]:
        """The place of each rule's id in the pack's order."""
        return {rule.id: index for index, rule in reversed(list(enumerate(self.rules)))}

    def rules_at(self, moment: datetime, *, subject: str = "person") -> tuple[Rule, ...]:
        """The rules in force at `moment`, in the pack's order."""
        return tuple(rule for rule in self.rules if rule.subject == subject and rule.in_force(moment))

    def steps(self) -> tuple[datetime, ...]:
        """Every moment at which something in the pack begins or ends, earliest first."""
        moments = {step.starts for value in self.values.values() for step in value.steps}
        for rule in self.rules:
            moments.add(rule.starts)
            if rule.ends is not None:
                moments.add(rule.ends)
        return tuple(sorted(moments))
