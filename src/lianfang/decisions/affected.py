"""Whose decision may change when rows come: those the rows speak of, and those who reach a place they speak of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyarrow as pa

from lianfang.facts.cells import literal, quoted
from lianfang.facts.lake.index import Change
from lianfang.facts.lake.lake import Lake
from lianfang.facts.schemas import TABLES, Kind
from lianfang.policy.engines.sql_facts import KEY_COLUMN, KEY_LENGTH
from lianfang.policy.frozen import nodes_of, nodes_of_fact
from lianfang.policy.model import Fact, Pack
from lianfang.policy.nodes import Cell, Const, FactOf, FactThrough, Node, Type, walk

Places = dict[str, set[str]]
AFTER_DIGITS = ":"  # sorts after every digit
Way = tuple[str, str]  # a table of people and its column that names a place


class _Anywhere(Exception):
    """A rule names a place by itself: everybody reaches it."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How a pack's rules about people reach places, at any time. `ways` is None where everybody does.

    `facts` are the facts of places that are reached: (subject, table, through).
    """

    ways: dict[str, tuple[Way, ...]] | None
    facts: tuple[tuple[str, str, str | None], ...]

    @property
    def neighbours(self) -> bool:
        """Whether one person's rows may change another's decision, through the zone both live in."""
        return any(through for _, _, through in self.facts)


@lru_cache(maxsize=8)
def _reach_of(key: "_Key") -> Reach:
    pack = key.pack
    ways: dict[str, set[Way]] = {}
    facts: set[tuple[str, str, str | None]] = set()
    try:
        for table, node in _reaching(pack):
            view = pack.views.get(node.view)
            subject = view.subject if view else node.view
            fact = pack.facts[f"{subject}.{node.fact}"]
            facts.add((subject, fact.table or "", fact.through))
            found = _columns_of(view.by, pack) if view else {(table, KEY_COLUMN[subject])}
            ways.setdefault(subject, set()).update(found)
    except _Anywhere:
        return Reach(None, tuple(facts))
    return Reach({subject: tuple(sorted(found)) for subject, found in ways.items()}, tuple(sorted(facts, key=str)))


@dataclass(frozen=True, slots=True)
class _Key:
    pack: Pack

    def __hash__(self) -> int:
        return id(self.pack)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and other.pack is self.pack


def reach_of(pack: Pack) -> Reach:
    """How people reach places under a pack."""
    return _reach_of(_Key(pack))


def _reaching(pack: Pack) -> Iterator[tuple[str, FactThrough]]:
    """Every look at a place by a rule or a fact about people, with the table whose rows are looked at."""
    roots = [("persons", node) for rule in pack.rules if rule.subject == "person" for node in nodes_of(rule)]
    roots += [
        (fact.table or "persons", node)
        for fact in pack.facts.values()
        if fact.subject == "person"
        for node in nodes_of_fact(fact)
    ]
    for table, node in roots:
        for part in walk(node):
            if isinstance(part, FactThrough):
                yield table, part


def _columns_of(by: Node, pack: Pack) -> set[Way]:
    """The columns of people's tables from which a view's place may come."""
    found: set[Way] = set()
    for part in walk(by):
        if isinstance(part, Const) and part.type is Type.AREA:
            raise _Anywhere
        if isinstance(part, Cell):
            found.add(("persons", part.name))
        elif isinstance(part, FactOf):
            found |= _columns_of_fact(pack.facts[part.name], pack)
    return found


def _columns_of_fact(fact: Fact, pack: Pack) -> set[Way]:
    if fact.expression is not None:
        return _columns_of(fact.expression, pack)
    table = TABLES[fact.table or "persons"]
    return {
        (table.name, column.name) for column in table.columns if column.kind is Kind.AREA or column.name == "zone_id"
    }


def affected(lake: Lake, pack: Pack, changes: Sequence[Change]) -> set[str] | None:
    """The people whose decision may change by rows that came; None: everybody's."""
    reach = reach_of(pack)
    people: set[str] = set()
    for change in changes:
        if TABLES[change.table].of_person:
            people.update(change.rows.column("person_id").to_pylist())
    places = _places_of(lake, reach, changes)
    if places and reach.ways is None:
        return None
    looked: dict[Way, set[str]] = {}
    for subject, keys in places.items():
        for way in (reach.ways or {}).get(subject, ()):
            looked.setdefault(way, set()).update(keys)
    return people | _reaching_people(lake, looked)


