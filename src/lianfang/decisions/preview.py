"""What a draft would change for people, against the release in force: the same facts, the same minute, two runs."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from lianfang.decisions.comparing import Compared
from lianfang.decisions.costs import Cost, costs
from lianfang.facts.store import FactStore
from lianfang.kernel.areas import register
from lianfang.kernel.clock import from_micros, to_micros
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words
from lianfang.policy.engines.bits import decode
from lianfang.policy.engines.duckdb import DuckdbRunner
from lianfang.policy.engines.run import Run
from lianfang.policy.model import IfUnknown, Pack
from lianfang.policy.nodes import Cell, FactOf, FactThrough, Node, walk

Progress = Callable[[str, int], None]


class DraftOfAnotherCity(Refusal):
    code = "draft-of-another-city"
    says = Words(
        "草案属于 {draft}，现行版本属于 {against}，两者不能比较。",
        "The draft is for {draft} and the release in force for {against}, so they cannot be compared.",
    )
    remedy = Words(
        "请给出 pack.yaml 中辖区和时区相同的草案。", "Give a draft with the same jurisdiction and zone in pack.yaml."
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """What a person sees. `entry` is None for people in the city."""

    colour: str
    entry: str | None
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Transition:
    """How many people go from one sight to another."""

    before: Seen
    after: Seen
    people: int


@dataclass(frozen=True, slots=True)
class Move:
    """How many people go from one colour or entry to another."""

    before: str | None
    after: str | None
    people: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A notice: how many people gain it and how many lose it."""

    id: str
    title: Words
    gained: int
    lost: int


@dataclass(frozen=True, slots=True)
class RuleEffect:
    """A rule: how many people it matches under the release and under the draft, newly, and no longer."""

    id: str
    title: Words
    before: int
    after: int
    newly: int
    no_longer: int


@dataclass(frozen=True, slots=True)
class Idle:
    """A rule of the draft that is in force and matches nobody."""

    id: str
    title: Words


@dataclass(frozen=True, slots=True)
class District:
    """Changed people of a county: by home, without one by where they are. `area` is None when neither is known."""

    area: str | None
    name: Words
    people: int


@dataclass(frozen=True, slots=True)
class Caught:
    """People whom a rule of the draft matches only because a fact is unknown. `newly`: not matched by it before.

    `unknown` counts the people for whom each fact that the rule looks at is missing.
    """

    id: str
    title: Words
    people: int
    newly: int
    unknown: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class SampleSide:
    """One side of a sample."""

    seen: Seen
    rules: tuple[str, ...]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Sample:
    """One changed person, by pseudonymous id."""

    person_id: str
    before: SampleSide
    after: SampleSide


@dataclass(frozen=True, slots=True)
class Preview:
    """What a draft would change. `changed` counts any difference; `seen` those in colour, entry or notices.

    `never_fire` is about these facts only.
    """

    at: datetime
    release: str
    against: str
    people: int
    changed: int
    seen: int
    colours: tuple[Move, ...]
    entry: tuple[Move, ...]
    notices: tuple[Counted, ...]
    transitions: tuple[Transition, ...]
    districts: tuple[District, ...]
    rules: tuple[RuleEffect, ...]
    never_fire: tuple[Idle, ...]
    caught: tuple[Caught, ...]
    costs: tuple[Cost, ...]
    samples: tuple[Sample, ...]


def preview(
    draft: Pack, against: Pack, store: FactStore, *, at: datetime, progress: Progress = lambda what, count: None
) -> Preview:
    """What `draft` would change for everyone the facts name, against the release in force, at one minute.

    Raises DraftOfAnotherCity.
    """
    if (draft.jurisdiction, draft.zone) != (against.jurisdiction, against.zone):
        draft_of, in_force = (f"{pack.title.en} ({pack.jurisdiction}, {pack.zone})" for pack in (draft, against))
        raise DraftOfAnotherCity(draft=draft_of, against=in_force)
    compared = Compared(store.connection)
    try:
        for table, pack in (("before", against), ("after", draft), ("sure", _without_unknown(draft))):
            progress(table, _decide(pack, store, at, compared, table))
        progress("changed", changed := compared.compare())
        compared.catch()
        return _Told(draft, against, compared, at).preview(changed)
    finally:
        compared.forget()


def _without_unknown(pack: Pack) -> Pack:
    """The pack with no rule that matches only because a fact is unknown."""
    return replace(pack, rules=tuple(replace(rule, if_unknown=IfUnknown.ALLOW) for rule in pack.rules))


