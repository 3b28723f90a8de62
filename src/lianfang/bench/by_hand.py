"""Queries written by hand for DuckDB over the same files: what the engine is measured against."""

from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb

from lianfang.facts.cells import literal, quoted
from lianfang.facts.schemas import TABLES
from lianfang.facts.store import connect
from lianfang.policy.model import Pack

NO_SUCH_DAY = 9999  # more days than any rule looks back


@dataclass(frozen=True, slots=True)
class ByHand:
    """The folder of facts (Parquet only) and the moment the queries are about. `threads` None: as many as there are.

    `memory` (such as 8GiB) is the most DuckDB may use; what does not fit goes to `spill`.
    """

    pack: Pack
    facts: Path
    at: datetime
    threads: int | None = None
    memory: str | None = None
    spill: Path | None = None

    def decide(self, out: Path) -> None:
        """Everybody's decision without holds_until, sorted by person."""
        self._write(f"SELECT * FROM ({query('orders.sql')}) ORDER BY person_id", out)

    def decide_with_nearest(self, out: Path) -> None:
        """The same with the nearest moment at which a decision may change."""
        both = query("orders_holds.sql").format(orders=query("orders.sql"))
        self._write(f"SELECT * FROM ({both}) ORDER BY person_id", out)

    def prepare(self, out: Path, people: int) -> None:
        """What the twelve colour rules look at, for the first `people`, numbered in the order of their ids."""
        self._write(query("prepared.sql").format(none=NO_SUCH_DAY, people=people), out)

    def _write(self, select: str, out: Path) -> None:
        with self._connect() as connection:
            copy_to(connection, select, out)

    def _connect(self) -> duckdb.DuckDBPyConnection:
        connection = connect(
            ZoneInfo(self.pack.zone), threads=self.threads, memory_limit=self.memory, temp_directory=self.spill
        )
        for name in TABLES:
            path = literal(str(self.facts / f"{name}.parquet"))
            connection.execute(f"CREATE VIEW {quoted(name)} AS SELECT * FROM read_parquet({path})")
        for macro in self._macros():
            connection.execute(f"CREATE MACRO {macro}")
        return connection

    def _macros(self) -> tuple[str, ...]:
        later = [step for step in self.pack.steps() if step > self.at]
        return (
            f"noon() AS {_instant(self.at)}",
            f"midnight(n) AS date_trunc('day', {_instant(self.at)}) + n * INTERVAL 1 DAY",
            "after_days(x, n) AS date_trunc('day', x) + (n + 1) * INTERVAL 1 DAY",
            f"days_ago(x) AS date_diff('day', x::DATE, {_instant(self.at)}::DATE)",
            f"next_step() AS {_instant(min(later)) if later else 'NULL::TIMESTAMPTZ'}",
        )


def copy_to(connection: duckdb.DuckDBPyConnection, select: str, out: Path) -> None:
    """Write the rows of a query to a Parquet file."""
    connection.execute(f"COPY ({select}) TO {literal(str(out))} (FORMAT parquet, COMPRESSION zstd)")


def query(name: str) -> str:
    """The text of a query in the folder `sql`."""
    return (files("lianfang.bench") / "sql" / name).read_text(encoding="utf-8")


def _instant(moment: datetime) -> str:
    return f"TIMESTAMPTZ {literal(moment.isoformat())}"
