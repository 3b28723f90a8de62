"""The lake as its one writer sees it: deliveries come in, and what a kill cut short is completed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from lianfang.facts.cells import quoted
from lianfang.facts.lake.building import values
from lianfang.facts.lake.index import PEOPLE_TABLES, Change
from lianfang.facts.lake.judging import Delivery, Judged, judge
from lianfang.facts.lake.lake import MEMORY, Lake
from lianfang.facts.lake.ledger import MOMENT, RETRACTED
from lianfang.facts.lake.lock import one_writer
from lianfang.facts.lake.shapes import LINEAGE, RECEIVED, lake_schema, plain_cells
from lianfang.facts.report import BadRow
from lianfang.facts.schemas import TABLES
from lianfang.kernel.clock import from_micros, to_micros

MANY = 500_000  # rows beyond which the index is quicker built anew


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a delivery. `new` is false when its batch was there before: then nothing was changed."""

    batch: str
    table: str
    received_at: datetime
    rows: int
    rejected: int
    new: bool = True
    bad_rows: tuple[BadRow, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrived:
    """What one append did: receipts in the order of the deliveries, and the rows by table in plain form."""

    receipts: tuple[Receipt, ...]
    changes: tuple[Change, ...]


class LakeWriter(Lake):
    """A lake that may be changed, by one process at a time; `who` is shown to whoever comes second. Raises LakeBusy."""

    def __init__(self, folder: Path, *, zone: ZoneInfo, who: str, memory_limit: str = MEMORY) -> None:
        super().__init__(folder, zone=zone, memory_limit=memory_limit)
        try:
            self._lock = one_writer(folder, who)
        except BaseException:
            self.index.close()
            raise
        for ledger in (*self.ledgers.values(), self.lineage):
            ledger.alone = True
        try:
            self._recover()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the files and of the lock."""
        super().close()
        self._lock.close()

    def next_moments(self, at: datetime, count: int = 1) -> range:
        """The next `count` moments (microseconds): the last of them `at`, or as soon after the last row received as
        can be. Moments never repeat.
        """
        first = max(to_micros(at) - count + 1, self.last + 1, self.lineage.last() + 1)
        return range(first, first + count)

    def append(self, deliveries: Sequence[Delivery], *, at: datetime) -> Arrived:
        """Receive deliveries, one after the other, the last at `at`; a batch that is there already changes nothing.

        Rows that cannot be read are left out and counted. Raises LakeNotWritten, and what `judge` raises.
        """
        seen: set[tuple[str, str]] = set()
        new = [one for one in deliveries if self._is_new(one, seen)]
        moments = self.next_moments(at, max(1, len(new)))
        judged = list(zip(judge(new, self.zone), moments, strict=bool(new)))
        received = {(one.delivery.batch, one.delivery.table): (one, when) for one, when in judged}
        receipts = [self._receipt(one, received, moments[0]) for one in deliveries]
        return Arrived(tuple(receipts), self._commit(judged) if judged else ())

    def _is_new(self, delivery: Delivery, seen: set[tuple[str, str]]) -> bool:
        name = (delivery.batch, delivery.table)
        new = name not in seen and not self.index.has_batch(*name)
        seen.add(name)
        return new

    def _receipt(self, delivery: Delivery, received: dict[tuple[str, str], tuple[Judged, int]], now: int) -> Receipt:
        judged, when = received.get((delivery.batch, delivery.table), (None, now))
        at = from_micros(when, zone=self.zone)
        if judged is None or judged.delivery is not delivery:
            return Receipt(delivery.batch, delivery.table, at, 0, 0, new=False)
        return Receipt(delivery.batch, delivery.table, at, judged.rows, judged.rejected, bad_rows=judged.bad_rows)

    def _commit(self, judged: Sequence[tuple[Judged, int]]) -> tuple[Change, ...]:
        by_table: dict[str, list[tuple[Judged, int]]] = {}
        for one, moment in judged:
            by_table.setdefault(one.delivery.table, []).append((one, moment))
        rows = {name: _with_keeping(name, those) for name, those in by_table.items()}
        return self.keep(rows, lineage_of(judged), last=judged[-1][1])

    def keep(self, rows: Mapping[str, pa.Table], lineage: pa.Table, *, last: int) -> tuple[Change, ...]:
        """Rows first, then their lineage, then the index: what is cut short is completed when next opened.

        `rows` by table have the lake's columns; none was received after `last` (microseconds).
        """
        for name, each in rows.items():
            self.ledgers[name].append(each, number=last)
        self.lineage.append(lineage, number=last)
        changes = tuple(Change(name, self._plain_of(name, each)) for name, each in rows.items() if each.num_rows)
        batches = zip(lineage.column("batch").to_pylist(), lineage.column("table").to_pylist(), strict=True)
        self._to_index(changes, batches, last)
        return changes

    def _plain_of(self, name: str, rows: pa.Table) -> pa.Table:
        self.connection.register("__came", rows)
        return self.connection.sql(
            f'SELECT {plain_cells(TABLES[name])}, {quoted(RETRACTED)} FROM "__came" ORDER BY {RECEIVED}'
        ).to_arrow_table()

    def _to_index(self, changes: Sequence[Change], batches: Iterable[tuple[str, str]], last: int) -> None:
        self.index.apply([change for change in changes if change.table in PEOPLE_TABLES], batches, last=last)

    def _recover(self) -> None:
        """Complete what a kill cut short: lineage of rows that have none, then whatever the index lacks."""
        told = self.lineage.last()
        orphans = [name for name, ledger in self.ledgers.items() if ledger.last() > told]
        if orphans:
            parts = " UNION ALL ".join(
                f"SELECT batch, '{name}' AS \"table\", source, count(*) AS rows, max(received_at) AS received_at"
                f" FROM ({self.ledgers[name].since(self.connection, told)}) GROUP BY ALL"
                for name in orphans
            )
            query = f"""SELECT batch, "table", source, NULL::VARCHAR AS sha256, rows, NULL::BIGINT AS rejected,
                        NULL::VARCHAR AS retracts, NULL::TIMESTAMPTZ AS queued_at, received_at, false AS retracted
                        FROM ({parts}) ORDER BY received_at"""
            rows = self.connection.sql(query).to_arrow_table()
            self.lineage.append(rows, number=max(self.ledgers[name].last() for name in orphans))
        if self.lineage.last() > self.index.last():
            self.catch_up()

    def catch_up(self) -> tuple[Change, ...]:
        """Bring the index up to date with the lake; gives the rows that it lacked."""
        since, last = self.index.last(), self.lineage.last()
        if since < 0 or self._many_since(since):
            self.build_index()
            return ()
        changes = self.changes(since, last)
        query = f'SELECT batch, "table" FROM ({self.lineage.since(self.connection, since)})'
        self._to_index(changes, self.connection.execute(query).fetchall(), last)
        return changes

    def _many_since(self, since: int) -> bool:
        query = f'SELECT coalesce(sum("rows"), 0) FROM ({self.lineage.since(self.connection, since)})'
        return int(self.connection.execute(query).fetchall()[0][0]) > MANY

    def build_index(self) -> None:
        """Make the index again from the lake's tables, in ranges of people so that memory stays small."""
        batches = self.connection.execute(
            f'SELECT batch, "table" FROM ({self.lineage.every(self.connection)})'
        ).fetchall()
        self.index.build(values(self), batches, last=max(0, self.lineage.last()))


def _with_keeping(table: str, judged: Sequence[tuple[Judged, int]]) -> pa.Table:
    """The good rows of deliveries of one table, with what the lake keeps beside them."""
    rows = pa.concat_tables(one.good for one, _ in judged)
    counts = [one.good.num_rows for one, _ in judged]
    beside = {
        "source": pa.array([one.delivery.source for one, _ in judged]),
        "batch": pa.array([one.delivery.batch for one, _ in judged]),
        RECEIVED: pa.array([moment for _, moment in judged], MOMENT),
        RETRACTED: pa.array([one.delivery.retracted for one, _ in judged]),
    }
    of = pa.array(np.repeat(np.arange(len(counts)), counts))
    for name, each in beside.items():
        rows = rows.append_column(name, each.take(of))
    return rows.cast(lake_schema(TABLES[table]))


def lineage_of(judged: Sequence[tuple[Judged, int]]) -> pa.Table:
    """What is kept about deliveries, each with the moment it was received."""
    rows = [
        {
            "batch": one.delivery.batch,
            "table": one.delivery.table,
            "source": one.delivery.source,
            "sha256": one.sha256,
            "rows": one.rows,
            "rejected": one.rejected,
            "retracts": one.delivery.retracts,
            "queued_at": one.delivery.queued_at,
            RECEIVED: from_micros(moment),
            RETRACTED: False,
        }
        for one, moment in judged
    ]
    return pa.Table.from_pylist(rows, schema=LINEAGE)