def _places_of(lake: Lake, reach: Reach, changes: Sequence[Change]) -> Places:
    """The places whose facts may change by rows that came, by subject."""
    places: Places = {}
    for change in changes:
        for subject, table, through in reach.facts:
            if through and change.table in (table, through):
                places.setdefault(subject, set()).update(_zones_of(lake, change))
            elif table == change.table:
                places.setdefault(subject, set()).update(_keys_of(lake, subject, change))
    return places


def with_neighbours(lake: Lake, pack: Pack, people: Iterable[str]) -> set[str]:
    """People, and those whose rows are needed to decide for them: everybody ever in a zone of theirs."""
    whom = set(people)
    if not reach_of(pack).neighbours or not whom:
        return whom
    _register(lake, whom)
    residences = lake.ledgers["residences"].every(lake.connection)
    zones = f'SELECT "zone_id" FROM ({residences}) WHERE "person_id" IN (SELECT "id" FROM "__whom")'
    query = f'SELECT DISTINCT "person_id" FROM ({residences}) WHERE "zone_id" IN ({zones})'
    return whom | {str(row[0]) for row in lake.connection.execute(query).fetchall()}


def _zones_of(lake: Lake, change: Change) -> set[str]:
    """Every zone that the people of the rows ever lived in."""
    _register(lake, change.rows.column("person_id").to_pylist())
    residences = lake.ledgers["residences"].every(lake.connection)
    query = f'SELECT DISTINCT "zone_id" FROM ({residences}) WHERE "person_id" IN (SELECT "id" FROM "__whom")'
    return {str(row[0]) for row in lake.connection.execute(query).fetchall()}


def _keys_of(lake: Lake, subject: str, change: Change) -> set[str]:
    """The places that the rows speak of, in any version of them."""
    table, column = TABLES[change.table], KEY_COLUMN[subject]
    if column in table.key:
        found = change.rows.column(column).to_pylist()
    else:
        lake.connection.register("__came", change.rows.select(list(table.key)).group_by(list(table.key)).aggregate([]))
        plain = lake.plain_versions(change.table)
        keys = ", ".join(map(quoted, table.key))
        query = f'SELECT DISTINCT {quoted(column)} FROM ({plain}) SEMI JOIN "__came" USING ({keys})'
        found = [row[0] for row in lake.connection.execute(query).fetchall()]
    length = KEY_LENGTH.get(subject)
    return {str(each)[:length] for each in found if each is not None}


def _reaching_people(lake: Lake, looked: Mapping[Way, set[str]]) -> set[str]:
    """The people with a row that names one of the places, or an area within one."""
    parts = []
    for (table, column), keys in sorted(looked.items()):
        known = lake.ledgers[table].known(lake.connection)
        parts.append(f'SELECT "person_id" FROM ({known}) WHERE {_within(table, column, keys)}')
    if not parts:
        return set()
    query = f"SELECT DISTINCT person_id FROM ({' UNION ALL '.join(parts)})"
    return {str(row[0]) for row in lake.connection.execute(query).fetchall()}


def _within(table: str, column: str, keys: set[str]) -> str:
    """SQL: whether a column names one of the places: codes by their beginning, as ranges that whole files can miss."""
    name = quoted(column)
    if TABLES[table].column(column).kind is not Kind.AREA:
        return f"{name} IN ({', '.join(map(literal, sorted(keys)))})"
    widest = sorted(key for key in keys if not any(key != other and key.startswith(other) for other in keys))
    return " OR ".join(f"{name} BETWEEN {literal(key)} AND {literal(key + AFTER_DIGITS)}" for key in widest)


def _register(lake: Lake, people: Iterable[str]) -> None:
    lake.connection.register("__whom", pa.table({"id": pa.array(sorted(set(people)), pa.string())}))
