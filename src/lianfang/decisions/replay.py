"""A person's decisions through time, each change with its cause."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from lianfang.decisions import wording
from lianfang.decisions.explain import Explainer
from lianfang.decisions.results import Decision, ReplayStep
from lianfang.facts.schemas import TABLES, Kind
from lianfang.kernel.clock import to_micros
from lianfang.kernel.words import Words
from lianfang.policy.engines.meaning import Row

_MOST = 2000


def replay(explainer: Explainer, person: str, *, start: datetime, end: datetime) -> tuple[ReplayStep, ...]:
    """The decision at `start` and at every later moment up to `end` at which it changes."""
    steps: list[ReplayStep] = []
    moment, cause = start, wording.CAUSE_FIRST
    while len(steps) < _MOST:
        judgement = explainer.reference.judge(person, to_micros(moment))
        decision = explainer.decision(person, judgement)
        steps.append(ReplayStep(moment, decision, cause))
        if decision.holds_until is None or decision.holds_until > end:
            break
        moment = decision.holds_until
        cause = _cause(explainer, person, moment, decision)
    return tuple(steps)


def _cause(explainer: Explainer, person: str, moment: datetime, before: Decision) -> Words:
    after = explainer.reference.judge(person, to_micros(moment)).outcome
    changed = _rules(explainer, before.rules, after.rules)
    if moment in explainer.pack.steps():
        return _with(wording.CAUSE_POLICY, changed)
    tables = _tables_at(explainer, person, to_micros(moment))
    if tables:
        zh, en = "、".join(t.zh for t in tables), ", ".join(t.en for t in tables)
        return _with(Words(wording.CAUSE_FACT.zh + zh, wording.CAUSE_FACT.en + en), changed)
    return _with(wording.CAUSE_TIME, changed)


def _rules(explainer: Explainer, before: tuple[str, ...], after: tuple[str, ...]) -> Words:
    """Which rules ended and which began, by their titles."""
    titles = {rule.id: rule.title for rule in reversed(explainer.pack.rules)}
    ended = [titles[rule] for rule in before if rule not in after]
    begun = [titles[rule] for rule in after if rule not in before]
    zh = [f"不再适用：{title.zh}" for title in ended] + [f"开始适用：{title.zh}" for title in begun]
    en = [f"no longer: {title.en}" for title in ended] + [f"from now: {title.en}" for title in begun]
    return Words("；".join(zh), "; ".join(en))


def _with(words: Words, more: Words) -> Words:
    return Words(f"{words.zh}（{more.zh}）", f"{words.en} ({more.en})") if more.en else words


def _tables_at(explainer: Explainer, person: str, moment: int) -> list[Words]:
    """The tables that have a row of the person, or of a place of theirs, with a time at that very moment."""
    own = explainer.reference.world.by_subject.get(("person", person), {})
    found = []
    for name, table in TABLES.items():
        rows = own.get(name, []) if table.of_person else _of_places(explainer, own, name)
        times = [column.name for column in table.columns if column.kind is Kind.INSTANT]
        if any(row.get(time) in (moment, moment - 1) for row in rows for time in times):
            found.append(table.title)
    return found


def _of_places(explainer: Explainer, own: Mapping[str, Sequence[Row]], table: str) -> list[Row]:
    """The rows of a table of places that speak of where the person was or lives."""
    rows = [row for found in own.values() for row in found]
    counties = {str(row[name])[:6] for row in rows for name in ("area", "home_area") if row.get(name)}
    zones = {str(row["zone_id"]) for row in rows if row.get("zone_id")}
    world = explainer.reference.world
    return [
        *(row for county in sorted(counties) for row in world.of_place("county", county, table)),
        *(row for zone in sorted(zones) for row in world.of_place("zone", zone, table)),
    ]
