"""A worker: takes one piece after another, does what comes round, and can be killed at any moment."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from threading import Event
from time import monotonic

from django.db import DatabaseError, close_old_connections, connection, transaction

from lianfang.domains.work.commands import queue
from lianfang.domains.work.models import Item, Turn
from lianfang.kernel.background import Duty, Job
from lianfang.kernel.clock import MachineClock

log = logging.getLogger("lianfang.work")

IDLE = 0.5  # seconds before looking again when there was nothing to do
STORE_AWAY = 5.0  # seconds before looking again when the store did not answer


class LostHold(Exception):
    """Somebody else took this piece meanwhile: what was done here is undone."""


class Worker:
    """Works off the queue under a `name` that no other running worker has. `city_now` shows the city's time."""

    def __init__(
        self, name: str, *, jobs: Iterable[Job], duties: Iterable[Duty], city_now: Callable[[], datetime]
    ) -> None:
        self.name = name
        self.jobs = {job.name: job for job in jobs}
        self.duties = {duty.name: duty for duty in duties}
        self.city_now = city_now
        self.machine = MachineClock()

    def run(self, stop: Event) -> None:
        """Work until told to stop; the piece at hand is finished first. A store that is away is waited for."""
        begun = False
        while not stop.is_set():
            try:
                if not begun:
                    self.begin()
                    begun = True
                busy = self.step()
            except DatabaseError as error:
                log.warning("work.store_away kind=%s", type(error).__name__)
                connection.close()
                stop.wait(STORE_AWAY)
                continue
            close_old_connections()
            if not busy:
                stop.wait(IDLE)

    def begin(self) -> None:
        """Take up what an earlier worker of this name left, and know every duty."""
        left = queue.let_go(holder=self.name)
        now = self.machine.now()
        Turn.objects.bulk_create([Turn(name=name, due_at=now) for name in self.duties], ignore_conflicts=True)
        log.info("work.begin worker=%s left_over=%s", self.name, left)

    def step(self) -> bool:
        """Whatever is due, then one piece. Whether there was a piece."""
        for name in self._due():
            self._come_round(self.duties[name])
        item = queue.claim(holder=self.name, jobs=self.jobs, now=self.machine.now())
        if item is not None:
            self._do(item, self.jobs[item.name])
        return item is not None

    def drain(self, most: int = 10_000) -> int:
        """Work off what may run now, and no more; how many pieces. For tests and rehearsals."""
        for done in range(most):
            if not self.step():
                return done
        return most

    def _due(self) -> list[str]:
        due = Turn.objects.filter(name__in=list(self.duties), due_at__lte=self.machine.now())
        return list(due.order_by("due_at").values_list("name", flat=True))

    def _come_round(self, duty: Duty) -> None:
        """Take the turn (of two workers one gets it), do it, say how it went."""
        now = self.machine.now()
        taken = Turn.objects.filter(name=duty.name, due_at__lte=now).update(due_at=now + duty.every, began_at=now)
        if not taken:
            return
        fault = self._tried(lambda: duty.run(self.city_now()), what=duty.name)
        Turn.objects.filter(name=duty.name).update(ended_at=self.machine.now(), fault=fault)

    def _do(self, item: Item, job: Job) -> None:
        fault = self._tried(lambda: self._run(item, job), what=job.name)
        if fault and fault != LostHold.__name__:
            queue.put_back(item, job=job, fault=fault, now=self.machine.now())

    def _run(self, item: Item, job: Job) -> None:
        if not job.whole:
            job.run(item.piece, self.city_now())
            queue.cross_off(item)
            return
        with transaction.atomic():
            job.run(item.piece, self.city_now())
            if not queue.cross_off(item):
                raise LostHold

    def _tried(self, act: Callable[[], None], *, what: str) -> str:
        """Run it; the kind of fault it ended with, or nothing. A fault's text may name people, so it is not kept."""
        begun = monotonic()
        try:
            act()
        except Exception as error:
            log.exception("work.fault what=%s", what)
            return type(error).__name__
        took = timedelta(seconds=monotonic() - begun)
        log.debug("work.done what=%s ms=%s", what, round(took / timedelta(milliseconds=1)))
        return ""
