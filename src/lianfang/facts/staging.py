"""One table from its source into the store: plain form, with the bad rows found, told and kept out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from lianfang.facts import cells
from lianfang.facts.cells import Cell, literal, quoted
from lianfang.facts.refusals import NotEnoughMemory, UnreadableTable
from lianfang.facts.report import BadRow, shorten
from lianfang.facts.schemas import HISTORY, Column, Kind, Table
from lianfang.facts.sources import Source
from lianfang.kernel.words import Words

SMALL = ("area_levels", "county_cases", "county_traits", "zones")
BATCH = 10_000


@dataclass
class Staged:
    """One table being read. `rows` and `bad` count; `good` is a SELECT of the rows in plain form."""

    source: Source
    cells: tuple[Cell, ...]
    relation: str
    rows: int
    bad: int
    good: str


def stage(connection: duckdb.DuckDBPyConnection, source: Source, zone: ZoneInfo, person: str | None = None) -> Staged:
    """Read and judge one source. Raises UnreadableTable, NotEnoughMemory."""
    try:
        made = tuple(_cell(connection, source, column, zone) for column in source.table.columns)
        return _stage(connection, source, made, person)
    except duckdb.OutOfMemoryException as error:
        raise NotEnoughMemory(what=source.label) from error
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        raise source.why_unreadable() from error


def _cell(connection: duckdb.DuckDBPyConnection, source: Source, column: Column, zone: ZoneInfo) -> Cell:
    found = source.columns.get(column.name)
    try:
        return cells.cell(column, found, zone)
    except cells.CannotHold:
        name = quoted(column.name)
        if one(connection, f"SELECT count({name}) FROM {source.scan(connection)}") == 0:
            return cells.nothing(column)
        raise UnreadableTable(
            file=source.label,
            why=Words(
                f"中“{column.name}”的类型是 {found}，不能读作 {column.kind.value}",
                f"holds “{column.name}” as {found}, which cannot be read as {column.kind.value}",
            ),
            remedy=Words(
                "请把这一列写成文本，或写成 docs/reference/facts.md 规定的类型。",
                "Write that column as text, or in the type that docs/reference/facts.md names.",
            ),
        ) from None


def _stage(connection: duckdb.DuckDBPyConnection, source: Source, made: tuple[Cell, ...], person: str | None) -> Staged:
    of_one = f' WHERE "person_id" = {literal(person)}' if person is not None and source.table.of_person else ""
    if of_one and source.columns.get("person_id") != "VARCHAR":
        of_one = f' WHERE CAST("person_id" AS VARCHAR) = {literal(person or "")}'
    scan = (
        latest(source.table, source.scan(connection) + of_one)
        if has_history(source)
        else source.scan(connection) + of_one
    )
    judged = judged_select(source.table, made, scan)
    relation = staged_name(source.table)
    if source.rescannable and not has_history(source) and not any(cell.costly for cell in made):
        connection.execute(f"CREATE VIEW {relation} AS {judged}")
    else:
        connection.execute(f"CREATE TABLE {relation} AS {judged}")
    source.done(connection)
    counted = f'SELECT count(*), count(*) FILTER (WHERE "__bad") FROM {relation}'
    rows, bad = connection.execute(counted).fetchall()[0]
    names = ", ".join(f"{quoted('p:' + cell.column.name)} AS {quoted(cell.column.name)}" for cell in made)
    good = f"SELECT {names} FROM {relation}" + (' WHERE NOT "__bad"' if bad else "")
    return Staged(source, made, relation, rows, bad, good)


def has_history(source: Source) -> bool:
    """Whether the table's rows say when they were received and whether they were taken back, as in the lake."""
    return set(HISTORY) <= set(source.columns)


def latest(table: Table, scan: str) -> str:
    """What is known now: of the rows with one natural key the last received, unless it was taken back."""
    keys = ", ".join(map(quoted, table.key))
    newest = 'TRY_CAST("received_at" AS TIMESTAMPTZ) DESC NULLS LAST, "__file" DESC, "__row" DESC'
    last = f"SELECT * FROM {scan} QUALIFY row_number() OVER (PARTITION BY {keys} ORDER BY {newest}) = 1"
    return f'(SELECT * FROM ({last}) WHERE NOT coalesce(TRY_CAST("retracted" AS BOOLEAN), false))'


