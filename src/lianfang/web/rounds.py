"""Work that goes round beside the pages, in the supervised server: a room's short job again and again.

A round is handed the machine's time and does what waits. It may fail and is tried again; it may be cut short at any
moment and leaves nothing half-done, because it works in whole transactions.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread

from lianfang.domains.audit import public as audit
from lianfang.kernel.clock import MachineClock

log = logging.getLogger("lianfang.web")

AT_MOST = 30.0  # seconds to wait for a round that is at work when the server stops


@dataclass(frozen=True, slots=True)
class Round:
    """`do` is called every `seconds`, on a thread of its own; what it gives back is not looked at."""

    name: str
    seconds: float
    do: Callable[[datetime], object]


# A room's round is one more line here.
ROUNDS: tuple[Round, ...] = (Round("audit.seal", 0.5, lambda at: audit.seal_waiting(at=at)),)


@contextmanager
def going(rounds: Sequence[Round] = ROUNDS) -> Iterator[None]:
    """The rounds go while the block lasts; each has a thread, and ends with what it was doing."""
    stop = Event()
    threads = [Thread(target=_go, args=(each, stop), name=each.name, daemon=True) for each in rounds]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(AT_MOST)


def _go(each: Round, stop: Event) -> None:
    from django.db import connections

    clock, failed = MachineClock(), False
    while not stop.wait(each.seconds):
        try:
            each.do(clock.now())
            failed = False
        except Exception as error:  # noqa: BLE001 — a round never ends by a fault; the next one tries again
            if not failed:  # said once until it goes well again; a text may quote values, a type does not
                log.error("web.round_failed round=%s error=%s", each.name, type(error).__name__)
            failed = True
            connections.close_all()
    connections.close_all()
