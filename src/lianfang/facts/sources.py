"""Which tables a folder holds, in which form, and how each is scanned. Nothing here judges rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import duckdb

from lianfang.facts import csv_files, delta
from lianfang.facts.cells import literal, quoted
from lianfang.facts.csv_files import Placer
from lianfang.facts.refusals import NoFactsFolder, TwoFormsOfATable, UnreadableTable
from lianfang.facts.report import Warning_
from lianfang.facts.schemas import TABLES, Table
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

BESIDE = ("demo.json", "demo_people.json")  # what a demonstration city keeps beside its tables
SUFFIXES = (".csv", ".parquet")


class Source(Protocol):
    """One table as found. `counted_in` is "line" or "row"; `rescannable` says it can be read again cheaply."""

    table: Table
    counted_in: str
    rescannable: bool

    @property
    def label(self) -> str:
        """What the table's file or folder is called in messages."""

    @property
    def columns(self) -> Mapping[str, str]:
        """Names and DuckDB types."""

    def scan(self, connection: duckdb.DuckDBPyConnection, /) -> str:
        """A relation for FROM: the table's columns, "__file" and "__row" (from 1)."""

    def done(self, connection: duckdb.DuckDBPyConnection, /) -> None:
        """Let go of what `scan` holds."""

    def placer(self) -> Placer:
        """Gives the file and the line or row for a ("__file", "__row"). To be asked in ascending order."""

    def why_unreadable(self) -> UnreadableTable:
        """The refusal for an error met while scanning."""

    def files(self) -> Sequence[Path]:
        """The files this table was read from."""


@dataclass
class ParquetSource:
    """A Parquet file, or the Parquet files of a Delta table."""

    table: Table
    label: str
    paths: tuple[str, ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    partitioned: bool = False
    counted_in: str = "row"
    rescannable: bool = True

    def _reader(self, *, numbered: bool) -> str:
        hive = "hive_partitioning=true, hive_types_autocast=false" if self.partitioned else "hive_partitioning=false"
        names = ", ".join(map(literal, self.paths))
        numbers = ", file_row_number=true, filename='__name'" if numbered else ""
        return f"read_parquet([{names}], union_by_name=true, binary_as_string=true, {hive}{numbers})"

    def scan(self, _connection: duckdb.DuckDBPyConnection, /) -> str:
        if not self.paths:
            nothing = ", ".join(f"NULL::{kind} AS {quoted(name)}" for name, kind in self.columns.items())
            return f'(SELECT {nothing}, 0 AS "__file", 0 AS "__row" WHERE false)'
        names = ", ".join(map(literal, self.paths))
        which = f'list_position([{names}], "__name") - 1' if len(self.paths) > 1 else "0"
        return f'(SELECT *, {which} AS "__file", file_row_number + 1 AS "__row" FROM {self._reader(numbered=True)})'

    def done(self, _connection: duckdb.DuckDBPyConnection, /) -> None:
        """Nothing is held."""

    def placer(self) -> Placer:
        """The row number in the file; of a Delta table, in one of its files."""

        def place(file: int, row: int) -> tuple[str, int]:
            return f"{self.label}{Path(self.paths[file]).name}" if self.label.endswith("/") else self.label, row

        return place

    def why_unreadable(self) -> UnreadableTable:
        return UnreadableTable(
            file=self.label,
            why=Words(
                "不能按 Parquet 读取；可能被截断，或者不是 Parquet",
                "cannot be read as Parquet; it may be cut short or not be Parquet",
            ),
            remedy=Words(
                "请从原处重新复制，并核对大小。", "Copy it again from where it was made, and compare the sizes."
            ),
        )

    def files(self) -> Sequence[Path]:
        return [Path(path) for path in self.paths]

    def look(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Fill in the columns from the files' own schema."""
        if not self.paths:
            return
        try:
            rows = connection.execute(f"DESCRIBE SELECT * FROM {self._reader(numbered=False)}").fetchall()
        except (duckdb.Error, OSError) as error:
            raise self.why_unreadable() from error
        self.columns = {str(row[0]): str(row[1]) for row in rows}


def find_sources(
    directory: Path, connection: duckdb.DuckDBPyConnection, refused: list[Refusal] | None = None
) -> tuple[list[Source], list[Warning_]]:
    """The tables in `directory` in the order of the schemas, and warnings about what is no table.

    Raises NoFactsFolder; and TwoFormsOfATable, UnreadableTable, DuplicateColumns unless `refused` holds them.
    """
    found, warnings = _candidates(directory)
    sources: list[Source] = []
    for name in (name for name in TABLES if name in found):
        try:
            sources.append(find_table(TABLES[name], _only(name, found[name]), connection))
        except Refusal as refusal:
            if refused is None:
                raise
            refused.append(refusal)
    return sources, warnings


def _candidates(directory: Path) -> tuple[dict[str, list[Path]], list[Warning_]]:
    found: dict[str, list[Path]] = {}
    warnings: list[Warning_] = []
    for path in _entries(directory):
        name = path.stem if path.suffix.lower() in SUFFIXES else path.name
        if name in TABLES:
            found.setdefault(name, []).append(path)
        elif not path.name.startswith((".", "_")) and path.name not in BESIDE:
            warnings.append(_no_table(path))
    if not found:
        says = Words(
            "文件夹里没有任何表，按全部为空处理。", "There is no table in this folder: all are taken as empty."
        )
        warnings.append(Warning_("no-tables", directory.name, says))
    return found, warnings


def _only(name: str, paths: list[Path]) -> Path:
    if len(paths) > 1:
        raise TwoFormsOfATable(table=name, files=", ".join(sorted(path.name for path in paths)))
    return paths[0]


def _entries(directory: Path) -> Iterator[Path]:
    try:
        return iter(sorted(directory.iterdir()))
    except OSError as error:
        raise NoFactsFolder(path=directory) from error


def _no_table(path: Path) -> Warning_:
    says = Words(
        f"{path.name}不是事实表，未读取。表名见docs/reference/facts.md。",
        f"{path.name} is not a table of facts and was not read. The names are in docs/reference/facts.md.",
    )
    return Warning_("unknown-file", path.name, says)


def find_table(table: Table, path: Path, connection: duckdb.DuckDBPyConnection) -> Source:
    """The table at `path`. Raises UnreadableTable, DuplicateColumns."""
    if path.is_dir() and path.suffix.lower() not in SUFFIXES:
        paths, columns, partitioned = delta.parquet_files(path)
        source = ParquetSource(table, f"{path.name}/", tuple(paths), columns, partitioned)
        source.look(connection)
        return source
    if not path.is_file():
        why = Words("不是可以读取的文件", "is not a file that can be read")
        remedy = Words("请把表的文件放在这里，或删去这一项。", "Put the table's file there, or remove this entry.")
        raise UnreadableTable(file=path.name, why=why, remedy=remedy)
    if path.suffix.lower() == ".csv":
        return csv_files.CsvSource.opened(table, path)
    source = ParquetSource(table, path.name, (str(path),))
    source.look(connection)
    return source
