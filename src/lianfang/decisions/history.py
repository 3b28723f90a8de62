"""The history of decisions: only what changed, each row with its moment and cause; and the record of every run.

It is the truth about what was decided: the snapshot and the timers can be made from it again. Rows of one person are
ordered by `at`, the moment from which the decision held.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import duckdb
import pyarrow as pa

from lianfang.facts.cells import literal
from lianfang.facts.lake.ledger import MOMENT, RETRACTED, Ledger
from lianfang.kernel.clock import to_micros

WORDS = pa.list_(pa.string())
DECISION = [
    ("person_id", pa.string()),
    ("colour", pa.string()),
    ("entry", pa.string()),
    ("notices", WORDS),
    ("rules", WORDS),
    ("until", MOMENT),
    ("holds_until", MOMENT),
    ("unknown", WORDS),
    ("release", pa.string()),
]
DECISIONS = pa.schema(DECISION)
SIGNATURE = ("colour", "entry", "notices", "rules", "until")
HISTORY = pa.schema(
    [
        *DECISION,
        ("at", MOMENT),
        ("cause", pa.string()),
        ("run", pa.int64()),
        ("number", pa.int64()),
        ("renewal", pa.bool_()),
        (RETRACTED, pa.bool_()),
    ]
)
RUNS = pa.schema(
    [
        ("run", pa.int64()),
        ("kind", pa.string()),
        ("at", MOMENT),
        ("ended_at", MOMENT),
        ("release", pa.string()),
        ("data_version", pa.string()),
        ("engine", pa.string()),
        ("evaluated", pa.int64()),
        ("changed", pa.int64()),
        ("renewed", pa.int64()),
        ("gone", pa.int64()),
        ("differences", pa.int64()),
        ("restored", pa.int64()),
        ("lag", pa.list_(pa.int64())),
        ("lag_max", pa.float64()),
        (RETRACTED, pa.bool_()),
    ]
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the change stream: after row `number` of run `run`. Says nothing of any person."""

    run: int = 0
    number: int = -1

    def __str__(self) -> str:
        return f"{self.run}.{self.number}"

    @staticmethod
    def of(text: str) -> "Cursor":
        """The cursor a text names. Raises ValueError."""
        run, _, number = text.partition(".")
        return Cursor(int(run), int(number))


class History:
    """Decisions through time in a folder of the lake. One process writes; any number read."""

    def __init__(self, place: str, *, alone: bool = False) -> None:
        self.decisions = Ledger("history", f"{place}/history", HISTORY, ("person_id",), "at", alone)
        self.runs = Ledger("runs", f"{place}/runs", RUNS, ("run",), "at", alone)

    @property
    def last(self) -> int:
        """The number of the last run; 0 before the first."""
        return max(0, self.decisions.last(), self.runs.last())

    def known(self, connection: duckdb.DuckDBPyConnection, at: datetime | None = None) -> str:
        """SQL: everybody's decision in force at `at` (None: now): the columns of `--out`. Nobody without a record."""
        micros = None if at is None else to_micros(at)
        names = ", ".join(f'"{name}"' for name, _ in DECISION)
        return f"SELECT {names} FROM ({self.decisions.known(connection, micros)})"

    def of_person(self, connection: duckdb.DuckDBPyConnection, person: str) -> list[dict[str, Any]]:
        """Every decision about one person, oldest first: all columns."""
        own = f'"person_id" = {literal(person)}'
        query = f'SELECT * FROM ({self.decisions.every(connection)}) WHERE {own} ORDER BY "at"'
        return _rows(connection, query, HISTORY)

    def changes(
        self, connection: duckdb.DuckDBPyConnection, after: Cursor, *, most: int = 10_000, renewals: bool = False
    ) -> tuple[list[dict[str, Any]], Cursor]:
        """The change stream: up to `most` changes after a cursor, in order, and the cursor after them.

        The same cursor gives the same changes again, so a reader that keeps its cursor with what it did of them does
        each once. `colour` is None where nothing is known of the person any more. `renewals` (the same decision with
        another holds_until or unknown) are left out unless asked for.
        """
        newer = f"""("run" > {after.run} OR ("run" = {after.run} AND "number" > {after.number}))"""
        which = newer if renewals else f'{newer} AND NOT "renewal"'
        query = f"""SELECT * FROM ({self.decisions.every(connection)}) WHERE {which}
                    ORDER BY "run", "number" LIMIT {most}"""
        rows = _rows(connection, query, HISTORY)
        return rows, Cursor(rows[-1]["run"], rows[-1]["number"]) if rows else after

    def of_run(self, connection: duckdb.DuckDBPyConnection, run: int) -> str:
        """SQL: the rows of one run, in order: all columns."""
        return f'SELECT * FROM ({self.decisions.every(connection)}) WHERE "run" = {run} ORDER BY "number"'

    def run_records(self, connection: duckdb.DuckDBPyConnection, *, most: int = 1000) -> list[dict[str, Any]]:
        """The records of the last runs, newest first."""
        query = f'SELECT * FROM ({self.runs.every(connection)}) ORDER BY "run" DESC LIMIT {most}'
        return _rows(connection, query, RUNS)


def _rows(connection: duckdb.DuckDBPyConnection, query: str, schema: pa.Schema) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = connection.sql(query).to_arrow_table().cast(schema).to_pylist()
    return rows
