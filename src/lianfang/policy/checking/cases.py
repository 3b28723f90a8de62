"""The cases of a pack, decided and compared with what the officials signed off. Only what is written is compared."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from lianfang.kernel.clock import from_micros, to_micros
from lianfang.kernel.words import Words, joined
from lianfang.policy.checking.rows import PlainTables
from lianfang.policy.checking.watching import Watch
from lianfang.policy.engines.reference import Reference
from lianfang.policy.faults import NOTHING, Faults, Place, closest
from lianfang.policy.frozen import Frozen
from lianfang.policy.merging import Outcome
from lianfang.policy.model import Case, Expectation, Pack
from lianfang.policy.reading.cases import DEFAULT_ID

Progress = Callable[[int, int], None]
_LISTED = {"rules": "规则", "notices": "提示"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine decided for a case at a moment. `matching` are the places of the rules that matched."""

    outcome: Outcome
    holds_until: int | None
    matching: frozenset[Place] = frozenset()


class Engine(Protocol):
    """Decides a case at a moment. `holds` says whether holds_until is asked for."""

    def answer(self, case: Case, tables: PlainTables, at: datetime, *, holds: bool) -> Answer:
        """The answer. Raises OverflowError where a date leaves the calendar."""


@dataclass(slots=True)
class ByReference:
    """The believed engine. `watching` gives a watch for the frozen policy about to be used."""

    pack: Pack
    watching: Callable[[Case, datetime, Frozen], Watch] | None = None

    def answer(self, case: Case, tables: PlainTables, at: datetime, *, holds: bool) -> Answer:
        """As Engine.answer."""
        engine, key, now = Reference(self.pack, tables, moment=at), subject_key(case), to_micros(at)
        watch = self.watching(case, at, engine.frozen(now, case.subject)) if self.watching else None
        judgement = engine.judge(key, now, subject=case.subject, watch=watch)
        if watch is not None:
            watch.done(engine, key, judgement)
        until = engine.holds_until(key, judgement, subject=case.subject) if holds else None
        return Answer(judgement.outcome, until, frozenset(match.rule.place for match in judgement.matches))


def subject_key(case: Case) -> str:
    """The id of the person or zone a case is about."""
    return DEFAULT_ID["zone_id" if case.subject == "zone" else "person_id"]


@dataclass(frozen=True, slots=True)
class Ran:
    """One expectation that was decided."""

    case: Case
    tables: PlainTables
    expectation: Expectation
    matching: frozenset[Place]


def run_cases(
    pack: Pack,
    engine: Engine,
    tables: Mapping[int, PlainTables],
    faults: Faults,
    *,
    said_by: str = "",
    progress: Progress | None = None,
) -> list[Ran]:
    """Decide every expectation; each that differs is a fault at its line. `said_by` names an engine in sentences."""
    ran: list[Ran] = []
    total = sum(len(pack.cases[index].expectations) for index in tables)
    for index, rows in tables.items():
        case = pack.cases[index]
        for expectation in case.expectations:
            answer = _answer(engine, case, rows, expectation, faults)
            if answer is not None:
                ran.append(Ran(case, rows, expectation, answer.matching))
                _compare(pack, expectation, answer, faults, said_by)
            if progress is not None:
                progress(len(ran), total)
    return ran


def _answer(engine: Engine, case: Case, rows: PlainTables, expectation: Expectation, faults: Faults) -> Answer | None:
    try:
        return engine.answer(case, rows, expectation.at, holds="holds_until" in expectation.expects)
    except (OverflowError, RecursionError):
        says = Words(
            f"案例“{case.name}”无法判定：其中有日期超出日历，或者事实层数太深。",
            f"The case “{case.name}” cannot be decided: a date in it leaves the calendar, or facts go too deep.",
        )
        look = Words("请找一找大得离谱的日期或天数。", "Look for a date or a number of days that is far too great.")
        faults.add(expectation.place, says, look)
        return None


def _compare(pack: Pack, expectation: Expectation, answer: Answer, faults: Faults, said_by: str) -> None:
    wrong = [key for key in expectation.expects if wanted(expectation, key) != given(answer, key)]
    if not wrong:
        return
    zone = ZoneInfo(pack.zone)
    told = [
        Words("预期 {key} 为 {wanted}，实得 {given}", "expected {key} {wanted}, got {given}").filled(
            key=key, wanted=_said(wanted(expectation, key), zone), given=_said(given(answer, key), zone)
        )
        for key in wrong
    ]
    matched = Words("（规则 {rules}）", " (rules {rules})").filled(rules=_said(answer.outcome.rules, zone))
    says = Words("{by}{told}{rules}。", "{by}{told}{rules}.").filled(
        by=Words(f"{said_by}：", f"{said_by}: ") if said_by else NOTHING,
        told=joined(told),
        rules=NOTHING if "rules" in wrong else matched,
    )
    faults.add(expectation.place, says, _no_such_rule(pack, expectation))


def wanted(expectation: Expectation, key: str) -> object:
    """What is expected, in the form the answer has."""
    value = expectation.expects[key]
    if isinstance(value, datetime):
        return to_micros(value)
    return tuple(sorted(map(str, value))) if key == "unknown" and isinstance(value, Sequence) else value


def given(answer: Answer, key: str) -> object:
    """What was decided."""
    return answer.holds_until if key == "holds_until" else getattr(answer.outcome, key)


def _said(value: object, zone: ZoneInfo) -> str | Words:
    if isinstance(value, int):
        return local(value, zone)
    if isinstance(value, tuple):
        return ", ".join(value) or Words("无", "none")
    return "null" if value is None else str(value)


def _no_such_rule(pack: Pack, expectation: Expectation) -> Words:
    known = {"rules": {rule.id for rule in pack.rules}, "notices": set(pack.notices)}
    for key, names in known.items():
        for name in _listed(expectation.expects.get(key)):
            if name not in names:
                near = closest(name, names)
                return Words(
                    f"没有叫“{name}”的{_LISTED[key]}。{near.zh}", f"There is no {key[:-1]} “{name}”. {near.en}".strip()
                )
    return NOTHING


def _listed(value: object) -> Iterable[str]:
    return value if isinstance(value, tuple) else ()


def local(micros: int, zone: ZoneInfo) -> str:
    """A moment as a case writes it: the city's time, to the minute where that is enough."""
    try:
        moment = from_micros(micros, zone=zone).replace(tzinfo=None)
    except OverflowError:
        return "> 9999-12-31"
    whole = moment.second == 0 and moment.microsecond == 0
    return moment.isoformat(timespec="minutes") if whole else moment.isoformat()
