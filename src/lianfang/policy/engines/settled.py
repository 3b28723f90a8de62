"""Who is at rest: people at home in the city whom no rule can touch any more.

A person is at rest once everything recorded about them is more than REST days past, for as long as it can be shown
that no rule of any later period then matches. What is not known beforehand is a Guess; where every rule is certainly
false, the decision holds for ever and needs no second look.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from lianfang.facts.schemas import TABLES, Kind
from lianfang.policy.engines.aggregates import aggregate
from lianfang.policy.engines.guesses import REST_DAYS, Guess, Guesser, Possible
from lianfang.policy.frozen import Frozen, freeze
from lianfang.policy.model import Fact, Pack
from lianfang.policy.nodes import Take

SMALL_SHARE = 1000  # a table with fewer rows than a thousandth of the people is not worth a proof


class Wakes(Enum):
    """How the rows of a table keep a person awake."""

    NEVER = "the rows do not matter"
    WHILE_RECENT = "until REST days after the latest moment in a row"
    WHILE_RECENT_OR_OPEN = "the same, and for ever while an end is missing"
    ALWAYS = "a row is enough"


Waking = Mapping[str, Wakes]


def waking_tables(pack: Pack, at: datetime, sizes: Mapping[str, int]) -> Waking | None:
    """How each table keeps a person awake from `at` on; None when even people without any row may be touched."""
    own = [name for name, table in TABLES.items() if table.of_person and name != "persons" and sizes.get(name)]
    periods = [freeze(pack, moment) for moment in (at, *(step for step in pack.steps() if step > at))]
    waking = dict.fromkeys(own, Wakes.ALWAYS)
    if not _all_at_rest(pack, periods, waking):
        return None
    for name in sorted(own, key=lambda table: -sizes[table]):
        if sizes[name] * SMALL_SHARE < sizes.get("persons", 0):
            break
        tries = (Wakes.NEVER, Wakes.WHILE_RECENT, Wakes.WHILE_RECENT_OR_OPEN)
        fits = (wakes for wakes in tries if _all_at_rest(pack, periods, {**waking, name: wakes}))
        waking[name] = next(fits, Wakes.ALWAYS)
    return waking


def _all_at_rest(pack: Pack, periods: list[Frozen], waking: Waking) -> bool:
    return all(_at_rest(frozen, _Resting(pack.jurisdiction, waking)) for frozen in periods)


@dataclass(frozen=True, slots=True)
class _Resting:
    jurisdiction: str
    waking: Waking

    def guess(self, fact: Fact, facts: Mapping[str, Possible]) -> Possible:
        """An aggregate over the rows that a person at rest may have."""
        assert fact.table is not None and fact.take is not None and fact.where is not None
        wakes = self.waking.get(fact.table, Wakes.ALWAYS)
        if wakes is Wakes.ALWAYS:
            return aggregate(fact.take, [])
        if wakes is Wakes.NEVER:
            return Guess.ANYTHING
        row = Guesser(self.jurisdiction, facts, ends=wakes is Wakes.WHILE_RECENT_OR_OPEN)
        if row.of(fact.where) is False:
            return aggregate(fact.take, [])
        ordered = fact.take.take in (Take.MAX, Take.MIN, Take.LAST_END)
        past = ordered and fact.take.of is not None and row.of(fact.take.of) is Guess.PAST
        return Guess.PAST_OR_NONE if past else Guess.ANYTHING


def _at_rest(frozen: Frozen, resting: _Resting) -> bool:
    facts: dict[str, Possible] = {}
    person = Guesser(resting.jurisdiction, facts, ends=False, at_home=True)
    for fact in frozen.facts:
        facts[fact.name] = person.of(fact.expression) if fact.expression else resting.guess(fact, facts)
    in_city = frozen.in_city is not None and person.of(frozen.in_city) is True
    return in_city and all(person.of(rule.when) is False for rule in frozen.rules)


def moments_of(table: str) -> tuple[str, ...]:
    """The columns of a table that hold a moment."""
    return tuple(column.name for column in TABLES[table].columns if column.kind is Kind.INSTANT)


REST = REST_DAYS * 86_400_000_000
