"""The worker: takes in what comes, decides what falls due, checks the whole at night, until it is told to stop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from threading import Event
from time import monotonic

from lianfang.decisions.inbox import Inbox, set_aside
from lianfang.decisions.keeper import Keeper
from lianfang.decisions.lag import as_metrics
from lianfang.facts.lake.judging import Delivery
from lianfang.facts.lake.queue import Queue
from lianfang.facts.lake.refusals import LakeNotWritten, NoSuchBatch
from lianfang.facts.lake.writer import Receipt
from lianfang.kernel.clock import Clock, civil_day
from lianfang.kernel.refusals import Refusal
from lianfang.snapshots.refusals import SnapshotBusy, SnapshotNotWritten

EVERY = timedelta(milliseconds=250)
MOST_ROWS = 20_000  # rows taken in at once
RENEW_EVERY = 10.0  # seconds after which the snapshot says that it still stands
TAIL_FILES = 48  # files of a tail that are merged into few
NIGHT_HOUR = 3  # the city's hour of the run of everybody that checks the rest
LONGEST_WAIT = 30.0
PASSING = (LakeNotWritten, SnapshotNotWritten, SnapshotBusy)  # what may be mended while the worker waits

Say = Callable[[str], None]


@dataclass
class Worker:
    """Works on a keeper that was started. `every` is how long facts are gathered before they are taken in."""

    keeper: Keeper
    queue: Queue
    inbox: Inbox
    clock: Clock
    say: Say
    every: timedelta = EVERY
    night_hour: int = NIGHT_HOUR
    _renewed: float = field(default_factory=monotonic)
    _checked: date | None = None
    _steps: int = 0

    def run(self, stop: Event) -> None:
        """Step after step until told to stop. What a full disk holds up is tried again, with longer waits."""
        wait = self.every.total_seconds()
        while not stop.is_set():
            try:
                busy = self.step()
                wait = 0.0 if busy else self.every.total_seconds()
            except PASSING as refusal:
                wait = min(LONGEST_WAIT, max(1.0, wait * 2))
                self.say(f"{refusal} {refusal.next_step()} Trying again in {wait:g} s; nothing is lost meanwhile.")
            stop.wait(wait)

    def step(self) -> bool:
        """Take in what waits and decide what is due; whether more waits already."""
        waiting, after = self.queue.waiting(most_rows=MOST_ROWS)
        for retracts, group in groupby(waiting, key=lambda delivery: delivery.retracts):
            if retracts is not None:
                self._take_back(retracts, next(group).source)
                continue
            for receipt in self._receive(list(group)):
                self._tell(receipt)
        if after != self.queue.read_to:
            self.queue.done(after)
        for path, delivery in self.inbox.deliveries():
            self._take(path, delivery)
        now = self.clock.now()
        self.keeper.advance(now)
        self._keep_house(now)
        return len(self.queue) > 0

    def _receive(self, deliveries: Sequence[Delivery]) -> tuple[Receipt, ...]:
        return self.keeper.receive(deliveries, at=self.clock.now())

    def _take_back(self, batch: str, source: str) -> None:
        """A batch that never came has nothing to take back: said, and not asked again."""
        try:
            self.keeper.retract(batch, source=source, at=self.clock.now())
        except NoSuchBatch as refusal:
            self.say(f"{refusal} {refusal.next_step()}")

    def _take(self, path: Path, delivery: Delivery) -> None:
        try:
            (receipt,) = self._receive([delivery])
        except PASSING:
            raise
        except Refusal as refusal:
            self.inbox.refused(path, refusal)
            self.say(f"{path.name}: {refusal}")
            return
        self.inbox.received(path, receipt)
        self._tell(receipt)

    def _tell(self, receipt: Receipt) -> None:
        """Rows that were left out are kept beside the lake with their reasons, for whoever sent them."""
        if receipt.rejected:
            self.say(f"{receipt.table}: {receipt.rejected} of {receipt.rows} rows left out; see the folder rejected.")
            set_aside(self.keeper.lake.folder, receipt)

    def _keep_house(self, now: datetime) -> None:
        self._steps += 1
        if monotonic() - self._renewed > RENEW_EVERY:
            self._renewed = monotonic()
            self.keeper.renew(now)
            self.write_metrics()
        if self._steps % TAIL_FILES == 0:
            self.keeper.merge_tails(TAIL_FILES)
        local = now.astimezone(self.keeper.lake.zone)
        today = civil_day(now, zone=self.keeper.lake.zone)
        if self._checked is None:
            self._checked = today
        if local.hour >= self.night_hour and self._checked < today:
            self._checked = today
            differences = self.keeper.check(now)
            if differences:
                self.say(f"The nightly run of everybody found {differences:,} differences and put them right.")
            self.keeper.retain(now)
            self.keeper.settle()

    def write_metrics(self) -> None:
        """What waits, and the restoration lag since this process began, in Prometheus's format, in `metrics.prom`."""
        text = as_metrics(self.keeper.recorder.lag) + f"lianfang_intake_queue_deliveries {len(self.queue)}\n"
        part = self.keeper.lake.folder / ".metrics.prom.part"
        part.write_text(text, encoding="utf-8")
        part.replace(self.keeper.lake.folder / "metrics.prom")
