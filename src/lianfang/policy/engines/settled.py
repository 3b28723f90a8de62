"""Who is at rest: people who live or stay in the city whom no rule can touch any more.

A person is at rest once everything recorded about them is more than REST days past, for as long as it can be shown
that no rule of any later period then matches. What is not known beforehand is a Guess; where every rule is certainly
false, the decision holds for ever and needs no second look.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import lru_cache

from lianfang.facts.schemas import TABLES, Kind
from lianfang.policy.engines.aggregates import aggregate
from lianfang.policy.engines.guesses import REST_DAYS, Guess, Guesser, Of, Possible
from lianfang.policy.frozen import Frozen, freeze
from lianfang.policy.model import Fact, Pack
from lianfang.policy.nodes import Aggregate, Take


class Wakes(Enum):
    """How the rows of a table keep a person awake."""

    NEVER = "the rows do not matter"
    WHILE_RECENT = "until REST days after the latest moment in a row"
    WHILE_RECENT_OR_OPEN_ELSEWHERE = "the same, and for ever while an end is missing outside the city"
    WHILE_RECENT_OR_OPEN = "the same, and for ever while an end is missing"
    ALWAYS = "a row is enough"


Waking = Mapping[str, Wakes]


@dataclass(frozen=True, slots=True)
class Rest:
    """How each table keeps a person awake, and the tables of which a row without an end does as well as a home here."""

    waking: Waking
    staying: tuple[str, ...]


def resting(pack: Pack, at: datetime, sizes: Mapping[str, int]) -> Rest | None:
    """Who is at rest from `at` on; None when even people at home without any row may be touched."""
    own = [name for name, table in TABLES.items() if table.of_person and name != "persons" and sizes.get(name)]
    periods = [freeze(pack, moment) for moment in (at, *(step for step in pack.steps() if step > at))]
    waking = dict.fromkeys(own, Wakes.ALWAYS)
    if not _all_at_rest(pack, periods, waking):
        return None
    for name in sorted(own, key=lambda table: -sizes[table]):
        fits = (wakes for wakes in _tries(name) if _all_at_rest(pack, periods, {**waking, name: wakes}))
        waking[name] = next(fits, Wakes.ALWAYS)
    here = [name for name, wakes in waking.items() if wakes is Wakes.WHILE_RECENT_OR_OPEN_ELSEWHERE]
    return Rest(waking, tuple(name for name in here if _all_at_rest(pack, periods, waking, staying=name)))


def _tries(table: str) -> list[Wakes]:
    """What to try to prove for a table, the best first."""
    columns = TABLES[table].columns
    area = any(column.name == "area" and not column.optional for column in columns)
    one_end = [column.optional for column in columns if column.kind is Kind.INSTANT].count(True) == 1
    elsewhere = [Wakes.WHILE_RECENT_OR_OPEN_ELSEWHERE] if area and one_end else []
    recent = [Wakes.WHILE_RECENT, *elsewhere, Wakes.WHILE_RECENT_OR_OPEN] if moments_of(table) else []
    return [Wakes.NEVER, *recent]


def _all_at_rest(pack: Pack, periods: list[Frozen], waking: Waking, *, staying: str = "") -> bool:
    by_table = tuple(sorted(waking.items()))
    return all(_at_rest(frozen, pack.jurisdiction, by_table, staying) for frozen in periods)


@dataclass(frozen=True, slots=True)
class _Resting:
    """A person at rest: at home in the city or, with `staying`, with a row without an end there in that table."""

    jurisdiction: str
    waking: Waking
    staying: str

    def guess(self, fact: Fact, facts: Mapping[str, Possible]) -> Possible:
        """An aggregate over the rows that a person at rest may have."""
        assert fact.table is not None and fact.take is not None and fact.where is not None
        wakes = self.waking.get(fact.table, Wakes.ALWAYS)
        if wakes is Wakes.ALWAYS:
            return aggregate(fact.take, [])
        if wakes is Wakes.NEVER:
            return Guess.ANYTHING
        rows = [Guesser(self.jurisdiction, facts, about) for about in _ROWS[wakes]]
        counting = [row for row in rows if row.of(fact.where) is not False]
        open_here = Guesser(self.jurisdiction, facts, Of.OPEN_ROW_HERE)
        some = fact.table == self.staying and open_here.of(fact.where) is True
        return _taken(fact.take, counting, some=some) if counting else aggregate(fact.take, [])


def _taken(take: Aggregate, rows: list[Guesser], *, some: bool) -> Possible:
    """What a take over any number of rows like these can be: over `some`, or over none at all too."""
    values = {row.of(take.of) for row in rows} if take.of is not None else {Guess.ANYTHING}
    if values == {Guess.PAST} and take.take in (Take.MAX, Take.MIN, Take.LAST_END):
        return Guess.PAST if some else Guess.PAST_OR_NONE
    sure_order = take.by is not None and all(row.of(take.by) is Guess.PAST for row in rows)
    if values == {Guess.IN_CITY} and take.take is Take.LATEST and sure_order:
        return Guess.IN_CITY if some else Guess.IN_CITY_OR_NONE
    return Guess.ANYTHING


_ROWS = {
    Wakes.WHILE_RECENT: (Of.ROW,),
    Wakes.WHILE_RECENT_OR_OPEN_ELSEWHERE: (Of.ENDED_ROW, Of.OPEN_ROW_HERE),
    Wakes.WHILE_RECENT_OR_OPEN: (Of.ENDED_ROW,),
}


@lru_cache(maxsize=4096)
def _at_rest(frozen: Frozen, jurisdiction: str, waking: tuple[tuple[str, Wakes], ...], staying: str) -> bool:
    facts: dict[str, Possible] = {}
    rows = _Resting(jurisdiction, dict(waking), staying)
    person = Guesser(jurisdiction, facts, Of.PERSON_ANYWHERE if staying else Of.PERSON)
    for fact in frozen.facts:
        facts[fact.name] = person.of(fact.expression) if fact.expression else rows.guess(fact, facts)
    in_city = frozen.in_city is not None and person.of(frozen.in_city) is True
    return in_city and all(person.of(rule.when) is False for rule in frozen.rules)


def moments_of(table: str) -> tuple[str, ...]:
    """The columns of a table that hold a moment."""
    return tuple(column.name for column in TABLES[table].columns if column.kind is Kind.INSTANT)


REST = REST_DAYS * 86_400_000_000