def _decide(pack: Pack, store: FactStore, at: datetime, compared: Compared, table: str) -> int:
    """Decide for everyone; until when each decision holds is not asked for, so that table stays empty."""
    run = Run(pack, DuckdbRunner(store.connection), store.connection, at)
    people = run.decide()
    store.connection.execute(f'CREATE OR REPLACE TEMP TABLE "{run.holds}" ("key" VARCHAR, "holds" BIGINT)')
    compared.keep(table, decode(run, store.connection, pack.release).everyone)
    for made in (run.subjects, run.decided, run.holds):
        run.runner.drop(made)
    return people


@dataclass(frozen=True, slots=True)
class _Told:
    """Counts made into words."""

    draft: Pack
    against: Pack
    compared: Compared
    at: datetime

    def preview(self, changed: int) -> Preview:
        """Everything at once."""
        compared = self.compared
        after = compared.matching("after")
        transitions = tuple(Transition(_seen(*row[:3]), _seen(*row[3:6]), row[6]) for row in compared.transitions())
        return Preview(
            at=self.at,
            release=self.draft.release,
            against=self.against.release,
            people=compared.people(),
            changed=changed,
            seen=sum(transition.people for transition in transitions),
            colours=tuple(Move(*row) for row in compared.moves("colour")),
            entry=tuple(Move(*row) for row in compared.moves("entry")),
            notices=tuple(
                Counted(name, self._notice(name), *both) for name, both in compared.gained_and_lost("notices").items()
            ),
            transitions=transitions,
            districts=tuple(District(area, _county(area), people) for area, people in compared.districts(self._now())),
            rules=self._rules(compared.matching("before"), after),
            never_fire=tuple(
                Idle(rule.id, rule.title) for rule in self.draft.rules_at(self.at) if rule.id not in after
            ),
            caught=tuple(self._caught(*row) for row in compared.caught()),
            costs=costs(self.draft, self.at, compared.standing("before"), compared.standing("after")),
            samples=tuple(self._sample(row) for row in compared.samples()),
        )

    def _now(self) -> int:
        return to_micros(self.at)

    def _rules(self, before: Mapping[str, int], after: Mapping[str, int]) -> tuple[RuleEffect, ...]:
        """Rules whose people differ, in the draft's order; rules the draft lacks come last."""
        order = self.draft.order
        moved = self.compared.gained_and_lost("rules")
        return tuple(
            RuleEffect(name, self._rule(name), before.get(name, 0), after.get(name, 0), *moved[name])
            for name in sorted(moved, key=lambda name: (order.get(name, len(order)), name))
        )

    def _caught(self, name: str, people: int, newly: int) -> Caught:
        rules = [rule for rule in self.draft.rules_at(self.at) if rule.id == name]
        looked_at = {fact for rule in rules for fact in _may_be_missing(self.draft, rule.when)}
        unknown = {fact: count for fact, count in self.compared.unknown(name).items() if fact in looked_at}
        return Caught(name, self._rule(name), people, newly, unknown)

    def _rule(self, name: str) -> Words:
        found = [
            rule.title for pack in (self.draft, self.against) for rule in pack.rules_at(self.at) if rule.id == name
        ]
        return found[0] if found else Words(name, name)

    def _notice(self, name: str) -> Words:
        notice = self.draft.notices.get(name) or self.against.notices.get(name)
        return notice.title if notice else Words(name, name)

    def _sample(self, row: tuple[Any, ...]) -> Sample:
        return Sample(row[0], self._side(row[1:6]), self._side(row[6:11]))

    def _side(self, row: tuple[Any, ...]) -> SampleSide:
        colour, entry, notices, rules, until = row
        moment = None if until is None else from_micros(until, zone=ZoneInfo(self.draft.zone))
        return SampleSide(_seen(colour, entry, notices), tuple(rules), moment)


def _may_be_missing(pack: Pack, node: Node) -> Iterator[str]:
    """The names listed when a fact that an expression looks at is unknown."""
    for part in walk(node):
        view = pack.views.get(part.view) if isinstance(part, FactThrough) else None
        known = part if view is None else view.by
        if isinstance(known, FactOf):
            yield pack.facts[known.name].missing
        elif isinstance(known, Cell):
            yield known.name


def _seen(colour: str, entry: str | None, notices: list[str]) -> Seen:
    return Seen(colour, entry, tuple(notices))


def _county(area: str | None) -> Words:
    if area is None:
        return Words("住址和所在地都不明", "Neither home nor place known")
    full, english = register().full_name(area), register().name(area, "en")
    return Words(full, english if english.isascii() else full)
