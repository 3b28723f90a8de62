"""How far behind this process is. A beat is due every few milliseconds; how late it comes is how long requests wait."""

import asyncio
from collections.abc import Callable
from math import inf
from time import monotonic

BEAT = 0.01  # seconds
HEAVY, LIGHT = 0.025, 0.05  # lateness from which signing is refused, and from which every question is


class Pulse:
    """Beats in an event loop and calls `on_beat` each time with the lateness in seconds.

    `due` is when the next beat should come, by the loop's clock (`monotonic`).
    """

    def __init__(self, on_beat: Callable[[float], None]) -> None:
        self.due = inf
        self._on_beat = on_beat
        self._loop: asyncio.AbstractEventLoop | None = None
        self._handle: asyncio.TimerHandle | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to beat."""
        self._loop = loop
        self.due = loop.time() + BEAT
        self._handle = loop.call_at(self.due, self._beat)

    def stop(self) -> None:
        """Beat no more."""
        self.due = inf
        if self._handle is not None:
            self._handle.cancel()

    def is_late(self, by: float) -> bool:
        """Whether the next beat is overdue by more than so many seconds."""
        return monotonic() - self.due > by

    def _beat(self) -> None:
        late = monotonic() - self.due
        if self._loop is not None:
            self.start(self._loop)
        self._on_beat(late)