def staged_name(table: Table) -> str:
    """The relation that holds a table's judged rows: "__file", "__row", "p:NAME" for each column, "__bad"."""
    return quoted(f"__staged_{table.name}")


def judged_select(table: Table, made: tuple[Cell, ...], scan: str) -> str:
    """A SELECT with each cell raw ("r:NAME") and plain ("p:NAME"), "__bad", and "__faults": a code per column."""
    raw = ", ".join(f"{cell.raw} AS {quoted('r:' + cell.column.name)}" for cell in made)
    plain = ", ".join(f"{cell.plain} AS {quoted('p:' + cell.column.name)}" for cell in made)
    inner = f'SELECT "__file", "__row", {raw}, {plain} FROM {scan}'
    faults = {cell.column.name: list(cell.faults) for cell in made}
    if table.period:
        begin, end = table.period
        faults[end].append(("before", f"coalesce({quoted('p:' + end)} < {quoted('p:' + begin)}, false)"))
    conditions = [condition for pairs in faults.values() for _, condition in pairs]
    codes = ", ".join(_first_fault(pairs) for pairs in faults.values())
    kept = ", ".join(quoted("p:" + cell.column.name) for cell in made)
    raws = ", ".join(f"CAST({quoted('r:' + cell.column.name)} AS VARCHAR)" for cell in made)
    judged = f'SELECT *, ({" OR ".join(conditions) or "false"}) AS "__bad" FROM ({inner})'
    return (
        f'SELECT "__file", "__row", {kept}, "__bad", CASE WHEN "__bad" THEN [{codes}] END AS "__faults",'
        f' CASE WHEN "__bad" THEN [{raws}] END AS "__raw" FROM ({judged})'
    )


def _first_fault(pairs: list[tuple[str, str]]) -> str:
    whens = " ".join(f"WHEN {condition} THEN {literal(code)}" for code, condition in pairs)
    return f"CASE {whens} END" if whens else "NULL"


def bad_rows(connection: duckdb.DuckDBPyConnection, staged: Staged, *, limit: int | None = None) -> Iterator[BadRow]:
    """The bad rows of a table in the file's order, one BadRow for each row (its first faulty cell)."""
    if not staged.bad:
        return
    last = f" LIMIT {limit}" if limit is not None else ""
    query = f'SELECT "__file", "__row", "__faults", "__raw" FROM {staged.relation} WHERE "__bad" ORDER BY 1, 2' + last
    found = connection.cursor().execute(query)
    place = staged.source.placer()
    while batch := found.fetchmany(BATCH):
        for file_number, row_number, faults, raw in batch:
            file, line = place(file_number, row_number)
            yield _bad_row(staged, file, line, faults, raw)


def _bad_row(staged: Staged, file: str, line: int, faults: list[str | None], raw: list[str | None]) -> BadRow:
    (at, code), *others = [(at, code) for at, code in enumerate(faults) if code]
    column = staged.cells[at].column
    names = [cell.column.name for cell in staged.cells]
    table = staged.source.table
    return BadRow(
        table=table.name,
        file=file,
        line=line,
        column=column.name,
        value=shorten(raw[at]),
        fault=code,
        other=other_word(table, column, code),
        also=tuple(names[at] for at, _ in others),
        row=dict(zip(names, raw, strict=True)),
        counted_in=staged.source.counted_in,
    )


def other_word(table: Table, column: Column, code: str) -> str:
    """What a fault's sentence names beside the column."""
    if code == "before" and table.period:
        return table.period[0]
    if code == "word":
        return ", ".join(column.words)
    return str(cells.LONGEST[column.kind]) if code == "long" and column.kind in (Kind.ID, Kind.TEXT) else ""


def one(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    """The single value a query answers with."""
    return connection.execute(query).fetchall()[0][0]
