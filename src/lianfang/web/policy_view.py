"""The policy of a day made readable: rules by measure, what changed at the step, values through time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from string import Formatter

from lianfang.kernel.clock import CITY_ZONE, from_day_number, from_micros
from lianfang.kernel.words import Words
from lianfang.policy.model import Checklist, Citation, Colour, DatedValue, Measure, Pack, Rule, Schedule, Step
from lianfang.policy.nodes import Type
from lianfang.web.dates import day_words
from lianfang.web.presenters import colour_tone, confidence, entry_tone
from lianfang.web.words import ALL

UNITLESS = ("date", "yes_no", "")
NO_UNIT = Words("", "")
UNTIL = Words("期满时", "its end")


@dataclass(frozen=True, slots=True)
class CiteShown:
    """A citation with its confidence in words."""

    cite: Citation
    confidence: Words


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule with its tone, its texts filled with the values of the day, and whether it is new or changed."""

    rule: Rule
    tone: str
    effect: tuple[Words, ...]
    notice: Words | None
    number: str
    says: Words
    remedy: Words
    lifts: Words
    lifted_by: Words
    duties: tuple[Words, ...]
    cite: CiteShown
    new: str


@dataclass(frozen=True, slots=True)
class MeasureShown:
    """A measure, who is responsible, and its rules in force."""

    measure: Measure
    bodies: tuple[Words, ...]
    rules: tuple[RuleShown, ...]
    cite: CiteShown


@dataclass(frozen=True, slots=True)
class ValueShown:
    """A dated value: what it is now (None before its first step) and all its steps, newest first."""

    value: DatedValue
    now: Step | None
    steps: tuple[tuple[Step, Words, CiteShown], ...]
    shown: Words


@dataclass(frozen=True, slots=True)
class Changes:
    """What one step changed against the one before."""

    added: tuple[Rule, ...]
    changed: tuple[Rule, ...]
    ended: tuple[Rule, ...]
    values: tuple[tuple[Words, Words, Words], ...]

    def __len__(self) -> int:
        return len(self.added) + len(self.changed) + len(self.ended) + len(self.values)


def step_of(pack: Pack, at: datetime) -> int:
    """The number of the step in force at `at`, -1 before the first."""
    return sum(1 for step in pack.steps() if step <= at) - 1


def changes(pack: Pack, number: int) -> Changes:
    """What step `number` changed. Everything is new at the first."""
    if number < 0:
        return Changes((), (), (), ())
    steps = pack.steps()
    now, before = steps[number], steps[number - 1] if number else None
    was = {rule.id: rule for rule in pack.rules if before and rule.in_force(before)}
    is_ = {rule.id: rule for rule in pack.rules if rule.in_force(now)}
    return Changes(
        added=tuple(rule for key, rule in is_.items() if key not in was),
        changed=tuple(rule for key, rule in is_.items() if key in was and was[key].starts != rule.starts),
        ended=tuple(rule for key, rule in was.items() if key not in is_),
        values=tuple(_value_changes(pack, now, before)),
    )


def measures(pack: Pack, at: datetime, changed: Changes) -> tuple[MeasureShown, ...]:
    """Every measure with its rules in force at `at`."""
    new = {rule.id: "added" for rule in changed.added} | {rule.id: "rewritten" for rule in changed.changed}
    return tuple(
        MeasureShown(
            measure,
            tuple(pack.bodies[body] for body in measure.bodies if body in pack.bodies),
            tuple(
                _rule(pack, rule, at, new.get(rule.id, ""))
                for rule in pack.rules
                if rule.measure == measure.id and rule.in_force(at)
            ),
            cite(measure.cite),
        )
        for measure in pack.measures
    )


def values(pack: Pack, at: datetime) -> tuple[ValueShown, ...]:
    """Every dated value, with all its steps."""
    return tuple(
        ValueShown(
            value,
            (now := value.at(at)),
            tuple((step, value_words(value, step), cite(step.cite)) for step in reversed(value.steps)),
            value_words(value, now),
        )
        for value in sorted(pack.values.values(), key=lambda value: value.title.zh)
    )


def schedules(pack: Pack, at: datetime) -> tuple[Schedule, ...]:
    """The monitoring plans in force."""
    return tuple(plan for plan in pack.schedules if _in_force(plan, at))


def checklists(pack: Pack, at: datetime) -> tuple[Checklist, ...]:
    """The inspection lists in force."""
    return tuple(plan for plan in pack.checklists if _in_force(plan, at))


