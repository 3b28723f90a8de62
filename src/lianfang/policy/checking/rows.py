"""The rows of all cases in plain form, through the very judges that read tables of facts; one pass for each table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import duckdb

from lianfang.facts.cells import quoted
from lianfang.facts.refusals import UnreadableTable
from lianfang.facts.rows import RowsSource
from lianfang.facts.schemas import TABLES, Table
from lianfang.facts.staging import Staged, bad_rows, stage
from lianfang.facts.store import connect
from lianfang.kernel.words import Words
from lianfang.policy.faults import Faults, Place
from lianfang.policy.model import Case
from lianfang.policy.yaml_files import Map

PlainRow = Mapping[str, bool | int | str | None]
PlainTables = dict[str, list[PlainRow]]


def plain_rows(cases: Sequence[Case], zone: ZoneInfo, faults: Faults) -> dict[int, PlainTables]:
    """The tables of each case by its place in `cases`; a case with a bad row is left out and the row is a fault."""
    found: dict[int, PlainTables] = {index: {} for index in range(len(cases))}
    with connect(zone, threads=1) as connection:
        for table in TABLES.values():
            listed = [(index, row) for index, case in enumerate(cases) for row in case.tables.get(table.name, ())]
            if listed:
                for index in _read(connection, table, zone, listed, found, cases, faults):
                    found.pop(index, None)
    return found


def _read(
    connection: duckdb.DuckDBPyConnection,
    table: Table,
    zone: ZoneInfo,
    listed: Sequence[tuple[int, Mapping[str, object]]],
    found: Mapping[int, PlainTables],
    cases: Sequence[Case],
    faults: Faults,
) -> set[int]:
    """Add a table's rows to their cases; gives the cases that cannot be run."""
    try:
        staged = stage(connection, RowsSource(table, [row for _, row in listed]), zone)
    except UnreadableTable as refusal:
        for index, row in listed:
            faults.add(_place(row, cases[index]), refusal.sentences, refusal.next_steps)
        return {index for index, _ in listed}
    bad = set()
    for told in bad_rows(connection, staged):
        index, row = listed[told.line - 1]
        says = Words(
            f"{table.name}：{told.sentence('zh')} [{told.value}]。",
            f"{table.name}: {told.sentence('en')} [{told.value}].",
        )
        faults.add(_place(row, cases[index]), says, Words(told.remedy("zh"), told.remedy("en")))
        bad.add(index)
    for number, plain in _plain(connection, staged):
        index = listed[number - 1][0]
        if index in found:
            found[index].setdefault(table.name, []).append(plain)
    return bad | (_two_of_one(listed, found, cases, faults) if table.name == "persons" else set())


def _plain(connection: duckdb.DuckDBPyConnection, staged: Staged) -> list[tuple[int, PlainRow]]:
    names = [cell.column.name for cell in staged.cells]
    columns = ", ".join(quoted(f"p:{name}") for name in names)
    query = f'SELECT "__row", {columns} FROM {staged.relation} WHERE NOT "__bad" ORDER BY 1'
    return [(row[0], dict(zip(names, row[1:], strict=True))) for row in connection.execute(query).fetchall()]


def _two_of_one(
    listed: Sequence[tuple[int, Mapping[str, object]]],
    found: Mapping[int, PlainTables],
    cases: Sequence[Case],
    faults: Faults,
) -> set[int]:
    bad = set()
    for index in {index for index, _ in listed} & set(found):
        rows: dict[object, list[PlainRow]] = defaultdict(list)
        for row in found[index].get("persons", ()):
            if row not in rows[row["person_id"]]:
                rows[row["person_id"]].append(row)
        if any(len(each) > 1 for each in rows.values()):
            says = Words(
                f"案例“{cases[index].name}”里，同一个人在 persons 有两行不同的内容。",
                f"The case “{cases[index].name}” has two different rows of persons for one person.",
            )
            faults.add(cases[index].place, says, Words("请只留一行。", "Keep one of them."))
            bad.add(index)
    return bad


def _place(row: Mapping[str, object], case: Case) -> Place:
    return row.place if isinstance(row, Map) else case.place
