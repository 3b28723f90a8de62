"""What is in force at a moment, as people can read it: rules filled with the values of the day, with their sources."""

from calendar import month_name
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from string import Formatter
from zoneinfo import ZoneInfo

from lianfang.kernel.clock import from_micros
from lianfang.kernel.words import Words
from lianfang.policy.frozen import nodes_of, nodes_of_fact
from lianfang.policy.model import Checklist, DatedValue, Duty, Measure, Notice, Pack, Rule, Schedule, Step
from lianfang.policy.nodes import FactOf, FactThrough, Node, Type, ValueOf, walk

UNITS: Mapping[str, Words] = {
    "day": Words("天", "days"),
    "hour": Words("小时", "hours"),
    "case": Words("例", "cases"),
    "percent": Words("%", "%"),
    "test": Words("次", "tests"),
    "year": Words("岁", "years"),
    "place": Words("个位置", "places"),
    "visit": Words("次上门", "visits"),
}
ONE: Mapping[str, str] = {word.en: word.en[:-1] for word in UNITS.values() if word.en.endswith("s")}
STAGES: Mapping[str, Words] = {
    "central": Words("集中隔离", "central isolation"),
    "home": Words("居家隔离", "home isolation"),
    "monitoring": Words("健康监测", "health monitoring"),
}
NO_UNIT = ("date", "yes_no", "text", "")
YES, NO, NOT_YET = Words("是", "yes"), Words("否", "no"), Words("尚无", "not set")
ITS_END = Words("［期满之时］", "[the moment it ends]")


