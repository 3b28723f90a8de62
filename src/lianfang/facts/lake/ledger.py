"""A keyed table that only grows, in Delta Lake: of the rows with one key the last in order counts, unless retracted.

Rows arrive in the tail as they come. `settle` writes the table again sorted by key, each row with the moment at which
another took its place: then "as known at K" is a filter, and only the tail needs a window.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Transaction, WriterProperties, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError

from lianfang.facts.cells import literal, quoted
from lianfang.facts.lake.refusals import LakeDamaged, LakeNotWritten
from lianfang.kernel.clock import from_micros

MOMENT = pa.timestamp("us", "UTC")
SETTLED, REPLACED, RETRACTED = "settled", "replaced_at", "retracted"
SMALL_FILE = 32 << 20  # files of the tail below this size are merged
LARGE_FILE = 128 << 20
ROW_GROUP = 122_880  # what DuckDB reads at a time, so that few people cost few groups
GRACE_HOURS = 1  # how long a reader may still hold files that were replaced


@dataclass
class Ledger:
    """One table at `place` (a folder or an object store's address).

    `schema` holds the caller's columns; `key` names its natural key and `order` the moment that orders rows of one key.
    `alone`: nobody else writes to it meanwhile, so it need not look for newer versions.
    """

    name: str
    place: str
    schema: pa.Schema
    key: tuple[str, ...]
    order: str
    alone: bool = False
    _table: DeltaTable | None = field(default=None, repr=False)

    def table(self) -> DeltaTable | None:
        """The newest version; None while nothing was ever written. Raises LakeDamaged."""
        try:
            if self._table is None:
                self._table = DeltaTable(self.place)
            elif not self.alone:
                self._table.update_incremental()
        except TableNotFoundError:
            return None
        except (DeltaError, OSError, ValueError) as error:
            raise LakeDamaged(table=self.name, why=_first_line(error)) from error
        return self._table

    def version(self) -> int:
        """A number that grows with every change; -1 while nothing was ever written."""
        table = self.table()
        return -1 if table is None else table.version()

    def last(self) -> int:
        """The number given with the last `append` or `fill`; -1 before the first."""
        table = self.table()
        version = table.transaction_version("last") if table else None
        return -1 if version is None else int(version)

    def append(self, rows: pa.Table | pa.RecordBatchReader, *, number: int) -> None:
        """Add rows to the tail, whole or not at all. `number` is kept with them, see `last`."""
        self._write(rows, settled=False, number=number)

    def fill(self, rows: pa.Table | pa.RecordBatchReader, *, number: int) -> None:
        """The first content of an empty table: one row for each key, sorted by key."""
        self._write(rows, settled=True, number=number)

    def known(self, connection: duckdb.DuckDBPyConnection, at: int | None = None, *, only: str = "true") -> str:
        """SQL: the schema's columns of the rows that count at `at` (microseconds; None: now).

        `only` is a condition on key columns that leaves other rows out early.
        """
        names = _listed(self.schema.names)
        base, tail = (self.scan(connection, settled=settled, until=at) for settled in (True, False))
        until = "true" if at is None else f"{quoted(self.order)} <= make_timestamptz({at})"
        lasts = (
            quoted(REPLACED) + " IS NULL" + ("" if at is None else f" OR {quoted(REPLACED)} > make_timestamptz({at})")
        )
        live = f"NOT {quoted(RETRACTED)}"
        parts = []
        newest = f"SELECT {names} FROM {tail} WHERE ({only}) AND {until} QUALIFY {self._newest()}" if tail else ""
        if base:
            not_again = f"ANTI JOIN ({newest}) AS t USING ({_listed(self.key)})" if tail else ""
            kept = f"SELECT {names} FROM {base} WHERE ({only}) AND {until} AND ({lasts}) AND {live}"
            parts.append(f"SELECT {names} FROM ({kept}) AS b {not_again}")
        if tail:
            parts.append(f"SELECT {names} FROM ({newest}) WHERE {live}")
        return " UNION ALL ".join(parts) if parts else self._nothing()

    def since(self, connection: duckdb.DuckDBPyConnection, order: int) -> str:
        """SQL: every row that came after the moment `order`, whether it counts or not."""
        every = self.every(connection, after=order)
        return f"SELECT * FROM ({every}) WHERE {quoted(self.order)} > make_timestamptz({order})"

    def every(self, connection: duckdb.DuckDBPyConnection, *, after: int | None = None) -> str:
        """SQL: every row there is; of files with nothing `after` that moment, none."""
        names = _listed(self.schema.names)
        parts = [self.scan(connection, settled=settled, after=after) for settled in (True, False)]
        return " UNION ALL ".join(f"SELECT {names} FROM {part}" for part in parts if part) or self._nothing()

    def scan(
        self,
        connection: duckdb.DuckDBPyConnection,
        *,
        settled: bool,
        until: int | None = None,
        after: int | None = None,
    ) -> str:
        """A relation for FROM: the settled files or the tail, without files that hold nothing in (after, until]; empty
        when there are none.
        """
        table = self.table()
        if table is None:
            return ""
        which: list[tuple[str, str, object]] = [(SETTLED, "=", str(settled).lower())]
        which += [(self.order, "<=", from_micros(until))] if until is not None else []
        which += [(self.order, ">=", from_micros(after // 1000 * 1000))] if after is not None else []
        paths = table.file_uris(file_pruning_predicate=which)
        if not paths:
            return ""
        if "://" not in self.place:
            return f"read_parquet([{', '.join(map(literal, paths))}], hive_partitioning=false)"
        name = f"__{self.name}_{settled}_{until}_{after}"
        connection.register(name, table.to_pyarrow_dataset(file_pruning_predicate=which))
        return quoted(name)

    def tail_files(self) -> int:
        """How many files the tail has."""
        table = self.table()
        return len(table.file_uris(file_pruning_predicate=[(SETTLED, "=", "false")])) if table else 0

    def merge_tail(self) -> None:
        """Merge the small files of the tail, so that readers open few. Changes no row."""
        table = self.table()
        if table is not None and len(table.file_uris(file_pruning_predicate=[(SETTLED, "=", "false")])) > 1:
            with self._writing():
                table.optimize.compact(partition_filters=[(SETTLED, "=", "false")], target_size=SMALL_FILE)
                table.vacuum(GRACE_HOURS, dry_run=False, enforce_retention_duration=False)

    def settle(self, connection: duckdb.DuckDBPyConnection, *, drop: str = "false") -> None:
        """Write the table again sorted by key, the tail worked in. Rows for which `drop` holds are left out for good:
        their files are removed from the disk at once, and not only after a while.
        """
        if self.table() is None:
            return
        with self._writing():
            rows = connection.sql(f"SELECT * FROM ({self._settled(connection)}) WHERE NOT ({drop})")
            self._write(rows.to_arrow_reader(ROW_GROUP), settled=True, number=self.last(), anew=True)
            table = self.table()
            assert table is not None
            hours = GRACE_HOURS if drop == "false" else 0
            table.vacuum(hours, dry_run=False, enforce_retention_duration=False)

    def _settled(self, connection: duckdb.DuckDBPyConnection) -> str:
        names, keys, order = _listed(self.schema.names), _listed(self.key), quoted(self.order)
        base, tail = self.scan(connection, settled=True), self.scan(connection, settled=False)
        parts = []
        if tail:
            following = f"lead({order}) OVER (PARTITION BY {keys} ORDER BY {order})"
            parts.append(f"SELECT {names}, {following} AS {quoted(REPLACED)} FROM {tail}")
        if base and tail:
            first = f'SELECT {keys}, min({order}) AS "__first" FROM {tail} GROUP BY {keys}'
            replaced = f'coalesce({quoted(REPLACED)}, "__first") AS {quoted(REPLACED)}'
            parts.append(f"SELECT {names}, {replaced} FROM {base} AS b LEFT JOIN ({first}) AS t USING ({keys})")
        elif base:
            parts.append(f"SELECT {names}, {quoted(REPLACED)} FROM {base}")
        return f"{' UNION ALL '.join(parts)} ORDER BY {keys}, {order}" if parts else self._nothing(REPLACED)

    def _newest(self) -> str:
        return f"row_number() OVER (PARTITION BY {_listed(self.key)} ORDER BY {quoted(self.order)} DESC) = 1"

    def _nothing(self, *more: str) -> str:
        columns = {name: _sql_type(self.schema.field(name).type) for name in self.schema.names}
        columns |= dict.fromkeys(more, "TIMESTAMPTZ")
        return "SELECT " + ", ".join(f"NULL::{kind} AS {quoted(n)}" for n, kind in columns.items()) + " WHERE false"

    def _write(self, rows: pa.Table | pa.RecordBatchReader, *, settled: bool, number: int, anew: bool = False) -> None:
        schema = self.schema.append(pa.field(REPLACED, MOMENT)).append(pa.field(SETTLED, pa.bool_()))
        filled = (_widened(batch, schema, settled=settled) for batch in _batches(rows))
        with self._writing():
            write_deltalake(
                self._table or self.place,
                pa.RecordBatchReader.from_batches(schema, filled),
                mode="overwrite" if anew else "append",
                partition_by=SETTLED,
                configuration=None if self._table else _configuration(self.order),
                target_file_size=LARGE_FILE,
                writer_properties=WriterProperties(max_row_group_size=ROW_GROUP, compression="ZSTD"),
                commit_properties=CommitProperties(app_transactions=[Transaction("last", number)]),
            )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            raise LakeDamaged(table=self.name, why=_first_line(error)) from error
        except (DeltaError, OSError, pa.ArrowException) as error:
            self._table = None
            raise LakeNotWritten(table=self.name, why=_first_line(error)) from error


def _configuration(order: str) -> Mapping[str, str | None]:
    """Short memories, since a table changes many times a minute; and no person's id in the log's statistics."""
    return {
        "delta.logRetentionDuration": "interval 1 hours",
        "delta.deletedFileRetentionDuration": "interval 1 hours",
        "delta.dataSkippingStatsColumns": order,
    }


def _batches(rows: pa.Table | pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    yield from rows.to_batches() if isinstance(rows, pa.Table) else rows


def _widened(batch: pa.RecordBatch, schema: pa.Schema, *, settled: bool) -> pa.RecordBatch:
    made: dict[str, Callable[[], pa.Array]] = {
        REPLACED: lambda: pa.nulls(batch.num_rows, MOMENT),
        SETTLED: lambda: pa.repeat(settled, batch.num_rows),
    }
    found = set(batch.schema.names)
    columns = [batch.column(each.name).cast(each.type) if each.name in found else made[each.name]() for each in schema]
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(quoted, names))


def _sql_type(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return "VARCHAR[]"
    names = {pa.string(): "VARCHAR", MOMENT: "TIMESTAMPTZ", pa.date32(): "DATE", pa.bool_(): "BOOLEAN"}
    return names.get(kind, "BIGINT")


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
