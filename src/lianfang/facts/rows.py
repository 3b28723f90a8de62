"""Tables given as Python rows: policy cases, the trip planner, tests, small writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from lianfang.facts.cells import quoted
from lianfang.facts.csv_files import Placer
from lianfang.facts.refusals import DuplicateColumns, MissingColumns, UnknownTable, UnreadableTable
from lianfang.facts.schemas import HISTORY, LAKE_COLUMNS, TABLES, Table
from lianfang.kernel.words import Words


def table_named(name: str) -> Table:
    """The table of that name. Raises UnknownTable."""
    if name not in TABLES:
        raise UnknownTable(table=name, known=", ".join(TABLES))
    return TABLES[name]


def as_text(value: object) -> str | None:
    """A value as the text a CSV file would hold; None when it is empty."""
    match value:
        case None:
            return None
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).isoformat()
        case date():
            return value.isoformat()
        case _:
            return str(value)


@dataclass
class RowsSource:
    """Rows in memory. Each row is a mapping from column to str, int, date, datetime or None."""

    table: Table
    rows: Sequence[Mapping[str, object]]
    counted_in: str = "row"
    rescannable: bool = False

    @property
    def label(self) -> str:
        return self.table.name

    @property
    def columns(self) -> Mapping[str, str]:
        """Every column of the table, and any other name the rows use."""
        names = dict.fromkeys((column.name for column in self.table.columns), "VARCHAR")
        for row in self.rows:
            names.update(dict.fromkeys(row, "VARCHAR"))
        return names

    def scan(self, connection: duckdb.DuckDBPyConnection, /) -> str:
        """As Source.scan; cells are text."""
        cells = {
            column.name: pa.array([as_text(row.get(column.name)) for row in self.rows], pa.string())
            for column in self.table.columns
        } | {
            name: pa.array([as_text(row.get(name)) for row in self.rows], pa.string())
            for name in HISTORY
            if name in self.columns
        }
        connection.register("__rows", pa.table(cells))
        names = ", ".join(map(quoted, cells))
        return f'(SELECT {names}, 0 AS "__file", row_number() OVER () AS "__row" FROM "__rows")'

    def done(self, connection: duckdb.DuckDBPyConnection, /) -> None:
        connection.unregister("__rows")

    def placer(self) -> Placer:
        """The row's place in the sequence, from 1."""
        return lambda _, row: (self.label, row)

    def why_unreadable(self) -> UnreadableTable:
        return UnreadableTable(
            file=self.label,
            why=Words("读不出来", "cannot be read"),
            remedy=Words("请给出文本、数字、日期或空。", "Give texts, numbers, dates or nothing."),
        )

    def files(self) -> Sequence[Path]:
        return []


def check_columns(table: Table, label: str, found: Sequence[str]) -> list[str]:
    """The columns the table does not know. Raises MissingColumns when a needed one is not there."""
    missing = [column.name for column in table.columns if not column.optional and column.name not in found]
    if missing:
        named = ", ".join(f"“{name}”" for name in missing)
        raise MissingColumns(
            file=label, missing=named, found=", ".join(map(_shown, found)) or Words("一列也没有", "none")
        )
    known = {column.name for column in table.columns}
    twice = sorted({name for name in found if name in known and list(found).count(name) > 1})
    if twice:
        raise DuplicateColumns(file=label, names=", ".join(twice))
    return [name for name in found if name not in known and name not in LAKE_COLUMNS]


def _shown(name: str) -> str:
    return f"“{name[:40]}”"
