"""Tables written by our own tools, as Parquet: typed, whole or not at all, the same rows giving the same bytes."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from lianfang.facts.cells import literal, quoted
from lianfang.facts.refusals import FactsNotWritten, TableInAnotherForm
from lianfang.facts.rows import RowsSource, check_columns, table_named
from lianfang.facts.schemas import PLAIN_TYPES, Column, Kind, Table
from lianfang.facts.sources import find_table
from lianfang.facts.staging import one, staged_name
from lianfang.facts.store import connect, load
from lianfang.kernel.clock import CITY_ZONE
from lianfang.kernel.reasons import reason
from lianfang.kernel.words import Words

PARQUET_TYPES: Mapping[Kind, str] = {
    **PLAIN_TYPES,
    Kind.INSTANT: "TIMESTAMP WITH TIME ZONE",
    Kind.DAY: "DATE",
    Kind.BIRTHDAY: "DATE",
}


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What adding rows to a table did. `corrected` rows took the place of rows with the same natural key."""

    added: int = 0
    unchanged: int = 0
    corrected: int = 0


def write_table(path: Path, table: str, content: pa.Table | pa.RecordBatchReader | duckdb.DuckDBPyRelation) -> Path:
    """Write `content`, which holds every needed column of `table` already typed, to the Parquet file `path`.

    INSTANT is TIMESTAMP WITH TIME ZONE, DAY and BIRTHDAY DATE, COUNT INTEGER, the rest text; a column of another type
    is cast. Missing optional columns are written empty. The file appears whole or not at all.

    Raises UnknownTable, MissingColumns, FactsNotWritten.
    """
    shape = table_named(table)
    if isinstance(content, duckdb.DuckDBPyRelation):
        content = content.to_arrow_reader()
    names = list(content.schema.names)
    check_columns(shape, path.name, names)
    with connect(CITY_ZONE) as connection:
        connection.register("__content", content)
        cells = ", ".join(
            f"CAST({quoted(column.name) if column.name in names else 'NULL'} AS {PARQUET_TYPES[column.kind]})"
            f" AS {quoted(column.name)}"
            for column in shape.columns
        )
        return _copy(connection, f'SELECT {cells} FROM "__content"', path)


def write_rows(
    directory: Path, table: str, rows: Iterable[Mapping[str, object]], *, zone: ZoneInfo = CITY_ZONE
) -> Path:
    """Write NAME.parquet in `directory` with these rows and no others; equal rows once, in the order of their cells.

    Raises UnknownTable, MissingColumns, BadRows, TableInAnotherForm, FactsNotWritten.
    """
    shape = table_named(table)
    path = _target(directory, shape)
    with connect(zone) as connection:
        load(connection, [RowsSource(shape, list(rows))], zone)
        return _copy(connection, _typed(shape, f"SELECT DISTINCT * FROM {quoted(table)}"), path)


def merge_rows(
    directory: Path, table: str, rows: Iterable[Mapping[str, object]], *, zone: ZoneInfo = CITY_ZONE
) -> MergeReport:
    """Add rows to NAME.parquet in `directory`. Equal rows change nothing, so merging the same rows twice is harmless.

    A row with the natural key of rows already there takes their place; of two given rows with one key the later counts.
    The file is not touched when nothing changes. Raises what write_rows raises, and BadRows for bad rows on disk.
    """
    shape = table_named(table)
    path = _target(directory, shape)
    with connect(zone) as connection:
        there = find_table(shape, path, connection) if path.exists() else None
        load(connection, [there] if there else [], zone)
        connection.register("__new", _last_of_each_key(shape, list(rows), zone))
        report = _compare(connection, shape)
        if report.added or report.corrected:
            _copy(connection, _typed(shape, _merged(shape)), path)
        return report


def _target(directory: Path, table: Table) -> Path:
    for other in (f"{table.name}.csv", table.name):
        if (directory / other).exists():
            raise TableInAnotherForm(file=other, table=table.name)
    return directory / f"{table.name}.parquet"


def _last_of_each_key(table: Table, rows: list[Mapping[str, object]], zone: ZoneInfo) -> pa.Table:
    """The given rows in plain form. Raises BadRows."""
    with connect(zone, threads=1) as connection:
        load(connection, [RowsSource(table, rows)], zone)
        names = ", ".join(f"{quoted('p:' + column.name)} AS {quoted(column.name)}" for column in table.columns)
        keys = ", ".join(quoted("p:" + name) for name in table.key)
        last = f'row_number() OVER (PARTITION BY {keys} ORDER BY "__row" DESC) = 1'
        return connection.sql(f"SELECT {names} FROM {staged_name(table)} QUALIFY {last}").to_arrow_table()


def _keys(table: Table) -> str:
    return ", ".join(map(quoted, table.key))


def _compare(connection: duckdb.DuckDBPyConnection, table: Table) -> MergeReport:
    name, keys = quoted(table.name), _keys(table)
    connection.execute(f'CREATE TABLE "__changed" AS SELECT * FROM "__new" EXCEPT SELECT * FROM {name}')
    given, changed = (
        one(connection, 'SELECT count(*) FROM "__new"'),
        one(connection, 'SELECT count(*) FROM "__changed"'),
    )
    known = f'SELECT count(*) FROM "__changed" WHERE ({keys}) IN (SELECT ({keys}) FROM {name})'
    corrected = one(connection, known)
    return MergeReport(added=changed - corrected, unchanged=given - changed, corrected=corrected)


def _merged(table: Table) -> str:
    name, keys = quoted(table.name), _keys(table)
    kept = f'SELECT * FROM {name} WHERE ({keys}) NOT IN (SELECT ({keys}) FROM "__changed")'
    return f'SELECT * FROM ({kept}) UNION SELECT * FROM "__changed"'


def _typed(table: Table, plain: str) -> str:
    """Plain form back to the types of a Parquet file, in the order of the cells."""
    cells = typed_cells(table)
    order = ", ".join(map(quoted, (column.name for column in table.columns)))
    return f"SELECT {cells} FROM (SELECT * FROM ({plain}) ORDER BY {order})"


def typed_cells(table: Table) -> str:
    """SQL: a table's columns from plain form back to the types of a Parquet file."""
    return ", ".join(f"{_back(column)} AS {quoted(column.name)}" for column in table.columns)


def _back(column: Column) -> str:
    name = quoted(column.name)
    match column.kind:
        case Kind.INSTANT:
            return f"timezone('UTC', make_timestamp({name}))"
        case Kind.DAY:
            return f"DATE '1970-01-01' + {name}"
        case Kind.BIRTHDAY:
            return f"make_date({name} // 10000, {name} // 100 % 100, {name} % 100)"
        case _:
            return name


def _copy(connection: duckdb.DuckDBPyConnection, query: str, path: Path) -> Path:
    """The answer to `query` as the Parquet file `path`, which appears whole or not at all."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FactsNotWritten(file=path.name, why=_reason(error)) from error
    try:
        connection.execute(f"COPY ({query}) TO {literal(str(partial))} (FORMAT parquet, COMPRESSION zstd)")
        partial.replace(path)
    except (duckdb.IOException, OSError) as error:
        raise FactsNotWritten(file=path.name, why=_reason(error)) from error
    except duckdb.ConversionException as error:
        raise FactsNotWritten(
            file=path.name, why=Words("有一个值放不进它的列", "a value does not fit its column")
        ) from error
    finally:
        partial.unlink(missing_ok=True)
    return path


def _reason(error: Exception) -> Words:
    return reason(error) if isinstance(error, OSError) else Words("磁盘拒绝写入", "the disk refused")
