"""The intake queue: facts that were acknowledged and are not in the lake yet, on the disk before they are acknowledged.

Any number of processes put rows in; the one that writes to the lake takes them out once they are there.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from lianfang.facts.lake.environments import Environment
from lianfang.facts.lake.judging import Delivery
from lianfang.facts.lake.lake import is_lake
from lianfang.facts.lake.refusals import NoLake
from lianfang.facts.rows import as_text, table_named

_NUMBER = 8


class Queue:
    """Deliveries in the order they were acknowledged, in the folder of a lake. Raises NoLake, LakeDamaged."""

    def __init__(self, lake: Path) -> None:
        if not is_lake(lake):
            raise NoLake(folder=lake)
        self.environment = Environment(lake / "queue", ("deliveries",), what="the intake queue")
        self._deliveries = self.environment.parts["deliveries"]

    def close(self) -> None:
        """Let go of the file."""
        self.environment.close()

    def put(self, delivery: Delivery) -> int:
        """Acknowledge a delivery of rows: when this returns it is on the disk. Gives its number in the queue.

        Raises UnknownTable, LakeNotWritten.
        """
        table_named(delivery.table)
        assert not isinstance(delivery.content, Path), "files go to the inbox"
        text = json.dumps(
            {
                "table": delivery.table,
                "rows": [{name: as_text(value) for name, value in row.items()} for row in delivery.content],
                "source": delivery.source,
                "batch": delivery.batch,
                "retracted": delivery.retracted,
                "queued_at": delivery.queued_at.isoformat() if delivery.queued_at else None,
            },
            ensure_ascii=False,
        )
        with self.environment.writing() as write, write.cursor(self._deliveries) as cursor:
            last = int.from_bytes(bytes(cursor.key()), "big") if cursor.last() else 0
            write.put((last + 1).to_bytes(_NUMBER, "big"), text.encode(), db=self._deliveries)
        return last + 1

    def waiting(self, *, most_rows: int) -> list[tuple[int, Delivery]]:
        """The oldest deliveries, as many as hold about `most_rows` rows and at least one."""
        found: list[tuple[int, Delivery]] = []
        rows = 0
        with self.environment.reading() as read, read.cursor(self._deliveries) as cursor:
            for key, value in cursor:
                delivery = _delivery(json.loads(bytes(value)))
                rows += len(delivery.content) if not isinstance(delivery.content, Path) else 0
                if found and rows > most_rows:
                    break
                found.append((int.from_bytes(bytes(key), "big"), delivery))
        return found

    def done(self, numbers: Iterable[int]) -> None:
        """Take deliveries out: they are in the lake."""
        with self.environment.writing() as write:
            for number in numbers:
                write.delete(number.to_bytes(_NUMBER, "big"), db=self._deliveries)

    def __len__(self) -> int:
        with self.environment.reading() as read:
            return int(read.stat(self._deliveries)["entries"])


def enqueue(
    lake: Path,
    table: str,
    rows: Sequence[Mapping[str, object]],
    *,
    source: str,
    batch: str,
    at: datetime,
    retracted: bool = False,
) -> int:
    """Hand rows of one table over to the lake in `lake`: acknowledged, and on the disk, when this returns.

    `batch` names the rows for ever: the same one twice changes nothing. Rows are judged when they are taken in, those
    that cannot be read are left out and reported; `facts.importers.folder.judged` tells beforehand. Raises NoLake,
    UnknownTable, LakeNotWritten.
    """
    queue = Queue(lake)
    try:
        return queue.put(Delivery(table, rows, source, batch, retracted=retracted, queued_at=at))
    finally:
        queue.close()


def _delivery(told: Mapping[str, object]) -> Delivery:
    queued = told["queued_at"]
    rows = told["rows"]
    assert isinstance(rows, list)
    return Delivery(
        table=str(told["table"]),
        content=rows,
        source=str(told["source"]),
        batch=str(told["batch"]),
        retracted=bool(told["retracted"]),
        queued_at=datetime.fromisoformat(str(queued)) if queued else None,
    )