def cite(citation: Citation) -> CiteShown:
    """A citation made ready."""
    return CiteShown(citation, confidence(citation.confidence))


def value_words(value: DatedValue, step: Step | None) -> Words:
    """What a step sets, with its unit: 48 小时, 48 hours."""
    if step is None:
        return ALL["common.none"]
    if isinstance(step.value, bool):
        return ALL["policy.yes" if step.value else "policy.no"]
    if value.type in (Type.INSTANT, Type.DAY):
        return _day_of(value, int(step.value))
    unit = NO_UNIT if value.unit in UNITLESS else ALL.get(f"policy.unit_{value.unit}", Words(value.unit, value.unit))
    return Words(f"{step.value} {unit.zh}".strip(), f"{step.value} {unit.en}".strip())


def _bare(value: DatedValue, step: Step) -> Words:
    """What a step sets, without its unit, to stand inside a sentence."""
    if value.type in (Type.INSTANT, Type.DAY):
        return _day_of(value, int(step.value))
    return Words(str(step.value), str(step.value))


def _day_of(value: DatedValue, number: int) -> Words:
    """A value that is a moment (kept as microseconds) or a day (kept as a day number), as a day of the city."""
    day = from_day_number(number) if value.type is Type.DAY else from_micros(number, zone=CITY_ZONE).date()
    return Words(day_words(day, "zh"), day_words(day, "en"))


def _rule(pack: Pack, rule: Rule, at: datetime, new: str) -> RuleShown:
    notice = pack.notices.get(rule.notice) if rule.notice else None
    names = _names(pack, at)
    return RuleShown(
        rule=rule,
        tone=_tone(rule),
        effect=_effect(rule),
        notice=notice.title if notice else None,
        number=notice.number(at) if notice else "",
        says=_filled(rule.says, names),
        remedy=_filled(rule.remedy, names),
        lifts=ALL.get(f"policy.lifts_{rule.lifts}", ALL["policy.lifts_none"]),
        lifted_by=ALL.get(f"policy.by_{rule.lifted_by}", Words(rule.lifted_by, rule.lifted_by)),
        duties=tuple(pack.duties[duty].title for duty in rule.needs if duty in pack.duties),
        cite=cite(rule.cite),
        new=new,
    )


def _tone(rule: Rule) -> str:
    if rule.colour is not None:
        return colour_tone(rule.colour)
    if rule.entry is not None and rule.allowed_when is None:
        return entry_tone(rule.entry)
    return "wait" if rule.notice else "note"


def _effect(rule: Rule) -> tuple[Words, ...]:
    effects = []
    if rule.colour is not None and rule.colour is not Colour.GREEN:
        effects.append(ALL[f"common.colour_{rule.colour.value}"])
    if rule.entry is not None:
        key = "common.entry_conditional" if rule.allowed_when is not None else f"common.entry_{rule.entry.value}"
        effects.append(ALL[key])
    return tuple(effects)


def _names(pack: Pack, at: datetime) -> Mapping[str, Words]:
    """What a name in a rule's text stands for on this page: a value's number, a fact's title."""
    facts = {name: Words(f"［{fact.title.zh}］", f"[{fact.title.en}]") for name, fact in pack.facts.items()}
    numbers = {name: _bare(value, step) for name, value in pack.values.items() if (step := value.at(at))}
    return {**facts, **numbers, "until": Words(f"［{UNTIL.zh}］", f"[{UNTIL.en}]")}


def _filled(words: Words, names: Mapping[str, Words]) -> Words:
    return Words(_fill(words.zh, "zh", names), _fill(words.en, "en", names))


def _fill(text: str, language: str, names: Mapping[str, Words]) -> str:
    """The text with its names replaced; a name nobody knows stays readable."""
    parts = []
    for before, name, _, _ in Formatter().parse(text):
        parts.append(before)
        if name is not None:
            parts.append(names[name].in_(language) if name in names else f"[{name}]")
    return "".join(parts)


def _value_changes(pack: Pack, now: datetime, before: datetime | None) -> list[tuple[Words, Words, Words]]:
    """Title, old and new of every value that has a step at `now`."""
    return [
        (value.title, value_words(value, value.at(before) if before else None), value_words(value, step))
        for value in pack.values.values()
        for step in value.steps
        if step.starts == now
    ]


def _in_force(plan: Schedule | Checklist, at: datetime) -> bool:
    return plan.starts <= at and (plan.ends is None or at < plan.ends)
