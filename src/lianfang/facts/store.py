"""The store the engines read: every table of facts in plain form, in DuckDB."""

import hashlib
import json
import secrets
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

import duckdb

from lianfang.facts.cells import literal, quoted
from lianfang.facts.persons import settle_persons
from lianfang.facts.quarantine import Quarantine, check_place
from lianfang.facts.refusals import BadRows, NotEnoughMemory
from lianfang.facts.report import BadRow, Report, TableReport, Warning_
from lianfang.facts.rows import RowsSource, as_text, check_columns, table_named
from lianfang.facts.schemas import PLAIN_TYPES, TABLES, Table
from lianfang.facts.sources import Source, find_sources
from lianfang.facts.staging import SMALL, Staged, bad_rows, stage
from lianfang.facts.version import version_of_files
from lianfang.facts.watch import unknown_areas, unknown_columns
from lianfang.kernel.refusals import Refusal

KEPT = 1000


class FactStore:
    """Every table of schemas.TABLES in plain form, under its own name; a missing table is empty.

    `left_out` counts the bad rows put in quarantine, per table. `report` says what was found while reading.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, zone: ZoneInfo, report: Report, version: str) -> None:
        self.connection = connection
        self.zone = zone
        self.report = report
        self.left_out = {table.table: table.bad for table in report.tables if table.bad}
        self.warnings = report.warnings
        self._version = version

    def data_version(self) -> str:
        """A hash that changes when the files read change."""
        return self._version

    def close(self) -> None:
        """Let go of the database. Closing twice is harmless."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def open_store(
    directory: Path,
    *,
    zone: ZoneInfo,
    quarantine: Path | None = None,
    person: str | None = None,
    memory_limit: str | None = None,
    threads: int | None = None,
    temp_directory: Path | None = None,
) -> FactStore:
    """The facts in `directory`; `person` keeps only that person's rows of the tables about people.

    Raises NoFactsFolder, TwoFormsOfATable, UnreadableTable, MissingColumns, DuplicateColumns, NotEnoughMemory; BadRows
    when rows cannot be read and `quarantine` names no file to put them in.
    """
    connection = connect(zone, memory_limit=memory_limit, threads=threads, temp_directory=temp_directory)
    try:
        sources, warnings = find_sources(directory, connection)
        version = version_of_files(sources, zone)
        report = load(connection, sources, zone, person=person, quarantine=quarantine)
    except duckdb.OutOfMemoryException as error:
        connection.close()
        raise NotEnoughMemory(what=directory.name) from error
    except BaseException:
        connection.close()
        raise
    return FactStore(connection, zone, replace(report, warnings=(*warnings, *report.warnings)), version)


def store_of(tables: Mapping[str, Sequence[Mapping[str, object]]], *, zone: ZoneInfo) -> FactStore:
    """The same store from Python rows: values are str (ISO 8601, codes), int, date, datetime or None.

    Raises UnknownTable, MissingColumns and BadRows.
    """
    sources = [RowsSource(table_named(name), rows) for name, rows in tables.items() if rows]
    connection = connect(zone, threads=1)
    try:
        report = load(connection, sources, zone)
    except BaseException:
        connection.close()
        raise
    texts = {s.table.name: [{k: as_text(v) for k, v in row.items()} for row in s.rows] for s in sources}
    content = json.dumps([zone.key, texts], ensure_ascii=False, sort_keys=True)
    return FactStore(connection, zone, report, hashlib.sha256(content.encode()).hexdigest())


def connect(
    zone: ZoneInfo,
    *,
    memory_limit: str | None = None,
    threads: int | None = None,
    temp_directory: Path | None = None,
) -> duckdb.DuckDBPyConnection:
    """A database in memory whose session is in the city's zone.

    What does not fit goes to `temp_directory`, or to a folder of its own that is made when needed and removed after.
    """
    spill = temp_directory or Path(tempfile.gettempdir()) / f"lianfang-{secrets.token_hex(8)}"
    settings: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "temp_directory": str(spill),
    }
    if memory_limit is not None:
        settings["memory_limit"] = memory_limit
    if threads is not None:
        settings["threads"] = threads
    connection = duckdb.connect(":memory:", config=settings)
    connection.execute(f"SET GLOBAL TimeZone = {literal(zone.key)}")
    connection.execute("SET enable_progress_bar = false")  # standard output is for those who read what we print there
    return connection


def load(
    connection: duckdb.DuckDBPyConnection,
    sources: Sequence[Source],
    zone: ZoneInfo,
    *,
    person: str | None = None,
    quarantine: Path | None = None,
    judge_only: bool = False,
) -> Report:
    """Put every source into the database under its table's name, and what was found into a report.

    Raises BadRows when there are some and `quarantine` names no file for them, and UnreadableTable, MissingColumns,
    DuplicateColumns. With `judge_only` none of these is raised: the report holds them.
    """
    staged, warnings, refused = _staged(connection, sources, zone, person, judge_only=judge_only)
    contradictions = settle_persons(connection, staged)
    tables = tuple(_table_report(connection, one, contradictions) for one in staged)
    if quarantine is not None:
        check_place(quarantine, [path for source in sources for path in source.files()])
        with Quarantine(quarantine) as kept:
            for one in staged:
                kept.add_all(_all_bad(connection, one, contradictions))
    elif not judge_only and any(table.bad for table in tables):
        raise BadRows(Report(tables))
    _publish(connection, staged)
    warnings += unknown_areas(connection, [one.source.table for one in staged])
    return Report(tables, tuple(warnings), tuple(refused))


def _staged(
    connection: duckdb.DuckDBPyConnection,
    sources: Sequence[Source],
    zone: ZoneInfo,
    person: str | None,
    *,
    judge_only: bool,
) -> tuple[list[Staged], list[Warning_], list[Refusal]]:
    staged, warnings, refused = [], [], []
    for source in sources:
        try:
            warnings += unknown_columns(source.label, check_columns(source.table, source.label, list(source.columns)))
            staged.append(stage(connection, source, zone, person))
        except Refusal as refusal:
            if not judge_only:
                raise
            refused.append(refusal)
    return staged, warnings, refused


def _all_bad(
    connection: duckdb.DuckDBPyConnection, staged: Staged, contradictions: Sequence[BadRow], limit: int | None = None
) -> Iterator[BadRow]:
    yield from bad_rows(connection, staged, limit=limit)
    if staged.source.table.name == "persons":
        yield from contradictions


def _table_report(
    connection: duckdb.DuckDBPyConnection, staged: Staged, contradictions: Sequence[BadRow]
) -> TableReport:
    first = tuple(_all_bad(connection, staged, contradictions, KEPT))[:KEPT]
    more = len(contradictions) if staged.source.table.name == "persons" else 0
    return TableReport(staged.source.table.name, staged.source.label, staged.rows, staged.bad + more, first)


def _publish(connection: duckdb.DuckDBPyConnection, staged: Sequence[Staged]) -> None:
    """A view or table for every name in TABLES."""
    found = {one.source.table.name: one for one in staged}
    statements = []
    for name, table in TABLES.items():
        if name not in found:
            statements.append(_empty(table))
        elif name in SMALL:
            statements.append(f"CREATE TABLE {quoted(name)} AS SELECT DISTINCT * FROM ({found[name].good})")
        else:
            statements.append(f"CREATE VIEW {quoted(name)} AS {found[name].good}")
    connection.execute(";\n".join(statements))


def _empty(table: Table) -> str:
    columns = ", ".join(f"{quoted(column.name)} {PLAIN_TYPES[column.kind]}" for column in table.columns)
    return f"CREATE TABLE {quoted(table.name)} ({columns})"
