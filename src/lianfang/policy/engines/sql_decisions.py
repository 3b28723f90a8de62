"""Rules in SQL: the facts of the last stage become one compact row per subject.

Columns: key, colour (0 green, 1 yellow, 2 red), entry (-1 none, 0 allowed … 3 refused), notices and unknown (bits),
rules0, rules1 … (bits), until (microseconds or NULL), stable (until when nothing can change; FOREVER when never).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlglot import exp

from lianfang.policy.engines.sql_facts import Asked, Kept
from lianfang.policy.engines.sql_stages import STAGE, Stages
from lianfang.policy.engines.sql_words import (
    FOREVER,
    Sql,
    both,
    column,
    either,
    first_known,
    greatest,
    is_null,
    joined,
    least,
    named,
    no,
    null,
    number,
    plus,
    select,
    truth,
    when,
)
from lianfang.policy.engines.terms import Term
from lianfang.policy.frozen import Frozen
from lianfang.policy.merging import suspends
from lianfang.policy.model import COLOURS, ENTRIES, Colour, Entry, IfUnknown, Pack, Rule
from lianfang.policy.nodes import Cell, FactOf, FactThrough, Node, walk

CHUNK = 60  # bits in one column
EXCEPTIONS = "x"


@dataclass(frozen=True, slots=True)
class Bits:
    """Which bit stands for which rule, notice and missing fact; the same for the whole pack through time."""

    rules: tuple[str, ...]
    notices: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def rule_columns(self) -> tuple[str, ...]:
        """The names of the columns that hold the rules' bits."""
        return tuple(f"rules{i}" for i in range(max(1, -(-len(self.rules) // CHUNK))))

    @property
    def signature(self) -> tuple[str, ...]:
        """The columns in which two decisions can differ."""
        return ("colour", "entry", "notices", *self.rule_columns, "until")


def bits_of(pack: Pack, subject: str) -> Bits:
    """The bits of a pack for one kind of subject."""
    rules = [rule for rule in pack.rules if rule.subject == subject]
    names = {fact.missing for fact in pack.facts.values()} | {"birth_date", "home_area", *pack.views}
    notices = tuple(dict.fromkeys(rule.notice for rule in rules if rule.notice))
    return Bits(tuple(dict.fromkeys(rule.id for rule in rules)), notices, _most_needed(pack, names))


def _most_needed(pack: Pack, names: set[str]) -> tuple[str, ...]:
    """The names that can ever be listed: those that rules look at directly."""
    looked = {pack.facts[pack.place_fact].missing} if pack.place_fact else set()
    for rule in pack.rules:
        for node in (rule.when, rule.allowed_when):
            for part in walk(node) if node else ():
                looked |= _name_of(part, pack)
    return tuple(sorted(names & looked))[:CHUNK]


def _name_of(part: Node, pack: Pack) -> set[str]:
    if isinstance(part, FactOf):
        return {pack.facts[part.name].missing}
    if isinstance(part, FactThrough) and part.view in pack.views:
        by = pack.views[part.view].by
        return {pack.facts[by.name].missing} if isinstance(by, FactOf) else _name_of(by, pack) or {part.view}
    return {part.name} if isinstance(part, Cell) else set()


class DecisionQuery:
    """The query that decides for everyone at a literal moment, or for each row of a todo table at its own."""

    def __init__(self, pack: Pack, frozen: Frozen, asked: Asked, *, subjects: str, bits: Bits) -> None:
        self.pack, self.frozen, self.asked, self.bits = pack, frozen, asked, bits
        self.stages = Stages(frozen, asked, subjects)
        self.kept = Kept(STAGE)

    def sql(self) -> exp.Select:
        """SELECT key, colour, entry, … one row per subject."""
        stages = self.stages.build()
        last = self._with_exceptions(stages.last)
        columns = self._judged()
        every = exp.Column(this=exp.Star(), table=exp.to_identifier(STAGE, quoted=True))
        parts = select([every, *self.kept.columns()], last, STAGE)
        judged = select([*(column(STAGE, key) for key in self.asked.keys), *columns], parts, STAGE)
        query = select([*(column("j", key) for key in self.asked.keys), *self._merged()], judged, "j")
        for alias, cte in stages.ctes:
            query = query.with_(exp.to_identifier(alias, quoted=True), as_=cte, copy=False)
        return query

    def _with_exceptions(self, last: str) -> str:
        if not self._exceptional():
            return last
        self.stages.ctes.append((EXCEPTIONS, self._suspended()))
        every = exp.Column(this=exp.Star(), table=exp.to_identifier(STAGE, quoted=True))
        both_on = self.asked.same(EXCEPTIONS, STAGE)
        wide = joined(select([every], last, STAGE), EXCEPTIONS, EXCEPTIONS, both_on)
        wide = wide.select(*(column(EXCEPTIONS, f"off{i}") for i in range(len(self.frozen.rules))))
        self.stages.ctes.append(("excepted", wide.select(column(EXCEPTIONS, "off__s"))))
        return "excepted"

    def _suspended(self) -> exp.Select:
        """Which rules are suspended for whom, from the rows of exceptions alone; no other row is looked at."""
        now = self.asked.moment("t")
        from_at, until_at = column("e", "from_at"), column("e", "until_at")
        begun = exp.LTE(this=from_at, expression=now)
        ended = both([exp.Not(this=is_null(until_at)), exp.LTE(this=until_at, expression=now)])
        flips = [
            when((exp.GT(this=moment, expression=now), moment), otherwise=number(FOREVER))
            for moment in (from_at, until_at)
        ]
        keys = [column("e", "person_id"), *([now] if self.asked.todo else [])]
        columns: list[Sql] = [named(key, name) for key, name in zip(keys, self.asked.keys, strict=True)]
        for index, rule in enumerate(self.frozen.rules):
            names = [exp.Literal.string(each) for each in _names_that_suspend(rule)]
            named_here = exp.In(this=column("e", "rule"), expressions=names)
            on = when((both([named_here, begun, no(ended)]), number(1)), otherwise=number(0))
            columns.append(named(exp.Max(this=on), f"off{index}"))
        query = select([*columns, named(exp.Min(this=least(flips)), "off__s")], self.asked.table("exceptions"), "e")
        if self.asked.todo:
            own = exp.EQ(this=column("t", "key"), expression=column("e", "person_id"))
            query = joined(query, self.asked.todo, "t", own, left=False)
        return query.group_by(*keys, copy=False)

    def _exceptional(self) -> bool:
        return self.frozen.subject == "person" and "exceptions" not in self.asked.empty

    def _judged(self) -> list[Sql]:
        meaning = self.stages.meaning()
        columns: list[Sql] = []
        for index, rule in enumerate(self.frozen.rules):
            columns += self._rule(index, rule)
        columns.append(named(self._unknown_bits(), "unknown"))
        outside, stable = truth(self.frozen.subject == "person"), number(FOREVER)
        if self.frozen.in_city is not None:
            term = meaning.term(self.frozen.in_city)
            outside, stable = no(term.value), term.stable or stable
        columns += [named(outside, "outside"), named(stable, "outside__s")]
        columns.append(named(self._exception_stable(), "off__s"))
        return columns

    def _exception_stable(self) -> Sql:
        return first_known(column(STAGE, "off__s"), number(FOREVER)) if self._exceptional() else number(FOREVER)

    def _rule(self, index: int, rule: Rule) -> list[Sql]:
        meaning = self.stages.meaning(self.kept)
        holds, done = meaning.truth(rule.when), meaning.truth(rule.allowed_when) if rule.allowed_when else None
        release = meaning.bare.term(rule.release) if rule.release else None
        met = first_known(holds.value, truth(rule.if_unknown is IfUnknown.RESTRICT))
        kept = met if not self._exceptional() else both([met, self._not_off(index)])
        columns: list[Sql] = [named(kept, f"m{index}"), named(_stable_rule(met, holds, done, release), f"s{index}")]
        if rule.restrictive:
            end = release.value if release else exp.cast(null(), "BIGINT", copy=False)
            columns.append(named(first_known(end, number(FOREVER)), f"r{index}"))
        if done is not None:
            columns.append(named(first_known(done.value, truth(False)), f"d{index}"))
        return columns

    def _not_off(self, index: int) -> Sql:
        return exp.EQ(this=first_known(column(STAGE, f"off{index}"), number(0)), expression=number(0))

    def _unknown_bits(self) -> Sql:
        wanted: dict[str, list[Sql]] = {}
        if self.frozen.place is not None:
            place = self.stages.meaning().term(self.frozen.place).value
            wanted.setdefault(self.frozen.place_missing, []).append(is_null(place))
        for index, rule in enumerate(self.frozen.rules):
            self._unknown_of(index, rule, wanted)
        bits = [
            when((either(conditions), number(2 ** self.bits.unknown.index(name))), otherwise=number(0))
            for name, conditions in sorted(wanted.items())
        ]
        return exp.cast(plus(*bits) if bits else number(0), "BIGINT", copy=False)

    def _unknown_of(self, index: int, rule: Rule, wanted: dict[str, list[Sql]]) -> None:
        meaning = self.stages.meaning(self.kept)
        holds = meaning.truth(rule.when).value
        on = [self._not_off(index)] if self._exceptional() else []
        if rule.if_unknown is not IfUnknown.RESTRICT:
            for name, missing in self._missing(rule.when):
                wanted.setdefault(name, []).append(both([is_null(holds), missing, *on]))
        if rule.allowed_when is not None:
            met = first_known(holds, truth(rule.if_unknown is IfUnknown.RESTRICT))
            done = meaning.truth(rule.allowed_when).value
            for name, missing in self._missing(rule.allowed_when):
                wanted.setdefault(name, []).append(both([met, is_null(done), missing, *on]))

    def _missing(self, node: Node) -> Iterable[tuple[str, Sql]]:
        """The facts a node looks at, by the name listed for them, and when each is unknown."""
        meaning = self.stages.meaning()
        for part in walk(node):
            names = _name_of(part, self.pack)
            if not names:
                continue
            term = meaning.term(part)
            unknown = [is_null(term.value), *([no(term.none)] if term.none is not None else [])]
            yield names.pop(), both(unknown)

    def _merged(self) -> list[Sql]:
        rules = self.frozen.rules
        colours = [(colour, [i for i, r in enumerate(rules) if r.colour is colour]) for colour in reversed(COLOURS)]
        arms = [(self._any(found), number(COLOURS.index(colour))) for colour, found in colours if found]
        colour = when(*arms, otherwise=number(0)) if arms else number(0)
        ends = [
            when((self._m(i), column("j", f"r{i}")), otherwise=number(0)) for i, r in enumerate(rules) if r.restrictive
        ]
        latest = greatest([number(0), *ends]) if ends else number(0)
        open_ended = exp.In(this=latest, expressions=[number(0), number(FOREVER)])
        stable: list[Sql] = [column("j", "outside__s"), column("j", "off__s")]
        stable += [column("j", f"s{i}") for i in range(len(rules))]
        stable.append(number(self.frozen.ends if self.frozen.ends is not None else FOREVER))
        return [
            named(colour, "colour"),
            named(self._entry(), "entry"),
            named(self._bits(self.bits.notices, lambda rule: rule.notice), "notices"),
            *(named(self._rule_bits(i), name) for i, name in enumerate(self.bits.rule_columns)),
            named(column("j", "unknown"), "unknown"),
            named(when((open_ended, exp.cast(null(), "BIGINT", copy=False)), otherwise=latest), "until"),
            named(least(stable), "stable"),
        ]

    def _m(self, index: int) -> Sql:
        return column("j", f"m{index}")

    def _any(self, indexes: Sequence[int]) -> Sql:
        return either(self._m(i) for i in indexes)

    def _entry(self) -> Sql:
        arms: list[tuple[Sql, Sql]] = [(no(column("j", "outside")), number(-1))]
        of_colour = {Entry.REFUSED: Colour.RED, Entry.DEFERRED: Colour.YELLOW}
        for entry in reversed(ENTRIES[1:]):
            matching = [
                self._m(i) if r.allowed_when is None or coloured else both([self._m(i), no(column("j", f"d{i}"))])
                for i, r in enumerate(self.frozen.rules)
                if (coloured := _colours(r, of_colour.get(entry))) or r.entry is entry
            ]
            if matching:
                arms.append((either(matching), number(ENTRIES.index(entry))))
        return when(*arms, otherwise=number(0))

    def _bits(self, names: Sequence[str], of: Callable[[Rule], str | None]) -> Sql:
        bits = []
        for bit, name in enumerate(names):
            found = [i for i, rule in enumerate(self.frozen.rules) if of(rule) == name]
            if found:
                bits.append(when((self._any(found), number(2**bit)), otherwise=number(0)))
        return exp.cast(plus(*bits) if bits else number(0), "BIGINT", copy=False)

    def _rule_bits(self, chunk: int) -> Sql:
        return self._bits(self.bits.rules[chunk * CHUNK : (chunk + 1) * CHUNK], lambda rule: rule.id)


def _colours(rule: Rule, colour: Colour | None) -> bool:
    return colour is not None and rule.colour is colour


def _names_that_suspend(rule: Rule) -> list[str]:
    parts = rule.id.split(".")
    names = [".".join(parts[: i + 1]) for i in range(len(parts))]
    return [name for name in names if suspends(name, rule.id)]


def _stable_rule(met: Sql, holds: Term, done: Term | None, release: Term | None) -> Sql:
    after = [term.stable for term in (done, release) if term is not None and term.stable is not None]
    base = holds.stable or number(FOREVER)
    return when((met, least([base, *after])), otherwise=base) if after else base
