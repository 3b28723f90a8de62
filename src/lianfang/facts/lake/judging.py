"""Rows on their way into the lake: judged like any others, typed, the last row of each key kept."""

import hashlib
import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pyarrow as pa

from lianfang.facts.cells import quoted
from lianfang.facts.report import BadRow
from lianfang.facts.rows import RowsSource, as_text, check_columns, table_named
from lianfang.facts.schemas import Table
from lianfang.facts.sources import find_table
from lianfang.facts.staging import Staged, bad_rows, stage
from lianfang.facts.store import connect
from lianfang.facts.writer import typed_cells

Rows = Sequence[Mapping[str, object]]
LONGEST_ID = 255  # bytes of a person's id: what a snapshot holds
MOST_TOLD = 1000  # bad rows that are kept to be told


@dataclass(frozen=True, slots=True)
class Delivery:
    """Rows of one table handed over at once. `content` is rows, or a file of them; `batch` names it for ever.

    With `retracted` the rows take back what their keys say; with `retracts` a batch is taken back whole: there are no
    rows then. `queued_at` is when they were acknowledged.
    """

    table: str
    content: Rows | Path
    source: str
    batch: str
    retracted: bool = False
    queued_at: datetime | None = None
    retracts: str | None = None


def retraction_of(batch: str) -> str:
    """The name under which the retraction of a batch is received."""
    return f"retraction of {batch}"


@dataclass(frozen=True, slots=True)
class Judged:
    """A delivery's good rows, typed and sorted by key; how many rows came; the first bad ones and how many; the hash
    of what came.
    """

    delivery: Delivery
    good: pa.Table
    rows: int
    rejected: int
    bad_rows: tuple[BadRow, ...]
    sha256: str


def judge(deliveries: Sequence[Delivery], zone: ZoneInfo) -> list[Judged]:
    """Read, judge and type deliveries, in their order: rows of one table together, so that many small ones cost little.

    Raises UnknownTable, MissingColumns, UnreadableTable, DuplicateColumns.
    """
    together: dict[tuple[str, Path | None], list[int]] = {}
    for at, delivery in enumerate(deliveries):
        file = delivery.content if isinstance(delivery.content, Path) else None
        together.setdefault((delivery.table, file), []).append(at)
    found: dict[int, Judged] = {}
    for those in together.values():
        found |= zip(those, _judge([deliveries[at] for at in those], zone), strict=True)
    return [found[at] for at in sorted(found)]


def _judge(deliveries: Sequence[Delivery], zone: ZoneInfo) -> list[Judged]:
    """The same for deliveries of one table: a file by itself, or any number of rows."""
    table, file = table_named(deliveries[0].table), deliveries[0].content
    counts = [len(one.content) for one in deliveries if not isinstance(one.content, Path)]
    with connect(zone, threads=None if isinstance(file, Path) else 1) as connection:
        source = find_table(table, file, connection) if isinstance(file, Path) else _all_rows(table, deliveries)
        check_columns(table, source.label, list(source.columns))
        staged = stage(connection, source, zone)
        rows = numbered(connection, staged, counts)
        bad = f'SELECT "__of", count(*) FROM {rows} WHERE "__bad" GROUP BY ALL'
        rejected = dict(connection.execute(bad).fetchall())
        told: dict[int, list[BadRow]] = {}
        ends = list(accumulate(counts))
        for row in bad_rows(connection, staged, limit=MOST_TOLD):
            told.setdefault(bisect_left(ends, row.line) if counts else 0, []).append(row)
        good = connection.sql(last_of_each_key(table, rows)).to_arrow_table()
    parts = _parted(good, len(deliveries))
    return [
        Judged(one, part, count, rejected.get(at, 0), tuple(told.get(at, ())), _hash(one))
        for at, (one, part, count) in enumerate(zip(deliveries, parts, counts or [staged.rows], strict=True))
    ]


def _all_rows(table: Table, deliveries: Sequence[Delivery]) -> RowsSource:
    return RowsSource(table, [row for one in deliveries if not isinstance(one.content, Path) for row in one.content])


def numbered(connection: duckdb.DuckDBPyConnection, staged: Staged, counts: Sequence[int]) -> str:
    """The judged rows, each with the number of its delivery ("__of"); an id that no snapshot can hold is bad too."""
    long = f'coalesce(octet_length(encode("p:person_id")) > {LONGEST_ID}, false)'
    bad = f'"__bad" OR {long}' if staged.source.table.of_person else '"__bad"'
    judged = f'(SELECT * REPLACE ({bad} AS "__bad") FROM {staged.relation})'
    if not counts:
        return f'(SELECT *, 0 AS "__of" FROM {judged})'
    numbers = [at for at, count in enumerate(counts) for _ in range(count)]
    rows = pa.table({"__row": pa.array(range(1, len(numbers) + 1), pa.int64()), "__of": pa.array(numbers, pa.int64())})
    connection.register("__deliveries", rows)
    return f'(SELECT * FROM {judged} JOIN "__deliveries" USING ("__row"))'


def last_of_each_key(table: Table, rows: str) -> str:
    """SQL over judged rows: the good ones typed, of several with one key the last, sorted by delivery and key."""
    keys = ", ".join(quoted("p:" + name) for name in table.key)
    names = ", ".join(f"{quoted('p:' + column.name)} AS {quoted(column.name)}" for column in table.columns)
    last = f'QUALIFY row_number() OVER (PARTITION BY "__of", {keys} ORDER BY "__file" DESC, "__row" DESC) = 1'
    good = f'SELECT "__of", {names} FROM {rows} WHERE NOT "__bad" {last}'
    order = ", ".join(map(quoted, table.key))
    return f'SELECT "__of", {typed_cells(table)} FROM ({good}) ORDER BY "__of", {order}'


def _parted(good: pa.Table, count: int) -> list[pa.Table]:
    """The good rows of each delivery."""
    numbers = good.column("__of").to_pylist() if count > 1 else []
    edges = [bisect_left(numbers, at) for at in range(count)] + [good.num_rows]
    rows = good.drop_columns(["__of"])
    return [rows.slice(low, high - low) for low, high in pairwise(edges)]


def _hash(delivery: Delivery) -> str:
    if isinstance(delivery.content, Path):
        with delivery.content.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    texts = [{name: as_text(value) for name, value in row.items()} for row in delivery.content]
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
