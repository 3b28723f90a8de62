"""Keeps the city's decisions true: facts that come, moments that pass and releases that take force each change only
those whom they concern. What it keeps is always what a run of everybody would decide.

Everything happens in one order, by one process: what falls due before a fact comes is decided before it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
from duckdb import DuckDBPyConnection

from lianfang.decisions.affected import affected
from lianfang.decisions.ahead import forget_ahead, found_ahead
from lianfang.decisions.changes import new_rows, of_everybody
from lianfang.decisions.deciding import FEW, Decider, decisions_sql
from lianfang.decisions.evaluate import COUNTED, decide_everybody
from lianfang.decisions.history import History
from lianfang.decisions.lag import Lag
from lianfang.decisions.recording import Recorder, Run
from lianfang.decisions.releases import Release, Releases
from lianfang.decisions.timers import Progress, Timers
from lianfang.facts.lake.index import Change
from lianfang.facts.lake.judging import Delivery
from lianfang.facts.lake.ledger import Ledger
from lianfang.facts.lake.retention import Certificate, retain
from lianfang.facts.lake.retracting import retract
from lianfang.facts.lake.writer import LakeWriter, Receipt
from lianfang.facts.schemas import TABLES
from lianfang.facts.store import connect
from lianfang.kernel.clock import from_micros, to_micros
from lianfang.policy.model import Pack

APART = 1_000_000  # microseconds; facts received closer together than this are decided on together when catching up
MOST_STEPS = 50  # when there is more to catch up with than this many steps, all but the last are one


class Keeper:
    """Use with a lake that is open for writing; one at a time, by the lake's own lock."""

    def __init__(
        self,
        lake: LakeWriter,
        releases: Releases,
        snapshot: Path,
        *,
        now: Callable[[], datetime],
        threads: int | None = None,
    ) -> None:
        self.lake, self.releases, self.threads = lake, releases, threads
        self.history = History(lake.place, alone=True)
        self.timers = Timers(lake.folder / "timers")
        self.decider = Decider(lake)
        self._at = Progress(0, 0, "", 0)
        self.recorder = Recorder(
            self.history,
            self.timers,
            releases,
            snapshot,
            connection=lake.connection,
            data_version=lake.data_version,
            now=now,
        )

    def close(self) -> None:
        """Let go of everything but the lake."""
        self.recorder.close()
        self.timers.close()

    @property
    def decided_to(self) -> datetime:
        """The moment up to which everything is decided."""
        return from_micros(max(self._at.time, self.lake.last))

    def start(self, at: datetime) -> None:
        """Decide for everybody the first time; later complete what was cut short and catch up with what has come.

        Raises NoRelease, ReleaseDamaged, LakeDamaged, LakeNotWritten, SnapshotNotWritten.
        """
        progress = self.timers.progress()
        self.recorder.complete(progress)
        if progress is None:
            self.everybody(max(to_micros(at), self.lake.last), kind="first")
            return
        self._at = progress
        self._catch_up(progress)
        self.advance(at)

    def receive(self, deliveries: Sequence[Delivery], *, at: datetime) -> tuple[Receipt, ...]:
        """Take facts into the lake and decide for all whom they concern. Raises what LakeWriter.append raises."""
        at = self._after_all(at)
        self._advance(self.lake.next_moments(at, len(deliveries))[0] - 1)
        arrived = self.lake.append(deliveries, at=at)
        queued = [to_micros(one.queued_at) for one in deliveries if one.queued_at is not None]
        self._came(arrived.changes, since=min(queued, default=self.lake.last))
        return arrived.receipts

    def retract(self, batch: str, *, source: str, at: datetime) -> None:
        """Take a batch back and decide for all whom it concerned. Raises NoSuchBatch."""
        at = self._after_all(at)
        self._advance(self.lake.next_moments(at)[0] - 1)
        changes = retract(self.lake, batch, source=source, at=at)
        self._came(changes, since=self.lake.last)

    def advance(self, at: datetime) -> None:
        """Decide what has fallen due by `at`: ends of decisions, and releases that take force."""
        self._advance(to_micros(at))

    def check(self, at: datetime) -> int:
        """A run of everybody against what is kept; gives the number of differences, which are put right."""
        self.advance(at)
        self.everybody(self._at.time + 1, kind="check")
        return int(self.history.run_records(self.lake.connection, most=1)[0]["differences"])

    def renew(self, at: datetime) -> None:
        """Say in the snapshot that the decisions in force are those of `at`."""
        self.advance(at)
        self.timers.write(progress=self._at)
        self.recorder.renew(self.recorder.next_number(), self._at.release, self._at.time)

    def merge_tails(self, files: int) -> None:
        """Merge the tails of tables that have at least so many files."""
        for ledger in self.ledgers():
            if ledger.tail_files() >= files:
                ledger.merge_tail()

    def settle(self) -> None:
        """Work the tails of all tables in, sorted by person, once a day."""
        for ledger in self.ledgers():
            if ledger.tail_files():
                ledger.settle(self.lake.connection)

    def ledgers(self) -> tuple[Ledger, ...]:
        """Every table that grows."""
        return (*self.lake.ledgers.values(), self.lake.lineage, self.history.decisions, self.history.runs)

    def retain(self, at: datetime) -> Certificate:
        """Erase facts that are past their days, and decide for whom they spoke of."""
        self.advance(at)
        certificate, people = retain(self.lake, at=at)
        if people:
            now = self._at.time + 1
            self._decide(dict.fromkeys(people, now), now, kind="retention", causes=now, known_at=None)
        return certificate

    def everybody(self, now: int, *, kind: str, known_at: datetime | None = None) -> Lag:
        """A run of everybody at `now`; only what changed is written."""
        pack = self._pack(now)
        with self.lake.store(known_at=known_at, threads=self.threads) as store:
            table = decide_everybody(pack, store, from_micros(now), COUNTED, lambda what, count: None).everyone
            return self._write_everybody(decisions_sql(table), store.connection, now, kind, known_at)

    def _write_everybody(
        self, decided: str, connection: DuckDBPyConnection, now: int, kind: str, known_at: datetime | None
    ) -> Lag:
        release, number = self.releases.at(from_micros(now)).release, self.recorder.next_number()
        query = of_everybody(decided, self.history.known(connection), cause=kind, run=number, at=now)
        count = connection.execute(f"SELECT count(*) FROM ({decided})").fetchall()[0][0]
        run = Run(number, kind, now, release, "duckdb", count)
        self._at = Progress(self._known(known_at), now, release, number)
        return self.recorder.write_everybody(run, query, connection, self._at)

    def _switch(self, release: Release, known_at: datetime | None) -> None:
        """A release takes force: from what was evaluated ahead, and anew for whom facts concern that came since."""
        now, pack = to_micros(release.starts), self.releases.pack(release)
        ahead = None if known_at is not None else found_ahead(self.lake, release)
        people = affected(self.lake, pack, self.lake.changes(ahead.known, self.lake.last)) if ahead else None
        if ahead is None or people is None:
            self.everybody(now, kind="release", known_at=known_at)
        else:
            (*_, fresh) = self.decider.decide(pack, [(person, now) for person in sorted(people)])
            with connect(self.lake.zone, memory_limit=self.lake.memory_limit, threads=self.threads) as connection:
                connection.register("__fresh", fresh)
                connection.register("__people", pa.table({"person_id": pa.array(sorted(people), pa.string())}))
                decided = f'{ahead.query} ANTI JOIN "__people" USING ("person_id") UNION ALL FROM "__fresh"'
                self._write_everybody(decided, connection, now, "release", None)
        forget_ahead(self.lake, release.starts)

    def _advance(self, until: int, known_at: datetime | None = None) -> None:
        """In order: what falls due before a release takes force, then the release, and so on."""
        switch = self.releases.after(from_micros(self._at.time))
        while switch is not None and to_micros(switch.starts) <= until:
            self._fire(to_micros(switch.starts) - 1, known_at)
            self._switch(switch, known_at)
            switch = self.releases.after(switch.starts)
        self._fire(until, known_at)
        self._at = replace(self._at, time=max(until, self._at.time))

    def _fire(self, until: int, known_at: datetime | None) -> None:
        while due := self._next_due(until):
            asked: dict[str, int] = {}
            for moment, person in due:
                there = self.recorder.in_force().get(person)
                if there is not None and there.holds_until is not None and to_micros(there.holds_until) == moment:
                    asked[person] = moment
            if asked:
                now = max(asked.values())
                self._decide(asked, now, kind="time", causes=None, known_at=known_at)
            self.timers.write(drop=due)

    def _next_due(self, until: int) -> list[tuple[int, str]]:
        """Timers that can be decided together: few people at moments of their own, or everybody of one moment."""
        due = self.timers.due(until, most=FEW + 1)
        if len(due) <= FEW:
            return due
        first, last = due[0][0], due[-1][0]
        if first == last:
            return self.timers.due(first, most=2**62)
        return [each for each in due if each[0] < last]

    def _came(self, changes: Sequence[Change], *, since: int, known_at: datetime | None = None) -> None:
        """Decide for everybody whom rows concern that came up to the lake's last moment, or up to `known_at`."""
        now = self._known(known_at)
        if not changes:
            self._at = replace(self._at, known=now)
            return
        if any(not TABLES[change.table].of_person for change in changes):
            self.decider.forget_places()
        people = affected(self.lake, self._pack(now), changes)
        kind = ", ".join(sorted({change.table for change in changes}))
        if people is None or len(people) * 2 > max(self.lake.index.count(), 2 * FEW):
            self.everybody(now, kind=kind, known_at=known_at)
        else:
            self._decide(dict.fromkeys(people, now), now, kind=kind, causes=since, known_at=known_at)

    def _decide(
        self, asked: dict[str, int], now: int, *, kind: str, causes: int | None, known_at: datetime | None
    ) -> None:
        """Decide for some people and write down what is new. `causes`: when what freed them happened; None: at their
        own moments. Decisions that come a second time are written just after the first.
        """
        pack = self._pack(now)
        engine = "reference" if len(asked) <= FEW else "duckdb"
        for again, decided in enumerate(self.decider.decide(pack, sorted(asked.items()), known_at=known_at)):
            moments = {person: moment + again for person, moment in asked.items()} if again else asked
            number = self.recorder.next_number()
            rows, restored = new_rows(decided, moments, self.recorder.in_force(), cause=kind, run=number)
            since = restored if causes is None else [causes] * len(restored)
            run = Run(number, kind, now + again, pack.release, engine, len(asked), since)
            self._at = Progress(self._known(known_at), now + again, pack.release, number)
            self.recorder.write(run, rows, self._at)

    def _catch_up(self, progress: Progress) -> None:
        """Decide, step by step as they came, on facts received since; as each step was known then."""
        query = f"""SELECT DISTINCT epoch_us("received_at") FROM
                    ({self.lake.lineage.since(self.lake.connection, progress.known)}) ORDER BY 1"""
        moments = [int(row[0]) for row in self.lake.connection.execute(query).fetchall()]
        following = [*moments[1:], moments[-1] + APART + 1] if moments else []
        steps = [a for a, b in zip(moments, following, strict=True) if b - a > APART]
        if len(steps) > MOST_STEPS:
            steps = steps[-MOST_STEPS:]
        known = progress.known
        for step in steps:
            first = next(moment for moment in moments if moment > known)
            self._advance(first - 1, from_micros(known))
            self._came(self.lake.changes(known, step), since=first, known_at=from_micros(step))
            known = step

    def _pack(self, now: int) -> Pack:
        return self.releases.pack(self.releases.at(from_micros(now)))

    def _after_all(self, at: datetime) -> datetime:
        """`at`, or just after everything that is decided when that is later."""
        return max(at, from_micros(self._at.time + 1))

    def _known(self, known_at: datetime | None) -> int:
        return self.lake.last if known_at is None else to_micros(known_at)