@dataclass(frozen=True, slots=True)
class RuleInForce:
    """A rule with its texts filled: values by their number of the day, facts by their titles.

    `values` are the dated values it depends on, directly or through its facts.
    """

    rule: Rule
    says: Words
    remedy: Words
    notice: Notice | None
    notice_number: str
    duties: tuple[Duty, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeasureInForce:
    """A measure, who answers for it, and its rules in force."""

    measure: Measure
    bodies: tuple[Words, ...]
    rules: tuple[RuleInForce, ...]


@dataclass(frozen=True, slots=True)
class ValueInForce:
    """A dated value and its step in force. `since` is when that step began."""

    value: DatedValue
    step: Step
    shown: Words

    @property
    def since(self) -> datetime:
        """When the step in force began."""
        return self.step.starts


@dataclass(frozen=True, slots=True)
class PolicyInForce:
    """Everything of a pack that is in force at `at`. `next_step` is when the next dated thing happens."""

    pack: Pack
    at: datetime
    measures: tuple[MeasureInForce, ...]
    values: tuple[ValueInForce, ...]
    schedules: tuple[Schedule, ...]
    checklists: tuple[Checklist, ...]
    next_step: datetime | None

    @property
    def rules(self) -> int:
        """How many rules are in force."""
        return sum(len(measure.rules) for measure in self.measures)


def policy_in_force(pack: Pack, at: datetime) -> PolicyInForce:
    """What of a pack is in force at `at`, in the pack's order. Before its first step that is nothing."""
    names = names_in_force(pack, at)
    return PolicyInForce(
        pack=pack,
        at=at,
        measures=tuple(_measure(pack, measure, at, names) for measure in pack.measures),
        values=tuple(
            ValueInForce(value, step, value_words(value, step, pack.zone))
            for value in pack.values.values()
            if (step := value.at(at)) is not None
        ),
        schedules=tuple(plan for plan in pack.schedules if in_force(plan, at)),
        checklists=tuple(plan for plan in pack.checklists if in_force(plan, at)),
        next_step=next_step(pack, at),
    )


def in_force(plan: Schedule | Checklist, at: datetime) -> bool:
    """Whether a plan or an inspection list is in force at `at`."""
    return plan.starts <= at and (plan.ends is None or at < plan.ends)


def next_step(pack: Pack, at: datetime) -> datetime | None:
    """The next moment at which a rule, a value, a plan or a list begins or ends; None when there is none."""
    plans: tuple[Schedule | Checklist, ...] = (*pack.schedules, *pack.checklists)
    moments = [*pack.steps(), *(moment for plan in plans for moment in (plan.starts, plan.ends) if moment is not None)]
    return min((moment for moment in moments if moment > at), default=None)


def names_in_force(pack: Pack, at: datetime) -> dict[str, Words]:
    """What each name in a rule's text stands for at `at`: a value its number, a fact its title."""
    titles = {name: Words(f"［{fact.title.zh}］", f"[{fact.title.en}]") for name, fact in pack.facts.items()}
    numbers = {
        name: _bare(value, step, pack.zone) for name, value in pack.values.items() if (step := value.at(at)) is not None
    }
    return {**titles, **numbers, "until": ITS_END}


def filled(words: Words, names: Mapping[str, Words]) -> Words:
    """A text with its {names} replaced; a name that is not known stays readable."""
    return Words(_filled(words.zh, "zh", names), _filled(words.en, "en", names))


def _filled(text: str, language: str, names: Mapping[str, Words]) -> str:
    parts = []
    for before, name, _, _ in Formatter().parse(text):
        parts.append(before)
        if name is not None:
            parts.append(names[name].in_(language) if name in names else f"[{name}]")
    return "".join(parts)


def value_words(value: DatedValue, step: Step | None, zone: str) -> Words:
    """What a step sets, with its unit: 48小时, 48 hours. A moment is shown as a day of the city."""
    if step is None:
        return NOT_YET
    bare, unit = _bare(value, step, zone), UNITS.get(value.unit, Words(value.unit, value.unit))
    if value.unit in NO_UNIT:
        return bare
    english = ONE.get(unit.en, unit.en) if step.value == 1 else unit.en
    return Words(f"{bare.zh}{unit.zh}", f"{bare.en}{english}" if english == "%" else f"{bare.en} {english}")


def _bare(value: DatedValue, step: Step, zone: str) -> Words:
    if isinstance(step.value, bool):
        return YES if step.value else NO
    if value.type is Type.INSTANT:
        day = from_micros(int(step.value), zone=ZoneInfo(zone)).date()
        return Words(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {month_name[day.month]} {day.year}")
    return Words(str(step.value), str(step.value))


def values_behind(pack: Pack, rule: Rule) -> tuple[str, ...]:
    """The dated values a rule depends on, directly or through the facts it looks at, in the order met."""
    found: dict[str, None] = {}
    seen: set[str] = set()
    waiting: list[Node] = list(nodes_of(rule))
    while waiting:
        for part in walk(waiting.pop(0)):
            if isinstance(part, ValueOf):
                found.setdefault(part.name)
            elif isinstance(part, FactOf | FactThrough):
                waiting += _behind(pack, part, seen)
    return tuple(found)


def _behind(pack: Pack, part: FactOf | FactThrough, seen: set[str]) -> Iterable[Node]:
    """The expressions behind a fact, once."""
    view = pack.views.get(part.view) if isinstance(part, FactThrough) else None
    name = part.name if isinstance(part, FactOf) else f"{view.subject if view else part.view}.{part.fact}"
    if name in seen:
        return ()
    seen.add(name)
    return (*((view.by,) if view else ()), *nodes_of_fact(pack.facts[name]))


def stages_words(plan: Schedule) -> Words:
    """The stages of a plan in words: central isolation, 14 days (tests on day 1, 4)."""
    zh, en = [], []
    for stage in plan.stages:
        kind = STAGES.get(stage.kind, Words(stage.kind, stage.kind))
        days = [str(day) for day in stage.test_days]
        zh.append(f"{kind.zh}{stage.days}天" + (f"（第{'、'.join(days)}天检测）" if days else ""))
        en.append(f"{kind.en}, {stage.days} days" + (f" (tests on day {', '.join(days)})" if days else ""))
    return Words("，".join(zh), "; ".join(en))


def _measure(pack: Pack, measure: Measure, at: datetime, names: Mapping[str, Words]) -> MeasureInForce:
    return MeasureInForce(
        measure,
        tuple(pack.bodies[body] for body in measure.bodies if body in pack.bodies),
        tuple(_rule(pack, rule, at, names) for rule in pack.rules if rule.measure == measure.id and rule.in_force(at)),
    )


def _rule(pack: Pack, rule: Rule, at: datetime, names: Mapping[str, Words]) -> RuleInForce:
    notice = pack.notices.get(rule.notice) if rule.notice else None
    return RuleInForce(
        rule=rule,
        says=filled(rule.says, names),
        remedy=filled(rule.remedy, names),
        notice=notice,
        notice_number=notice.number(at) if notice else "",
        duties=tuple(pack.duties[name] for name in rule.needs if name in pack.duties),
        values=values_behind(pack, rule),
    )
