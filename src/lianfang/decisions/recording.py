"""Where a run's decisions go: the history, the timers, the snapshot, the record of the run. In that order, so that a
kill in between is completed by `complete`: each is made from the one before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from lianfang.decisions.changes import gone, holds, standing
from lianfang.decisions.history import HISTORY, RUNS, History
from lianfang.decisions.lag import NOBODY, Lag, lag_of
from lianfang.decisions.releases import Releases
from lianfang.decisions.timers import Progress, Timers
from lianfang.facts.lake.ledger import RETRACTED
from lianfang.kernel.clock import from_micros, to_micros
from lianfang.snapshots.model import Header
from lianfang.snapshots.publish import header_or_none, publish_changes, publish_whole
from lianfang.snapshots.reader import Reader

WHOLE_FROM = 500_000  # changes; beyond, a snapshot is quicker built anew
AT_A_TIME = 100_000


@dataclass(frozen=True, slots=True)
class Run:
    """What is recorded of a run. `causes` are when what freed the restored happened, in microseconds."""

    number: int
    kind: str
    at: int
    release: str
    engine: str
    evaluated: int
    causes: Sequence[int] = ()
    differences: int = 0


class Recorder:
    """Writes runs down, and puts right what a kill cut short."""

    def __init__(
        self,
        history: History,
        timers: Timers,
        releases: Releases,
        snapshot: Path,
        *,
        connection: duckdb.DuckDBPyConnection,
        data_version: Callable[[], str],
        now: Callable[[], datetime],
    ) -> None:
        self.history, self.timers, self.releases, self.snapshot = history, timers, releases, snapshot
        self.connection, self.data_version, self.now = connection, data_version, now
        self.lag = NOBODY  # of all runs since this process began
        self._reader: Reader | None = None

    def next_number(self) -> int:
        """The number of the next run: also one more than the snapshot's, which may count renewals of its header."""
        header = header_or_none(self.snapshot)
        return max(self.history.last, header.sequence if header else 0) + 1

    def in_force(self) -> Reader:
        """The snapshot, for what it says of people."""
        if self._reader is None:
            self._reader = Reader(self.snapshot)
        return self._reader

    def close(self) -> None:
        """Let go of the snapshot."""
        if self._reader is not None:
            self._reader.close()

    def write(self, run: Run, rows: pa.Table, progress: Progress) -> Lag:
        """Write down a run of some people: `rows` as the history has them."""
        if rows.num_rows:
            self.history.decisions.append(rows, number=run.number)
        self.timers.write(holds(standing(rows)), progress=progress)
        self._publish_changes(rows, self._header(run.number, run.release, run.at))
        return self._note(run, _counts(rows))

    def write_everybody(self, run: Run, query: str, connection: duckdb.DuckDBPyConnection, progress: Progress) -> Lag:
        """Write down a run of everybody: `query` gives the history's rows and "__restored", on `connection`."""
        connection.execute(f'CREATE OR REPLACE TEMP TABLE "__new" AS {query}')
        counts = _counted(connection)
        names = ", ".join(f'"{name}"' for name in HISTORY.names)
        first = self.history.decisions.version() < 0
        if counts["rows"]:
            rows = connection.sql(f'SELECT {names} FROM "__new" ORDER BY "number"').to_arrow_reader(AT_A_TIME)
            (self.history.decisions.fill if first else self.history.decisions.append)(rows, number=run.number)
        waking = connection.execute(
            'SELECT epoch_us("holds_until"), "person_id" FROM "__new" WHERE "holds_until" IS NOT NULL'
        )
        while some := waking.fetchmany(AT_A_TIME):
            self.timers.write(some)
        self.timers.write(progress=progress)
        header = self._header(run.number, run.release, run.at)
        if first or counts["rows"] > WHOLE_FROM or header_or_none(self.snapshot) is None:
            self._publish_whole(header)
        else:
            self._publish_changes(connection.sql(f'SELECT {names} FROM "__new"').to_arrow_table().cast(HISTORY), header)
        causes, differences = [run.at] * counts.pop("restored"), counts.pop("differences")
        counts.pop("rows")
        return self._note(replace(run, causes=causes, differences=differences if run.kind == "check" else 0), counts)

    def renew(self, run: int, release: str, at: int) -> None:
        """Say that the decisions in force are those of `at`."""
        self._publish_changes(HISTORY.empty_table(), self._header(run, release, at))

    def complete(self, progress: Progress | None) -> None:
        """After a kill, or the loss of a snapshot: timers, snapshot and record follow the history again."""
        last = self.history.last
        if not last:
            return
        if progress is None:
            self.timers.write(anew=True)
            self._timers_from(self.history.known(self.connection))
        elif progress.run < self.history.decisions.last():
            self._timers_from(self.history.of_run(self.connection, last))
        header = header_or_none(self.snapshot)
        if header is None or header.sequence < last or self.history.runs.last() < last:
            self._complete_run(last, header)

    def _complete_run(self, last: int, header: Header | None) -> None:
        """Publish and note a run whose rows are in the history."""
        rows = self.history.of_run(self.connection, last)
        query = f"""SELECT count(*), count(*) FILTER (WHERE "renewal"), count(*) FILTER (WHERE "{RETRACTED}"),
                    max("release"), epoch_us(max("at")) FROM ({rows})"""
        count, renewed, lost, release, at = self.connection.execute(query).fetchall()[0]
        if header is not None and not count:
            release, at = header.release, to_micros(header.computed_at)
        made = self._header(last, release or "", at or 0)
        if header is not None and header.sequence == last - 1 and count <= WHOLE_FROM:
            self._publish_changes(self.connection.sql(rows).to_arrow_table().cast(HISTORY), made)
        elif header is None or header.sequence < last:
            self._publish_whole(made)
        if self.history.runs.last() < last:
            counts = {"changed": count - renewed - lost, "renewed": renewed, "gone": lost}
            self._note(Run(last, "completed", at or 0, release or "", "", 0), counts)

    def _timers_from(self, rows: str) -> None:
        """Add the timers of rows of the history."""
        waking = f'SELECT epoch_us("holds_until"), "person_id" FROM ({rows}) WHERE "holds_until" IS NOT NULL'
        found = self.connection.execute(waking)
        while some := found.fetchmany(AT_A_TIME):
            self.timers.write(some)

    def _header(self, number: int, release: str, at: int) -> Header:
        moment = from_micros(at)
        later = self.releases.after(moment)
        return Header(release, self.data_version(), moment, number, later.starts if later else None)

    def _publish_changes(self, rows: pa.Table, header: Header) -> None:
        batches = standing(rows).combine_chunks().to_batches() or [pa.RecordBatch.from_pylist([], schema=HISTORY)]
        publish_changes(self.snapshot, batches[0], header, gone=gone(rows))

    def _publish_whole(self, header: Header) -> None:
        known = f'SELECT * FROM ({self.history.known(self.connection)}) ORDER BY "person_id"'
        publish_whole(self.snapshot, self.connection.sql(known).to_arrow_reader(AT_A_TIME), header)

    def _note(self, run: Run, counts: dict[str, int]) -> Lag:
        """The record of a run, once everybody can see what it decided."""
        ended = self.now()
        lag = lag_of(max(0, to_micros(ended) - cause) / 1e6 for cause in run.causes)
        self.lag += lag
        row = {
            "run": run.number,
            "kind": run.kind,
            "at": from_micros(run.at),
            "ended_at": ended,
            "release": run.release,
            "data_version": self.data_version(),
            "engine": run.engine,
            "evaluated": run.evaluated,
            "differences": run.differences,
            "restored": lag.people,
            "lag": lag.counts if lag.people else None,
            "lag_max": lag.longest if lag.people else None,
            RETRACTED: False,
            **counts,
        }
        self.history.runs.append(pa.Table.from_pylist([row], schema=RUNS), number=run.number)
        return lag


def _counts(rows: pa.Table) -> dict[str, int]:
    renewed, lost = (sum(rows.column(name).to_pylist()) for name in ("renewal", RETRACTED))
    return {"changed": rows.num_rows - renewed - lost, "renewed": renewed, "gone": lost}


def _counted(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    query = f"""SELECT count(*), count(*) FILTER (WHERE "renewal"), count(*) FILTER (WHERE "{RETRACTED}"),
                count(*) FILTER (WHERE "__restored"), count(*) FILTER (WHERE "__differs") FROM "__new" """
    rows, renewed, lost, restored, differ = connection.execute(query).fetchall()[0]
    changed = rows - renewed - lost
    told = {"changed": changed, "renewed": renewed, "gone": lost}
    return {**told, "rows": rows, "restored": restored, "differences": differ}
