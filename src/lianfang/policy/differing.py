"""How the policy of one moment differs from that of another: of the same pack through time, or of a draft."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeVar

from lianfang.kernel.words import Words
from lianfang.policy.faults import Place
from lianfang.policy.model import (
    Checklist,
    ChecklistItem,
    Citation,
    Colour,
    DatedValue,
    Entry,
    Fact,
    Notice,
    Pack,
    Rule,
    Schedule,
    Step,
    View,
)
from lianfang.policy.showing import (
    NOT_YET,
    filled,
    in_force,
    names_in_force,
    stages_words,
    value_words,
    values_behind,
)

T = TypeVar("T", bound="_Named")
_NOWHERE = Place("", 0)


class _Named(Protocol):
    @property
    def id(self) -> str: ...

    @property
    def title(self) -> Words: ...


@dataclass(frozen=True, slots=True)
class PolicyAt:
    """A pack at a moment."""

    pack: Pack
    at: datetime


@dataclass(frozen=True, slots=True)
class Field:
    """One thing about a rule, a plan or a list that is not as it was. `name` says which; both sides are in words."""

    name: str
    before: Words
    after: Words


@dataclass(frozen=True, slots=True)
class Changed:
    """Something that is there at both moments and is not the same. `cite` is the order that holds now, if any."""

    id: str
    title: Words
    fields: tuple[Field, ...]
    cite: Citation | None


@dataclass(frozen=True, slots=True)
class Listed:
    """Something that is there at one of the moments only."""

    id: str
    title: Words
    cite: Citation | None


@dataclass(frozen=True, slots=True)
class ChangedValue:
    """A dated value with another step. `before` or `after` is None when it has none then. `rules` depend on it."""

    name: str
    title: Words
    unit: str
    before: Step | None
    after: Step | None
    before_words: Words
    after_words: Words
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What began, what ended, and what is not as it was, of one kind of thing."""

    begun: tuple[Listed, ...]
    ended: tuple[Listed, ...]
    changed: tuple[Changed, ...]

    def __len__(self) -> int:
        return len(self.begun) + len(self.ended) + len(self.changed)


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that differs between two moments of policy."""

    before: PolicyAt
    after: PolicyAt
    rules: Changes
    values: tuple[ChangedValue, ...]
    facts: Changes
    notices: Changes
    schedules: Changes
    checklists: Changes

    def __len__(self) -> int:
        kinds = (self.rules, self.facts, self.notices, self.schedules, self.checklists)
        return len(self.values) + sum(len(kind) for kind in kinds)


def difference(before: PolicyAt, after: PolicyAt) -> Difference:
    """What differs between two moments of policy: of one pack through time, or of a pack and its draft."""
    sides = (before, after)
    schedules = [{x.id: x for x in side.pack.schedules if in_force(x, side.at)} for side in sides]
    checklists = [{x.id: x for x in side.pack.checklists if in_force(x, side.at)} for side in sides]
    rules = [{rule.id: rule for rule in side.pack.rules if rule.in_force(side.at)} for side in sides]
    return Difference(
        before=before,
        after=after,
        rules=_changes(rules[0], rules[1], lambda old, new: _rule_fields(before, old, after, new), _cite),
        values=_values(before, after, rules[1].values()),
        facts=_changes(_facts(before.pack), _facts(after.pack), _fact_fields, lambda _: None),
        notices=_notices(before, after),
        schedules=_changes(schedules[0], schedules[1], _schedule_fields, _cite),
        checklists=_changes(checklists[0], checklists[1], _checklist_fields, lambda _: None),
    )


def _cite(thing: Rule | Schedule) -> Citation:
    return thing.cite


def _changes(
    old: Mapping[str, T],
    new: Mapping[str, T],
    fields: Callable[[T, T], Iterable[Field]],
    cite: Callable[[T], Citation | None],
) -> Changes:
    both = [(old[key], new[key], tuple(fields(old[key], new[key]))) for key in new if key in old]
    return Changes(
        begun=tuple(Listed(key, thing.title, cite(thing)) for key, thing in new.items() if key not in old),
        ended=tuple(Listed(key, thing.title, cite(thing)) for key, thing in old.items() if key not in new),
        changed=tuple(Changed(now.id, now.title, found, cite(now)) for _, now, found in both if found),
    )


def _rule_fields(before: PolicyAt, old: Rule, after: PolicyAt, new: Rule) -> list[Field]:
    """What is not as it was about a rule. Texts are compared as written: a value that changes is told by itself."""
    sides = ((before, old), (after, new))
    found = []
    for name, tell in _RULE_FIELDS.items():
        was, now = (tell(side, rule) for side, rule in sides)
        if was != now:
            found.append(Field(name, was, now))
    for name in ("says", "remedy"):
        if getattr(old, name) != getattr(new, name):
            was, now = (filled(getattr(rule, name), names_in_force(side.pack, side.at)) for side, rule in sides)
            found.append(Field(name, was, now))
    if old.allowed_when != new.allowed_when:
        found.append(Field("allowed_when", *(_duty_words(side, rule) for side, rule in sides)))
    return found


def _same(text: str) -> Words:
    return Words(text, text)


def _notice_title(side: PolicyAt, rule: Rule) -> Words:
    return side.pack.notices[rule.notice].title if rule.notice else NOT_YET


def _duty_words(side: PolicyAt, rule: Rule) -> Words:
    if rule.allowed_when is None:
        return NOT_YET
    titles = [side.pack.duties[name].title for name in rule.needs if name in side.pack.duties]
    return Words("、".join(t.zh for t in titles), ", ".join(t.en for t in titles)) if titles else _same("allowed_when")


def _word(value: Colour | Entry | None) -> Words:
    return NOT_YET if value is None else _same(value.value)


_RULE_FIELDS: Mapping[str, Callable[[PolicyAt, Rule], Words]] = {
    "title": lambda _, rule: rule.title,
    "when": lambda _, rule: _same(rule.when_text),
    "if_unknown": lambda _, rule: _same(rule.if_unknown.value),
    "colour": lambda _, rule: _word(rule.colour),
    "notice": _notice_title,
    "entry": lambda _, rule: _word(rule.entry),
    "release": lambda _, rule: _same(rule.release_text) if rule.release_text else NOT_YET,
    "lifts": lambda _, rule: _same(rule.lifts),
    "lifted_by": lambda _, rule: _same(rule.lifted_by),
    "needs": lambda side, rule: Words(
        "、".join(side.pack.duties[name].title.zh for name in rule.needs),
        ", ".join(side.pack.duties[name].title.en for name in rule.needs),
    ),
}


def _values(before: PolicyAt, after: PolicyAt, rules: Iterable[Rule]) -> tuple[ChangedValue, ...]:
    depends = {rule.id: values_behind(after.pack, rule) for rule in rules}
    names = dict.fromkeys((*after.pack.values, *before.pack.values))
    found = (_value(before, after, name, depends) for name in names)
    return tuple(changed for changed in found if changed is not None)


def _value(before: PolicyAt, after: PolicyAt, name: str, depends: Mapping[str, tuple[str, ...]]) -> ChangedValue | None:
    (old, was), (new, now) = (_step(side, name) for side in (before, after))
    told = new or old
    if told is None or (was.value if was else None) == (now.value if now else None):
        return None
    return ChangedValue(
        name=name,
        title=told.title,
        unit=told.unit,
        before=was,
        after=now,
        before_words=value_words(old or told, was, before.pack.zone),
        after_words=value_words(new or told, now, after.pack.zone),
        rules=tuple(rule for rule, values in depends.items() if name in values),
    )


def _step(side: PolicyAt, name: str) -> tuple[DatedValue | None, Step | None]:
    value = side.pack.values.get(name)
    return value, value.at(side.at) if value else None


@dataclass(frozen=True, slots=True)
class _Defined:
    id: str
    title: Words
    meaning: Fact | View


def _facts(pack: Pack) -> dict[str, _Defined]:
    """Facts and views. They are not dated: they differ between a pack and its draft only."""
    facts = [
        _Defined(name, fact.title, replace(fact, title=NOT_YET, place=_NOWHERE)) for name, fact in pack.facts.items()
    ]
    views = [_Defined(name, _same(name), view) for name, view in pack.views.items()]
    return {defined.id: defined for defined in (*facts, *views)}


def _fact_fields(old: _Defined, new: _Defined) -> list[Field]:
    found = _title(old, new)
    return found + ([Field("definition", old.title, new.title)] if old.meaning != new.meaning else [])


def _notices(before: PolicyAt, after: PolicyAt) -> Changes:
    def fields(old: Notice, new: Notice) -> list[Field]:
        numbers = [notice.number(side.at) for notice, side in ((old, before), (new, after))]
        shown = [_same(number) if number else NOT_YET for number in numbers]
        return _title(old, new) + ([Field("number", shown[0], shown[1])] if shown[0] != shown[1] else [])

    return _changes(before.pack.notices, after.pack.notices, fields, lambda _: None)


def _title(old: _Named, new: _Named) -> list[Field]:
    return [Field("title", old.title, new.title)] if old.title != new.title else []


def _schedule_fields(old: Schedule, new: Schedule) -> list[Field]:
    stages = [stages_words(plan) for plan in (old, new)]
    return _title(old, new) + ([Field("stages", stages[0], stages[1])] if old.stages != new.stages else [])


def _checklist_fields(old: Checklist, new: Checklist) -> list[Field]:
    found = _title(old, new)
    was, now = ({item.id: item for item in plan.items} for plan in (old, new))
    found += [Field("item_begun", NOT_YET, item.title) for key, item in now.items() if key not in was]
    found += [Field("item_ended", item.title, NOT_YET) for key, item in was.items() if key not in now]
    both = [(was[key], now[key]) for key in now if key in was]
    return found + [Field("item_changed", a.title, b.title) for a, b in both if _item(a) != _item(b)]


def _item(item: ChecklistItem) -> tuple[object, ...]:
    return item.title, item.severity, item.remedy, item.fix_hours
