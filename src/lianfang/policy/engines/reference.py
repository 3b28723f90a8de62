"""The reference engine: decides for one subject at a time by the meaning of the nodes. Slow, believed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from lianfang.facts.schemas import TABLES
from lianfang.kernel.clock import from_micros
from lianfang.policy.engines.aggregates import aggregate
from lianfang.policy.engines.meaning import Meaning, Met, Row, Value
from lianfang.policy.frozen import Frozen, freeze, lives_there_now, offset_micros
from lianfang.policy.merging import Match, Outcome, merge, suspends
from lianfang.policy.model import Fact, IfUnknown, Pack, Rule
from lianfang.policy.nodes import Cell, FactOf, FactThrough, Node, walk

Tables = Mapping[str, Sequence[Row]]
Watch = Callable[[Met], None]


@dataclass(frozen=True, slots=True)
class Judgement:
    """An outcome with all that led to it: facts by name, the rows behind them, matches, rules suspended.

    `next_flip` is the earliest later moment at which anything looked at may change.
    """

    outcome: Outcome
    matches: tuple[Match, ...]
    suspended: tuple[str, ...]
    facts: Mapping[str, Value]
    rows: Mapping[str, tuple[tuple[str, Row], ...]]
    place: str | None
    in_city: bool
    next_flip: int | None
    meaning: Meaning
    frozen: Frozen


@dataclass(slots=True)
class _Reach:
    """The facts of other subjects at one moment, each computed once."""

    world: "World"
    frozen: Frozen
    now: int
    watch: Watch | None
    known: dict[tuple[str, str], tuple[Value, list[int]]] = field(default_factory=dict)

    def __call__(self, node: FactThrough, asked: Meaning) -> Value:
        key = self.key_of(node, asked)
        if key is None:
            return None
        subject = self.subject_of(node)
        name = f"{subject}.{node.fact}"
        if (name, key) not in self.known:
            fact = next(fact for fact in self.frozen.reached[subject] if fact.name == name)
            meaning = Meaning(self.now, self.world.offset, watch=self.watch)
            value = aggregate_of(fact, self.world.of_place(subject, key, fact.table or ""), meaning)[0]
            self.known[name, key] = (value, meaning.flips)
        value, flips = self.known[name, key]
        asked.flips.extend(flips)
        return value

    def subject_of(self, node: FactThrough) -> str:
        view = self.frozen.views.get(node.view)
        return view.subject if view else node.view

    def key_of(self, node: FactThrough, asked: Meaning) -> str | None:
        """The key through which a row or a person reaches another subject; None when it is not known."""
        view = self.frozen.views.get(node.view)
        if view is not None:
            reached = asked.value(view.by)
            return key_of(view.subject, reached) if isinstance(reached, str) else None
        column = "zone_id" if node.view == "zone" else "area"
        found = asked.row.get(column)
        return key_of(node.view, found) if isinstance(found, str) else None


def key_of(subject: str, code: str) -> str:
    """The key of a subject in an area code: six digits of a county, four of a prefecture; a zone is itself."""
    return code[: {"county": 6, "prefecture": 4}.get(subject, len(code))]


def aggregate_of(fact: Fact, rows: Sequence[Row], meaning: Meaning) -> tuple[Value, tuple[Row, ...]]:
    """The value of an aggregate fact over candidate rows, and the rows that count."""
    assert fact.where is not None and fact.take is not None
    candidates = [meaning.for_row(row) for row in rows]
    counting = [candidate for candidate in candidates if candidate.value(fact.where) is True]
    return aggregate(fact.take, counting), tuple(candidate.row for candidate in counting)


class World:
    """All rows in plain form, found by subject. Equal rows count once."""

    def __init__(self, tables: Tables, *, offset: int) -> None:
        self.offset = offset
        self.tables = {
            name: [dict(row) for row in {tuple(sorted(r.items(), key=lambda c: c[0])): r for r in rows}.values()]
            for name, rows in tables.items()
        }
        self.by_subject: dict[tuple[str, str], dict[str, list[Row]]] = {}
        for name, rows in self.tables.items():
            columns = {column.name for column in TABLES[name].columns}
            for row in rows:
                for subject, key in _keys(columns, row):
                    self.by_subject.setdefault((subject, key), {}).setdefault(name, []).append(row)

    def of_place(self, subject: str, key: str, table: str) -> Sequence[Row]:
        """The rows of a table that speak of a place or zone."""
        return self.by_subject.get((subject, key), {}).get(table, [])

    def ids(self, subject: str) -> list[str]:
        """Every subject that any row names, in order."""
        return sorted(key for kind, key in self.by_subject if kind == subject)

    def rows(self, subject: str, key: str, fact: Fact, meaning: Meaning) -> list[Row]:
        """The rows a fact of a subject looks at; through residences, those of the residents now."""
        if fact.through is None:
            return list(self.of_place(subject, key, fact.table or ""))
        here = [meaning.for_row(row) for row in self.of_place(subject, key, "residences")]
        people = sorted({str(m.row["person_id"]) for m in here if m.value(lives_there_now()) is True})
        return [row for person in people for row in self.of_place("person", person, fact.table or "")]


def _keys(columns: set[str], row: Row) -> Iterator[tuple[str, str]]:
    if "person_id" in columns:
        yield "person", str(row["person_id"])
    if "zone_id" in columns:
        yield "zone", str(row["zone_id"])
    if "area" in columns and row.get("area") is not None:
        yield "county", str(row["area"])[:6]
        yield "prefecture", str(row["area"])[:4]


class Reference:
    """Decides by the meaning of the nodes, over rows held in memory."""

    def __init__(self, pack: Pack, tables: Tables, *, moment: datetime) -> None:
        self.pack = pack
        self.offset = offset_micros(ZoneInfo(pack.zone), moment)
        self.world = World(tables, offset=self.offset)
        self._reach: _Reach | None = None

    def frozen(self, now: int, subject: str) -> Frozen:
        """The policy in force at `now`."""
        return freeze(self.pack, from_micros(now), subject=subject)

    def judge(self, key: str, now: int, *, subject: str = "person", watch: Watch | None = None) -> Judgement:
        """The outcome for one subject at a moment, with all that led to it."""
        frozen = self.frozen(now, subject)
        if self._reach is None or self._reach.frozen is not frozen or self._reach.now != now or watch is not None:
            self._reach = _Reach(self.world, frozen, now, watch)
        persons = self.world.of_place(subject, key, "persons")
        meaning = Meaning(now, self.offset, persons[0] if persons else {}, {}, self._reach, watch=watch)
        facts, rows = self._facts(frozen, key, meaning)
        meaning.facts = facts
        return self._decide(frozen, key, meaning, rows)

    def _facts(
        self, frozen: Frozen, key: str, meaning: Meaning
    ) -> tuple[dict[str, Value], dict[str, tuple[tuple[str, Row], ...]]]:
        facts: dict[str, Value] = {}
        behind: dict[str, tuple[tuple[str, Row], ...]] = {}
        meaning.facts = facts
        for fact in frozen.facts:
            if fact.expression is not None:
                facts[fact.name] = meaning.value(fact.expression)
                continue
            found, counting = aggregate_of(fact, self.world.rows(frozen.subject, key, fact, meaning), meaning)
            facts[fact.name] = found
            behind[fact.name] = tuple((fact.table or "", row) for row in counting)
        return facts, behind

    def _decide(
        self, frozen: Frozen, key: str, meaning: Meaning, rows: Mapping[str, tuple[tuple[str, Row], ...]]
    ) -> Judgement:
        place = meaning.value(frozen.place) if frozen.place else None
        in_city = meaning.value(frozen.in_city) is True if frozen.in_city else False
        unknown = {frozen.place_missing} if frozen.place and not isinstance(place, str) else set()
        suspended = self._suspended(frozen, key, meaning)
        matches: list[Match] = []
        for rule in frozen.rules:
            missing: set[str] = set()
            match = self._match(frozen, rule, meaning, missing)
            if rule.id not in suspended:
                unknown |= missing
                matches += [match] if match is not None else []
        outside = frozen.subject == "person" and not in_city
        outcome = merge(matches, outside=outside, unknown=unknown)
        later = [flip for flip in meaning.flips if flip > meaning.now]
        later += [frozen.ends] if frozen.ends is not None else []
        return Judgement(
            outcome=outcome,
            matches=tuple(matches),
            suspended=tuple(sorted(suspended)),
            facts=meaning.facts,
            rows=rows,
            place=place if isinstance(place, str) else None,
            in_city=in_city,
            next_flip=min(later, default=None),
            meaning=meaning,
            frozen=frozen,
        )

    def _match(self, frozen: Frozen, rule: Rule, meaning: Meaning, unknown: set[str]) -> Match | None:
        holds = meaning.value(rule.when)
        release = meaning.value(rule.release) if rule.release else None
        done = meaning.value(rule.allowed_when) if rule.allowed_when else None
        if holds is None and rule.if_unknown is not IfUnknown.RESTRICT:
            unknown.update(missing_names(frozen, rule.when, meaning))
        if holds is False or (holds is None and rule.if_unknown is not IfUnknown.RESTRICT):
            return None
        if rule.allowed_when is not None and done is None:
            unknown.update(missing_names(frozen, rule.allowed_when, meaning))
        return Match(rule, release if isinstance(release, int) else None, done is True)

    def _suspended(self, frozen: Frozen, key: str, meaning: Meaning) -> set[str]:
        found = set()
        for row in self.world.of_place(frozen.subject, key, "exceptions"):
            begins, ends = row["from_at"], row["until_at"]
            moments = [moment for moment in (begins, ends) if isinstance(moment, int)]
            meaning.flips.extend(moments)
            if isinstance(begins, int) and begins <= meaning.now and (not isinstance(ends, int) or ends > meaning.now):
                found |= {rule.id for rule in frozen.rules if suspends(str(row["rule"]), rule.id)}
        return found

    def holds_until(
        self, key: str, judgement: Judgement, *, subject: str = "person", rest: int | None = None
    ) -> int | None:
        """The earliest later moment at which the same facts give another outcome; None when never.

        `rest` is from when on the subject is known to be at rest with this outcome: nothing changes then any more.
        """
        first, step = judgement.outcome, judgement
        while step.next_flip is not None and (rest is None or step.next_flip < rest):
            moment = step.next_flip
            step = self.judge(key, moment, subject=subject)
            if not step.outcome.same_as(first):
                return moment
        return None


def missing_names(frozen: Frozen, node: Node, meaning: Meaning) -> set[str]:
    """The names of the facts a node looks at that are unknown."""
    facts = {fact.name: fact for fact in frozen.facts}
    names: set[str] = set()
    for part in walk(node):
        if isinstance(part, FactOf) and meaning.value(part) is None:
            names.add(facts[part.name].missing)
        elif isinstance(part, Cell) and meaning.value(part) is None:
            names.add(part.name)
        elif isinstance(part, FactThrough) and part.view in frozen.views and meaning.value(part) is None:
            by = frozen.views[part.view].by
            names.add(_name_of(by, facts) or part.view)
    return names


def _name_of(by: Node, facts: Mapping[str, Fact]) -> str:
    """The name under which the key of a view is missing; empty when it has none."""
    if isinstance(by, FactOf):
        return facts[by.name].missing
    return by.name if isinstance(by, Cell) else ""
