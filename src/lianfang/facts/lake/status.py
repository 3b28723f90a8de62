"""What a lake holds, counted."""

from dataclasses import dataclass
from datetime import datetime

from lianfang.facts.lake.lake import Lake
from lianfang.kernel.clock import from_micros


@dataclass(frozen=True, slots=True)
class TableStatus:
    """`rows` are all versions of all facts; `tail` are files that a compaction would work in."""

    name: str
    rows: int
    files: int
    tail: int


@dataclass(frozen=True, slots=True)
class LakeStatus:
    """A lake at the moment of asking. `last` is when the last row was received; None: never."""

    tables: tuple[TableStatus, ...]
    people: int
    batches: int
    last: datetime | None


def status_of(lake: Lake) -> LakeStatus:
    """Count. Raises LakeDamaged."""
    tables = []
    for name, ledger in lake.ledgers.items():
        table = ledger.table()
        if table is not None:
            query = f"SELECT count(*) FROM ({ledger.every(lake.connection)})"
            rows = lake.connection.execute(query).fetchall()[0][0]
            tables.append(TableStatus(name, rows, len(table.file_uris()), ledger.tail_files()))
    query = f"SELECT count(*) FROM ({lake.lineage.every(lake.connection)})"
    batches = lake.connection.execute(query).fetchall()[0][0]
    last = from_micros(lake.last, zone=lake.zone) if lake.last else None
    return LakeStatus(tuple(tables), lake.index.count(), batches, last)
