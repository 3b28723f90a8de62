"""One question about expressions, put to an SQL engine and to the meaning of the nodes: values, none, and until when.

Each person is asked about at several moments; a person at a moment is a subject of its own, so that one query answers
everything. SQL goes the way every run goes: rows with `where` and `take`, then a fact, then an expression over facts.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
from sqlglot import exp

from lianfang.kernel.words import Words
from lianfang.policy.engines import sql_facts
from lianfang.policy.engines.meaning import DAY, HOUR, NONE, Meaning, Value
from lianfang.policy.engines.reference import aggregate_of
from lianfang.policy.engines.sql import Meaning as SqlMeaning
from lianfang.policy.engines.sql_facts import Asked, RowsQuery, fact_term
from lianfang.policy.engines.sql_words import FOREVER, Sql, column, first_known, joined, named, number, select, truth
from lianfang.policy.engines.terms import Term
from lianfang.policy.faults import Place
from lianfang.policy.frozen import Frozen
from lianfang.policy.model import Fact
from lianfang.policy.nodes import Aggregate, All, Cell, Const, FactThrough, Node, Take, Type
from tests.conformance.trees import CELLS, FACTS, NOON, TODAY, WORDS

OFFSET = 8 * HOUR
_ARROW = {
    Type.INSTANT: pa.int64(),
    Type.PRESENCE: pa.int64(),
    Type.DAY: pa.int32(),
    Type.BIRTHDAY: pa.int32(),
    Type.INT: pa.int32(),
    Type.AREA: pa.string(),
    Type.TEXT: pa.string(),
    Type.BOOL: pa.bool_(),
}
_NOWHERE = Place("generated", 1)
COUNTIES = ("110105", "410102", "410100")

Cells = dict[str, bool | int | str | None]


def a_fact(name: str, take: Aggregate, where: Node, *, subject: str = "person", table: str = "facts") -> Fact:
    """An aggregate fact over generated rows."""
    return Fact(name, subject, take.type, Words(name, name), name, _NOWHERE, table, where=All((where,)), take=take)


def _place_fact(name: str, kind: Type, take: Take) -> Fact:
    of = None if take is Take.ANY else Cell("some", Type.INT, optional=True)
    return a_fact(name, Aggregate(take, of, None, kind), Const(True, Type.BOOL), subject="county", table="levels")


_PLACES = (_place_fact("county.risky", Type.BOOL, Take.ANY), _place_fact("county.new", Type.INT, Take.SUM))
FROZEN = Frozen("person", 0, None, (), (), {"county": _PLACES}, {}, None, None, "")


@dataclass
class Asking:
    """People, each at some moments, with rows, own facts and places."""

    subjects: dict[str, int] = field(default_factory=dict)
    person: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[Cells]] = field(default_factory=dict)
    facts: dict[str, dict[str, Value]] = field(default_factory=dict)
    places: dict[str, dict[str, Value]] = field(default_factory=dict)

    def meaning(self, key: str) -> Meaning:
        """What nodes mean for a subject, with no row at hand."""
        return Meaning(self.subjects[key], OFFSET, {}, self.facts[key], self._through)

    def _through(self, node: FactThrough, asked: Meaning) -> Value:
        place = self.places.get(str(asked.row["area"])[:6], {})
        return place.get(node.fact, False if node.type is Type.BOOL else NONE)

    def tables(self) -> dict[str, pa.Table]:
        """The tables an engine needs: facts (rows), stage (a subject, its moment and facts), places."""
        rows = [{"person_id": key, **row} for key in self.subjects for row in self.rows[key]]
        kinds = {"person_id": pa.string(), **{name: _ARROW[cell.type] for name, cell in CELLS.items()}}
        stage_kinds = {"key": pa.string(), "now": pa.int64()}
        for name, fact in FACTS.items():
            stage_kinds |= {name: _ARROW[fact.type], f"{name}__none": pa.bool_()}
        stage = [{"key": key, "now": now, **_plain(self.facts[key])} for key, now in self.subjects.items()]
        return {"facts": _table(rows, kinds), "stage": _table(stage, stage_kinds), "places": self._places()}

    def _places(self) -> pa.Table:
        kinds = {
            "key": pa.string(),
            "begins": pa.int64(),
            "ends": pa.int64(),
            "county.risky": pa.int32(),
            "county.risky__s": pa.int64(),
            "county.new": pa.int64(),
            "county.new__n": pa.int32(),
            "county.new__s": pa.int64(),
        }
        rows = []
        for key, found in self.places.items():
            known = found["new"] is not NONE
            rows.append(
                {
                    "key": key,
                    "begins": 0,
                    "ends": FOREVER,
                    "county.risky": int(found["risky"] is True),
                    "county.new": found["new"] if known else None,
                    "county.new__n": int(known),
                }
            )
        return _table(rows, kinds)


def _table(rows: Sequence[Mapping[str, object]], kinds: Mapping[str, pa.DataType]) -> pa.Table:
    return pa.Table.from_pylist([dict(row) for row in rows], schema=pa.schema(list(kinds.items())))


def _plain(facts: Mapping[str, Value]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in facts.items():
        found |= {name: None if value is NONE else value, f"{name}__none": value is NONE}
    return found


def make_asking(seed: int, *, people: int = 4, moments: int = 7) -> Asking:
    """People with rows full of nulls and of times on both sides of the moments asked about."""
    made, rng = Asking(), random.Random(seed)
    made.places = {c: {"risky": rng.random() < 0.5, "new": rng.choice([NONE, None, 0, 3])} for c in COUNTIES[:2]}
    for index in range(people):
        rows = [_row(rng) for _ in range(rng.choice((0, 1, 2, 4, 6)))]
        rows += [dict(row) for row in rows if rng.random() < 0.2]
        own = _own_facts(rng)
        for number_, now in enumerate(sorted({_moment(rng, rows) for _ in range(moments)})):
            key = f"p{index}@{number_}"
            made.subjects[key], made.person[key], made.rows[key], made.facts[key] = now, f"p{index}", rows, own
    return made


def _moment(rng: random.Random, rows: Sequence[Cells]) -> int:
    times = [time for row in rows for time in (row["at"], row["end"]) if isinstance(time, int)] + [NOON]
    base = rng.choice(times) + rng.choice((0, 0, 3, 24, 48, 72)) * HOUR
    if rng.random() < 0.35:
        base = ((base + OFFSET) // DAY + rng.randint(0, 15)) * DAY - OFFSET
    return base + rng.choice((0, 0, 1, -1))


def _instant(rng: random.Random) -> int:
    return (
        NOON
        + rng.choice((0, -48 * HOUR, -12 * HOUR, 12 * HOUR))
        + rng.choice((0, 1, -1, rng.randint(-9 * DAY, 9 * DAY)))
    )


def _row(rng: random.Random) -> Cells:
    cells: Cells = {
        "at": _instant(rng),
        "end": _instant(rng),
        "on": TODAY + rng.randint(-4, 4),
        "born": rng.choice((20180811, 20180812, 20160229, 20200229, 19500101)),
        "area": rng.choice(("110105", "410102", "410102001", "410100", "320115")),
        "home": rng.choice(("110105", "410102001003", "410182")),
        "word": rng.choice(WORDS),
        "count": rng.randint(-2, 5),
        "some": rng.randint(-2, 5),
    }
    return {name: None if CELLS[name].optional and rng.random() < 0.35 else value for name, value in cells.items()}


def _own_facts(rng: random.Random) -> dict[str, Value]:
    """Facts already taken: known, unknown or none."""
    return {
        "fact_yes": rng.choice((True, False, None)),
        "fact_at": rng.choice((_instant(rng), None, NONE)),
        "fact_present": rng.choice((NOON - 20 * DAY, NOON - 9 * DAY - 1, NONE)),
        "fact_count": rng.choice((rng.randint(-2, 5), None, NONE)),
        "fact_area": rng.choice(("110105", "410102", None, NONE)),
    }


@dataclass(frozen=True)
class Answer:
    """The value of an expression or fact at a moment (NONE is none) and before which moment it cannot change."""

    value: Value
    stable: int


Ask = Callable[[exp.Select], Sequence[tuple[object, ...]]]


def facts_in_sql(facts: Sequence[Fact], ask: Ask) -> dict[tuple[str, str], Answer]:
    """What an engine says of facts: per subject and fact."""
    asked = Asked(OFFSET, None, None, {"county": "places"}, frozenset())
    rows = RowsQuery(FROZEN, "person", "facts", None, tuple(facts), asked, "stage", _stage_terms("s")).sql()
    query = select([column("s", "key")], "stage", "s").with_(exp.to_identifier("g", quoted=True), as_=rows, copy=False)
    query = joined(query, "g", "g", exp.EQ(this=column("g", "key"), expression=column("s", "key")))
    names = [fact.name for fact in facts]
    for fact in facts:
        query = query.select(*_columns(fact_term(fact, "g", changes=True), fact.name), copy=False)
    return _answers(names, ask(query))


def rows_in_sql(nodes: Mapping[str, Node], ask: Ask) -> dict[tuple[str, str], Answer]:
    """What an engine says of expressions over the rows at hand: per row (its key) and expression."""
    terms = _stage_terms("s")
    meaning = SqlMeaning(
        column("s", "now"),
        OFFSET,
        lambda cell: Term(column("row", cell.name)),
        lambda fact: terms[fact.name],
        _through_place,
    )
    query = select([column("s", "key")], "facts", "row")
    query = joined(
        query, "stage", "s", exp.EQ(this=column("s", "key"), expression=column("row", "person_id")), left=False
    )
    found = exp.EQ(this=column("at county", "key"), expression=sql_facts.key_sql("county", "row"))
    query = joined(query, "places", "at county", found)
    for name, node in nodes.items():
        query = query.select(*_columns(meaning.term(node), name), copy=False)
    return _answers(list(nodes), ask(query))


def _through_place(node: FactThrough) -> Term:
    asked = Asked(OFFSET, None, None, {"county": "places"}, frozenset())
    return sql_facts.through_term(FROZEN, "county", node, "at county", asked)


def _stage_terms(table: str) -> dict[str, Term]:
    return {name: Term(column(table, name), column(table, f"{name}__none")) for name in FACTS}


def _columns(term: Term, name: str) -> list[Sql]:
    sides = (term.value, term.none or truth(False), first_known(term.stable or number(FOREVER), number(FOREVER)))
    return [named(side, f"{name}:{end}") for side, end in zip(sides, ("value", "none", "stable"), strict=True)]


def _answers(names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> dict[tuple[str, str], Answer]:
    found: dict[tuple[str, str], Answer] = {}
    for key, *cells in rows:
        for index, name in enumerate(names):
            value, none, stable = cells[3 * index : 3 * index + 3]
            assert none in (True, False)
            assert not (none and value is not None), "what is none has no value"
            assert isinstance(stable, int)
            found[str(key), name] = Answer(NONE if none else value, stable)  # type: ignore[arg-type]
    return found


def fact_by_meaning(asking: Asking, key: str, fact: Fact) -> Answer:
    """What a fact means for a subject; `stable` is the first moment after now at which the meaning looks again."""
    meaning = asking.meaning(key)
    return _answer(aggregate_of(fact, _once(key, asking.rows[key]), meaning)[0], meaning)


def row_by_meaning(asking: Asking, key: str, row: Cells, node: Node) -> Answer:
    """What an expression means for one row."""
    meaning = asking.meaning(key).for_row(row)
    return _answer(meaning.value(node), meaning)


def _answer(value: Value, meaning: Meaning) -> Answer:
    return Answer(value, min((flip for flip in meaning.flips if flip > meaning.now), default=FOREVER))


def _once(key: str, rows: Sequence[Cells]) -> list[Cells]:
    """Equal rows count once."""
    return list({tuple(row.items()): {"person_id": key, **row} for row in rows}.values())
