"""Days on which the policy itself changes: a case has to stand on both sides of each, with the rule at work."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from lianfang.kernel.clock import to_micros
from lianfang.kernel.words import Words
from lianfang.policy.checking.cases import ByReference, Ran, local
from lianfang.policy.checking.use import used_by_rule
from lianfang.policy.checking.wording import written
from lianfang.policy.faults import Faults, Place
from lianfang.policy.model import Case, Pack, Rule
from lianfang.policy.nodes import Const

NEAR = timedelta(hours=24)
BEFORE = timedelta(minutes=1)
TRIED = 40
NO_CASE = Words(
    "{at} {what}，没有案例在其前后两侧都有预期、且规则至少在一侧符合。",
    "No case stands on both sides of {at}, when {what}, with the rule matching on one of them.",
)


@dataclass(frozen=True, slots=True)
class DatedEdge:
    """A moment at which something begins or ends, and the rules of which one has to match beside it."""

    place: Place
    at: datetime
    what: Words
    rules: frozenset[Place]


def edges_of(pack: Pack) -> tuple[DatedEdge, ...]:
    """Every beginning and end of a rule, and every step of a value while a rule that uses it is in force."""
    return (*_of_rules(pack), *_of_values(pack))


def _of_rules(pack: Pack) -> Iterator[DatedEdge]:
    for rule in pack.rules:
        yield DatedEdge(
            rule.place,
            rule.starts,
            Words(f"规则 {rule.id} 开始", f"the rule {rule.id} begins"),
            frozenset({rule.place}),
        )
        if rule.ends is not None:
            yield DatedEdge(
                rule.place,
                rule.ends,
                Words(f"规则 {rule.id} 结束", f"the rule {rule.id} ends"),
                frozenset({rule.place}),
            )


def _of_values(pack: Pack) -> Iterator[DatedEdge]:
    uses = {rule.place: used_by_rule(pack, rule).values for rule in pack.rules}
    for name, value in pack.values.items():
        for step in value.steps:
            users = frozenset(r.place for r in pack.rules if name in uses[r.place] and _at_work(r, step.starts))
            if users:
                said = written(Const(step.value, value.type), ZoneInfo(pack.zone))
                yield DatedEdge(step.place, step.starts, Words(f"{name} 变为 {said}", f"{name} becomes {said}"), users)


def _at_work(rule: Rule, moment: datetime) -> bool:
    return rule.starts <= moment and (rule.ends is None or moment <= rule.ends)


def tell_dated(pack: Pack, edges: tuple[DatedEdge, ...], ran: list[Ran], faults: Faults) -> int:
    """A fault for each edge that no case stands on both sides of; gives the number covered."""
    by_case: dict[Place, list[Ran]] = {}
    for each in ran:
        by_case.setdefault(each.case.place, []).append(each)
    covered = 0
    for edge in edges:
        if any(covers(edge, [(e.expectation.at, e.matching) for e in runs]) for runs in by_case.values()):
            covered += 1
        else:
            at = local(to_micros(edge.at), ZoneInfo(pack.zone))
            faults.add(edge.place, NO_CASE.filled(at=at, what=edge.what), _suggestion(pack, edge, by_case))
    return covered


def covers(edge: DatedEdge, met: list[tuple[datetime, frozenset[Place]]]) -> bool:
    """Whether the expectations of one case stand on both sides, with one of the rules matching on either."""
    before = [rules for at, rules in met if edge.at - NEAR <= at < edge.at]
    after = [rules for at, rules in met if edge.at <= at <= edge.at + NEAR]
    return bool(before and after) and any(rules & edge.rules for rules in (*before, *after))


def _suggestion(pack: Pack, edge: DatedEdge, by_case: dict[Place, list[Ran]]) -> Words:
    zone = ZoneInfo(pack.zone)
    one, other = (f"{{at: {local(to_micros(at), zone)}, …}}" for at in (edge.at - BEFORE, edge.at))
    case = _fitting(edge, by_case, ByReference(pack))
    if case is not None:
        return Words(
            f"请在案例“{case.name}”（{case.place}）里加上 {one} 和 {other}。",
            f"Add {one} and {other} to the case “{case.name}” ({case.place}).",
        )
    return Words(
        f"请写一个案例，含 {one} 和 {other}，而且规则在其中符合。",
        f"Write a case with {one} and {other} in which the rule matches.",
    )


def _fitting(edge: DatedEdge, by_case: dict[Place, list[Ran]], engine: ByReference) -> Case | None:
    """A case whose facts would do at the edge: found by trying those nearest to it, the ones that match first."""

    def far(runs: list[Ran]) -> tuple[bool, timedelta]:
        matched = any(run.matching & edge.rules for run in runs)
        return not matched, min(abs(run.expectation.at - edge.at) for run in runs)

    for run, *_ in sorted(by_case.values(), key=far)[:TRIED]:
        moments = (edge.at - BEFORE, edge.at)
        met = [(at, engine.answer(run.case, run.tables, at, holds=False).matching) for at in moments]
        if covers(edge, met):
            return run.case
    return None
