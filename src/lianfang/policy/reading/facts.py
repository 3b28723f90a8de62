"""Declared facts and views: parsed in the order they need each other, whatever the order they are written in."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from lianfang.facts.schemas import TABLES, Kind, Table
from lianfang.kernel.words import Words
from lianfang.policy.faults import closest
from lianfang.policy.language import parse_take
from lianfang.policy.model import DatedValue, Fact, View
from lianfang.policy.nodes import Cell, Const, Node, Take, Type
from lianfang.policy.reading.expressions import DEEPEST, expression, not_too_deep, note_expression
from lianfang.policy.reading.sheet import Sheet
from lianfang.policy.scope import ExpressionFault, Scope

SUBJECTS: Mapping[str, str] = {"person": "person_id", "county": "area", "prefecture": "area", "zone": "zone_id"}
_TYPES = {
    Kind.AREA: Type.AREA,
    Kind.INSTANT: Type.INSTANT,
    Kind.DAY: Type.DAY,
    Kind.BIRTHDAY: Type.BIRTHDAY,
    Kind.COUNT: Type.INT,
}
SUBJECT_WORDS: Mapping[str, Words] = {
    "person": Words("人", "a person"),
    "zone": Words("封控区", "a zone"),
    "county": Words("区县", "a county"),
    "prefecture": Words("地市", "a prefecture"),
}
_BY_ROW = (Take.COUNT, Take.SUM)  # a resident with two rows for one zone would count twice
TWICE = Words(
    "经过 residences 不能用 {take}(…)：一个居民有两行住址时会重复计算。",
    "{take}(…) cannot be taken through residences: a resident with two rows for one zone would count twice.",
)
PEOPLE = Words("请用 people()，每个居民只数一次。", "Use people(), which counts each resident once.")
_KEYS = ("name", "subject", "of", "through", "where", "take", "is", "missing", "title", "note")


class _Known(Mapping[str, Type]):
    """The facts of a subject by written name; looking one up parses it first."""

    def __init__(self, catalogue: "Catalogue", subject: str) -> None:
        self.catalogue, self.subject = catalogue, subject

    def _full(self, name: str) -> str:
        return name if self.subject in ("person", "zone") else f"{self.subject}.{name}"

    def __getitem__(self, name: str) -> Type:
        return self.catalogue.fact(self._full(name)).type

    def __contains__(self, name: object) -> bool:
        return self._full(str(name)) in self.catalogue.names(self.subject)

    def __iter__(self) -> Iterator[str]:
        prefix = "" if self.subject in ("person", "zone") else f"{self.subject}."
        return (name.removeprefix(prefix) for name in self.catalogue.names(self.subject))

    def __len__(self) -> int:
        return len(self.catalogue.names(self.subject))


class Catalogue:
    """The facts and views of a pack while they are read."""

    def __init__(
        self, sheets: list[Sheet], views: list[Sheet], values: Mapping[str, DatedValue], zone: ZoneInfo
    ) -> None:
        self.zone = zone
        self.values = {name: value.type for name, value in values.items()}
        self.sheets: dict[str, Sheet] = {}
        self.facts: dict[str, Fact] = {}
        self.views: dict[str, View] = {}
        self._open: list[str] = []
        self._view_sheets: dict[str, Sheet] = {}
        for sheet in sheets:
            self._declare(sheet, self.sheets, "name")
        for sheet in views:
            self._declare(sheet, self._view_sheets, "name")

    def _declare(self, sheet: Sheet, into: dict[str, Sheet], key: str) -> None:
        name = sheet.text(key)
        if name in into or name in self.values:
            sheet.fault(
                key,
                Words(f"“{name}”声明了两次。", f"“{name}” is declared twice."),
                Words("请给其中一个换个名称。", "Give one of them another name."),
            )
        into[name] = sheet

    def names(self, subject: str) -> list[str]:
        """The names of the facts of a subject."""
        return [name for name in self.sheets if _subject(name) == subject]

    def read_all(self) -> None:
        """Parse every fact and view."""
        for name in self.sheets:
            self.fact(name)
        for name in self._view_sheets:
            self.view(name)

    def view(self, name: str) -> View | None:
        """The view of that name, parsed on first use; None when there is none."""
        if name not in self._view_sheets:
            return None
        if name not in self.views:
            sheet = self._view_sheets[name]
            sheet.what = Words(f"视角 {name}", f"the view {name}")
            sheet.only("name", "subject", "by")
            by = self._expression(sheet, "by", self.subject_scope("person"), Type.AREA)
            self.views[name] = View(name, sheet.word("subject", ("county", "prefecture"), default="county"), by)
        return self.views[name]

    def fact(self, name: str) -> Fact:
        """The fact of that name, parsed on first use; a circle is a fault."""
        if name not in self.facts:
            sheet = self.sheets[name]
            if len(self._open) > DEEPEST:
                sheet.fault(
                    "name",
                    Words(
                        f"“{name}”要经过 {DEEPEST} 个以上的事实。",
                        f"“{name}” stands on a chain of more than {DEEPEST} facts.",
                    ),
                    Words("请减少层数。", "Use fewer steps."),
                )
                return _nothing(name, sheet)
            if name in self._open:
                circle = " → ".join([*self._open, name])
                sheet.fault(
                    "name", Words(f"“{name}”用自己来声明：{circle}。", f"“{name}” is declared by itself: {circle}.")
                )
                return _nothing(name, sheet)
            self._open.append(name)
            before = len(sheet.reading.faults.found)
            self.facts[name] = self._read(name, sheet)
            self._open.pop()
            if len(sheet.reading.faults.found) > before:
                sheet.reading.broken |= {name, *self._written_with(name)}
        return self.facts[name]

    def _written_with(self, name: str) -> set[str]:
        """How rows and people reach a fact of a place."""
        subject, _, short = name.rpartition(".")
        views = {view for view in self._view_sheets if self._view_subject(view) == subject}
        return {f"{view}.{short}" for view in views}

    def subject_scope(self, subject: str) -> Scope:
        """The scope of rules and of facts that combine facts."""
        if subject != "person":
            return Scope(SUBJECT_WORDS[subject], facts=_Known(self, subject), values=self.values, zone=self.zone)
        cells = _cells(TABLES["persons"])
        through = {name: _Known(self, self._view_subject(name)) for name in self._view_sheets}
        return Scope(
            SUBJECT_WORDS["person"],
            cells=cells,
            facts=_Known(self, "person"),
            through=through,
            values=self.values,
            zone=self.zone,
        )

    def _view_subject(self, name: str) -> str:
        return str(self._view_sheets[name].map.get("subject") or "county")

    def _row_scope(self, table: Table, subject: str, through: str | None) -> Scope:
        names = {column.name for column in table.columns}
        reach: dict[str, Mapping[str, Type]] = {}
        if "area" in names and subject in ("person", "zone"):
            reach |= {"county": _Known(self, "county"), "prefecture": _Known(self, "prefecture")}
        if "zone_id" in names and subject == "person":
            reach["zone"] = _Zones(_Known(self, "zone"))
        own = _Known(self, "person") if subject == "person" and through is None else {}
        words = {column.name: column.words for column in table.columns if column.words}
        return Scope(
            Words(f"表 {table.name} 的一行", f"a row of {table.name}"),
            _cells(table),
            words,
            own,
            reach,
            self.values,
            self.zone,
        )

    def _read(self, name: str, sheet: Sheet) -> Fact:
        sheet.what = Words(f"事实 {name}", f"the fact {name}")
        sheet.only(*_KEYS)
        subject = _subject(name)
        title = sheet.words("title")
        missing = sheet.text("missing", default=name)
        if sheet.has("is"):
            node = self._expression(sheet, "is", self.subject_scope(subject), None)
            return Fact(name, subject, node.type, title, missing, sheet.place, expression=node)
        return self._aggregate(name, subject, title, missing, sheet)

    def _aggregate(self, name: str, subject: str, title: Words, missing: str, sheet: Sheet) -> Fact:
        table = TABLES.get(sheet.text("of"))
        if table is None:
            named = str(sheet.map.get("of"))
            sheet.fault("of", Words(f"没有叫“{named}”的表。", f"There is no table “{named}”."), closest(named, TABLES))
            return _nothing(name, sheet)
        through = sheet.text("through", default="") or None
        if not _reaches(table, subject, through):
            says = Words("表 {table} 的行说的不是{of}。", "Rows of {table} do not speak of {of}.")
            sheet.fault(
                "of",
                says.filled(table=table.name, of=SUBJECT_WORDS[subject]),
                Words("请写 through: residences。", "Say through: residences."),
            )
            return _nothing(name, sheet)
        scope = self._row_scope(table, subject, through)
        where = self._expression(sheet, "where", scope, Type.BOOL) if sheet.has("where") else None
        try:
            take = not_too_deep(lambda: parse_take(sheet.text("take"), scope))
        except ExpressionFault as fault:
            note_expression(sheet, "take", fault)
            return _nothing(name, sheet)
        if through is not None and take.take in _BY_ROW:
            sheet.fault("take", TWICE.filled(take=take.take), PEOPLE)
            return _nothing(name, sheet)
        return Fact(name, subject, take.type, title, missing, sheet.place, table.name, through, where, take)

    def _expression(self, sheet: Sheet, key: str, scope: Scope, wants: Type | None) -> Node:
        return expression(sheet, key, scope, wants)


class _Zones(Mapping[str, Type]):
    """Zone facts as a row reaches them: zone.is_sealed is written with the prefix already."""

    def __init__(self, known: _Known) -> None:
        self.known = known

    def __getitem__(self, name: str) -> Type:
        return self.known[f"zone.{name}"]

    def __contains__(self, name: object) -> bool:
        return f"zone.{name}" in self.known

    def __iter__(self) -> Iterator[str]:
        return (name.removeprefix("zone.") for name in self.known)

    def __len__(self) -> int:
        return len(self.known)


def _subject(name: str) -> str:
    prefix = name.partition(".")[0]
    return prefix if "." in name and prefix in SUBJECTS else "person"


def _cells(table: Table) -> dict[str, Cell]:
    return {
        column.name: Cell(column.name, _TYPES.get(column.kind, Type.TEXT), column.optional)
        for column in table.columns
        if column.name not in ("person_id", "zone_id")
    }


def _reaches(table: Table, subject: str, through: str | None) -> bool:
    names = {column.name for column in table.columns}
    if through is not None:
        return through == "residences" and subject == "zone" and table.of_person
    return SUBJECTS[subject] in names


def _nothing(name: str, sheet: Sheet) -> Fact:
    sheet.reading.broken.add(name)
    node = Const(None, Type.NULL)
    return Fact(name, _subject(name), Type.NULL, Words(name, name), name, sheet.place, expression=node)
