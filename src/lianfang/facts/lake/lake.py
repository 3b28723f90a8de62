"""The lake as readers see it: what was known at a moment, as the engines read it; one person's facts at once."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from lianfang.facts.cells import quoted
from lianfang.facts.lake.index import PEOPLE_TABLES, Change, PersonIndex
from lianfang.facts.lake.ledger import RETRACTED, Ledger
from lianfang.facts.lake.refusals import LakeDamaged, LakeNotWritten, NoLake
from lianfang.facts.lake.shapes import LINEAGE, RECEIVED, lake_schema, plain_cells, plain_schema
from lianfang.facts.report import Report
from lianfang.facts.schemas import TABLES
from lianfang.facts.staging import SMALL
from lianfang.facts.store import FactStore, connect
from lianfang.kernel.clock import to_micros

MARKER = "lake.json"
MEMORY = "3GiB"  # one database may use, unless told otherwise
# People whose rows come from the index; those of more are read from the files, which takes as long for few of a city.
FEW, FEW_SHARE = 20_000, 0.01

Rows = Mapping[str, Sequence[Sequence[object]]]


class Lake:
    """Facts through time in a folder; the tables may be at an object store's address. Any number may read at a time.

    Each database it opens may use `memory_limit`. Raises NoLake, LakeDamaged.
    """

    def __init__(self, folder: Path, *, zone: ZoneInfo, memory_limit: str = MEMORY) -> None:
        self.folder, self.zone, self.memory_limit = folder, zone, memory_limit
        self.place = at = _tables_at(folder).rstrip("/")
        self.ledgers = {
            name: Ledger(name, f"{at}/{name}", lake_schema(table), table.key, RECEIVED)
            for name, table in TABLES.items()
        }
        self.lineage = Ledger("batches", f"{at}/batches", LINEAGE, ("batch", "table"), RECEIVED)
        self.index = PersonIndex(folder / "index")

    def close(self) -> None:
        """Let go of the files."""
        self.index.close()
        if "connection" in self.__dict__:
            self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def last(self) -> int:
        """The moment of the last row received, in microseconds; 0 when there is none."""
        return max(0, self.index.last())

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """A database for the lake's own queries."""
        return connect(self.zone, memory_limit=self.memory_limit)

    def plain(
        self, name: str, at: int | None, *, connection: duckdb.DuckDBPyConnection | None = None, only: str = "true"
    ) -> str:
        """SQL: a table's rows in plain form as known at `at` (microseconds; None: now)."""
        known = self.ledgers[name].known(connection or self.connection, at, only=only)
        return f"SELECT {plain_cells(TABLES[name])} FROM ({known})"

    def plain_versions(self, name: str) -> str:
        """SQL: every version of a table's rows in plain form."""
        return f"SELECT {plain_cells(TABLES[name])} FROM ({self.ledgers[name].every(self.connection)})"

    def changes(self, after: int, until: int) -> tuple[Change, ...]:
        """The rows received in (after, until], by table, in the order they came."""
        found = []
        for name, ledger in self.ledgers.items():
            if ledger.last() > after:
                until_then = f"{RECEIVED} <= make_timestamptz({until}) ORDER BY {RECEIVED}"
                rows = f"SELECT * FROM ({ledger.since(self.connection, after)}) WHERE {until_then}"
                query = f"SELECT {plain_cells(TABLES[name])}, {quoted(RETRACTED)} FROM ({rows})"
                found.append(Change(name, self.connection.sql(query).to_arrow_table()))
        return tuple(change for change in found if change.rows.num_rows)

    def store(
        self,
        *,
        known_at: datetime | None = None,
        people: Sequence[str] | None = None,
        tables: Collection[str] = PEOPLE_TABLES,
        threads: int | None = None,
    ) -> FactStore:
        """The facts as known at a moment (None: now), for all people or for these, as the engines read them.

        `tables` are the tables of people that matter; of others there may be no rows. Raises LakeDamaged.
        """
        at = None if known_at is None else to_micros(known_at)
        made = connect(self.zone, memory_limit=self.memory_limit, threads=threads)
        try:
            few = max(FEW, int(self.index.count() * FEW_SHARE))
            indexed = at is None and people is not None and len(people) <= few
            rows = self.index.rows_of(people, tables) if indexed and people is not None else None
            only = "true"
            if people is not None and rows is None:
                made.register("__people", pa.table({"id": pa.array(people, pa.string())}))
                only = '"person_id" IN (SELECT "id" FROM "__people")'
            for name in TABLES:
                self._publish(made, name, at, only, rows)
        except duckdb.Error as error:
            made.close()
            raise LakeDamaged(table="facts", why=str(error).splitlines()[0][:200]) from error
        except BaseException:
            made.close()
            raise
        return FactStore(made, self.zone, Report(()), self.data_version())

    def _publish(
        self,
        made: duckdb.DuckDBPyConnection,
        name: str,
        at: int | None,
        only: str,
        rows: Mapping[str, Sequence[Sequence[object]]] | None,
    ) -> None:
        table = TABLES[name]
        if table.of_person and rows is not None:
            columns: Sequence[Sequence[object]] = list(zip(*rows[name], strict=True)) or [()] * len(table.columns)
            schema = plain_schema(table)
            content = pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)
            made.register("__rows", content)
            made.execute(f'CREATE TABLE {quoted(name)} AS SELECT * FROM "__rows"')
            made.unregister("__rows")
            return
        query = self.plain(name, at, connection=made, only=only if table.of_person else "true")
        kept = name in SMALL or (table.of_person and only != "true")
        made.execute(f"CREATE {'TABLE' if kept else 'VIEW'} {quoted(name)} AS {query}")

    def data_version(self) -> str:
        """A hash that changes when anything in the lake does."""
        versions = {name: ledger.version() for name, ledger in self.ledgers.items()}
        return hashlib.sha256(json.dumps(versions, sort_keys=True).encode()).hexdigest()


def make_lake(folder: Path, *, tables_at: str | None = None) -> None:
    """Make an empty lake; harmless where there is one. `tables_at` is an object store's address for its tables."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not is_lake(folder):
            part = folder / f".{MARKER}.part"
            part.write_text(json.dumps({"lake": 1, "tables_at": tables_at}) + "\n", encoding="utf-8")
            part.replace(folder / MARKER)
    except OSError as error:
        raise LakeNotWritten(table=MARKER, why=error.strerror or "refused") from error


def is_lake(folder: Path) -> bool:
    """Whether a folder is a lake of facts."""
    return (folder / MARKER).is_file()


def _tables_at(folder: Path) -> str:
    try:
        made = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        return str(made["tables_at"] or folder / "facts")
    except FileNotFoundError:
        raise NoLake(folder=folder) from None
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise LakeDamaged(table=MARKER, why="it is not what this platform wrote") from error
