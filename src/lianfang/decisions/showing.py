"""Facts as people can read them: values in words, the rows behind them, the facts of places they went through."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from lianfang.decisions.results import ShownFact, ShownRow
from lianfang.decisions.wording import NO, STATES, YES
from lianfang.facts.schemas import TABLES, Kind
from lianfang.kernel.areas import register
from lianfang.kernel.clock import from_day_number, from_micros
from lianfang.kernel.words import Words
from lianfang.policy.engines.meaning import NONE, Row, Value
from lianfang.policy.engines.reference import Judgement, Reference, aggregate_of, key_of
from lianfang.policy.frozen import nodes_of_fact
from lianfang.policy.model import Fact, Rule
from lianfang.policy.nodes import FactOf, FactThrough, Node, Type, walk

_LONGEST_LIST = 20


class Shower:
    """Shows the facts of one judgement."""

    def __init__(self, reference: Reference, judgement: Judgement) -> None:
        self.reference, self.frozen, self.judgement = reference, judgement.frozen, judgement
        self.zone = ZoneInfo(reference.pack.zone)
        self.facts = {fact.name: fact for fact in self.frozen.facts}

    def of_rule(self, rule: Rule) -> tuple[ShownFact, ...]:
        """The facts a rule looks at, each once."""
        nodes = [node for node in (rule.when, rule.allowed_when, rule.release) if node is not None]
        return tuple(self._shown(node) for node in _leaves(nodes))

    def value(self, name: str) -> Words:
        """A fact of the judgement in words."""
        return self.words(self.judgement.facts.get(name), self.facts[name].type if name in self.facts else Type.TEXT)

    def words(self, value: Value, kind: Type) -> Words:
        """A plain value in words."""
        if value is NONE or value is None:
            return STATES["none" if value is NONE else "unknown"]
        if isinstance(value, bool):
            return YES if value else NO
        if kind in (Type.INSTANT, Type.PRESENCE) and isinstance(value, int):
            return moment_words(from_micros(value, zone=self.zone))
        if kind is Type.DAY and isinstance(value, int):
            return Words(from_day_number(value).isoformat(), from_day_number(value).isoformat())
        if kind is Type.AREA:
            return Words(register().full_name(str(value)), register().full_name(str(value)))
        return Words(str(value), str(value))

    def _shown(self, node: FactOf | FactThrough) -> ShownFact:
        if isinstance(node, FactThrough):
            return self._through(node)
        fact, value = self.facts[node.name], self.judgement.facts[node.name]
        rows = self.judgement.rows.get(node.name, ())
        behind = [self._shown(leaf) for leaf in _leaves(nodes_of_fact(fact)) if fact.expression is not None]
        behind += self._places_behind(fact, [row for _, row in rows])
        return ShownFact(
            name=fact.name,
            title=fact.title,
            state=_state(value),
            value=self.words(value, fact.type),
            rows=tuple(self.row(table, row) for table, row in rows[:_LONGEST_LIST]),
            through=tuple(behind),
        )

    def _through(self, node: FactThrough) -> ShownFact:
        view = self.frozen.views[node.view]
        code = self.judgement.meaning.value(view.by)
        if not isinstance(code, str):
            fact = next(f for f in self.frozen.reached[view.subject] if f.name == f"{view.subject}.{node.fact}")
            return ShownFact(fact.name, fact.title, "unknown", STATES["unknown"])
        return self._of_place(view.subject, code, node.fact)

    def _places_behind(self, fact: Fact, rows: list[Row]) -> list[ShownFact]:
        found: dict[tuple[str, str], ShownFact] = {}
        for node in (part for root in nodes_of_fact(fact) for part in walk(root) if isinstance(part, FactThrough)):
            if node.view in self.frozen.views:
                continue
            for row in rows:
                code = row.get("zone_id" if node.view == "zone" else "area")
                if isinstance(code, str):
                    shown = self._of_place(node.view, code, node.fact)
                    found[shown.name, key_of(node.view, code)] = shown
        return list(found.values())

    def _of_place(self, subject: str, code: str, name: str) -> ShownFact:
        fact = next(fact for fact in self.frozen.reached[subject] if fact.name == f"{subject}.{name}")
        meaning = self.judgement.meaning.for_row({})
        key = key_of(subject, code)
        value, rows = aggregate_of(fact, self.reference.world.of_place(subject, key, fact.table or ""), meaning)
        place = place_words(subject, key)
        title = Words(f"{place.zh}：{fact.title.zh}", f"{place.en}: {fact.title.en}")
        shown = tuple(self.row(fact.table or "", row) for row in rows[:_LONGEST_LIST])
        return ShownFact(fact.name, title, _state(value), self.words(value, fact.type), shown)

    def row(self, table: str, row: Row) -> ShownRow:
        """A row with its cells as text; empty cells are left out, the person is never repeated."""
        cells: dict[str, str] = {}
        for column in TABLES[table].columns:
            value = row.get(column.name)
            if value is not None and column.name != "person_id":
                cells[column.name] = _cell(column.kind, value, self.zone)
        return ShownRow(table, cells)


def _leaves(nodes: Iterable[Node]) -> list[FactOf | FactThrough]:
    found: dict[object, FactOf | FactThrough] = {}
    for node in nodes:
        for part in walk(node):
            if isinstance(part, FactOf | FactThrough):
                found.setdefault(part, part)
    return list(found.values())


def _state(value: Value) -> str:
    return "none" if value is NONE else "unknown" if value is None else "known"


def place_words(subject: str, key: str) -> Words:
    """A place's name in words."""
    if subject == "zone":
        return Words(key, key)
    code = key.ljust(6, "0") if subject == "prefecture" else key
    return Words(register().full_name(code), register().full_name(code))


def _cell(kind: Kind, value: object, zone: ZoneInfo) -> str:
    if kind is Kind.INSTANT and isinstance(value, int):
        return stamp(from_micros(value, zone=zone))
    if kind is Kind.DAY and isinstance(value, int):
        return from_day_number(value).isoformat()
    if kind is Kind.BIRTHDAY and isinstance(value, int):
        return f"{value // 10_000:04}-{value // 100 % 100:02}-{value % 100:02}"
    if kind is Kind.AREA:
        return f"{register().full_name(str(value))}（{value}）"
    return str(value)


def stamp(moment: datetime) -> str:
    """A moment for lists and rows: to the minute, with seconds only when there are any."""
    return moment.strftime("%Y-%m-%d %H:%M:%S" if moment.second else "%Y-%m-%d %H:%M")


def moment_words(moment: datetime) -> Words:
    """A moment inside a sentence."""
    clock = f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
    zh = f"{moment.year}年{moment.month}月{moment.day}日 {clock.removeprefix('0')}"
    return Words(zh, f"{clock} on {moment.day} {_MONTHS[moment.month - 1]} {moment.year}")


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
