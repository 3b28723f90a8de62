"""Cases: the tables an official signs off. Facts, moments, the decisions expected."""

from lianfang.facts.schemas import TABLES
from lianfang.kernel.words import Words
from lianfang.policy.faults import closest
from lianfang.policy.model import Case, Colour, Entry, Expectation
from lianfang.policy.reading.sheet import Sheet, sheets_of
from lianfang.policy.yaml_files import Map

EXPECTED = ("colour", "entry", "notices", "rules", "until", "holds_until", "unknown")
DEFAULT_ID = {"person_id": "p1", "zone_id": "z1"}


def read_case(sheet: Sheet) -> Case:
    """One case."""
    name = sheet.text("case")
    sheet.what = Words(f"案例“{name}”", f"the case “{name}”")
    sheet.only("case", "subject", "facts", "expect")
    facts = sheet.map.get("facts") or Map(sheet.place)
    tables: dict[str, tuple[dict[str, object], ...]] = {}
    if not isinstance(facts, Map):
        sheet.fault("facts", Words("facts 写作 表名: [各行]。", "facts is written as table: [rows]."))
        facts = Map(sheet.place)
    for table, rows in facts.items():
        if table not in TABLES:
            says = Words(f"没有叫“{table}”的表。", f"There is no table “{table}”.")
            sheet.reading.faults.add(facts.at(table), says, closest(table, TABLES))
            continue
        found = sheets_of(
            rows, place=facts.at(table), reading=sheet.reading, what=Words(f"表 {table} 的行", f"rows of {table}")
        )
        tables[table] = tuple(_row(row, table) for row in found)
    expectations = tuple(
        _expectation(part)
        for part in sheet.sheets("expect", what=Words(f"“{name}”的一个预期", f"an expectation of “{name}”"))
    )
    if not expectations:
        sheet.fault(
            "expect", sheet.told("{what}没有任何预期，永远不会失败。", "{what} expects nothing, so it cannot fail.")
        )
    return Case(name, sheet.word("subject", ("person", "zone"), default="person"), tables, expectations, sheet.place)


def _row(sheet: Sheet, table: str) -> dict[str, object]:
    columns = [column.name for column in TABLES[table].columns]
    sheet.what = Words(f"表 {table} 的一行", f"a row of {table}")
    sheet.only(*columns)
    row = Map(sheet.place)  # a mapping that knows its line, so that a bad cell can be told with its place
    row.update({name: sheet.map.get(name, DEFAULT_ID.get(name)) for name in columns})
    return row


def _expectation(sheet: Sheet) -> Expectation:
    sheet.only("at", *EXPECTED)
    expects: dict[str, object] = {}
    for key in EXPECTED:
        if not sheet.has(key):
            continue
        if key == "colour":
            expects[key] = sheet.one_of("colour", Colour)
        elif key == "entry":
            expects[key] = sheet.one_of("entry", Entry)
        elif key in ("until", "holds_until"):
            expects[key] = sheet.moment_or_none(key)
        else:
            expects[key] = sheet.names(key)
    if not expects:
        sheet.fault(
            "at", Words("这个预期什么都没有写，永远不会失败。", "This expectation expects nothing, so it cannot fail.")
        )
    return Expectation(sheet.moment("at"), expects, sheet.place)
