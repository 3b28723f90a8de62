"""One process of the edge: everything that is open, and what happens beside the requests."""

import asyncio
import logging
from datetime import datetime

from lianfang.edge.desk import Desk
from lianfang.edge.public import Edition, edition, ingredients, places_of
from lianfang.edge.pulse import BEAT, Pulse
from lianfang.edge.settings import EdgeSettings
from lianfang.edge.tally import Tally
from lianfang.edge.view import View
from lianfang.kernel.clock import Clock

log = logging.getLogger("lianfang.edge")
SECOND = round(1 / BEAT)  # beats
MINUTE = 60 * SECOND


class Edge:
    """Opens everything, and has the snapshot in memory, before the first request is taken."""

    def __init__(self, settings: EdgeSettings, clock: Clock) -> None:
        """Raises NoSnapshot, NoSigningKey, EdgeNotReady and whatever else keeps it from its first answer."""
        self.settings, self.clock = settings, clock
        self.view = View(settings, clock.now())
        self.view.reader.warm()
        self.tally = Tally(settings.public)
        self.places = places_of(settings)
        self.pulse = Pulse(self._beat)
        self.desk = Desk(self.view, self.places, self.tally.counts, self.pulse)
        self.edition: Edition = edition(settings, ingredients(self.view, self.places, clock.now()), None)
        self.slowest = 0.0
        self._beats = 0
        self._making: asyncio.Task[None] | None = None

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to look around beside the requests."""
        self.pulse.start(loop)

    def stop(self) -> None:
        """End it; what was counted stays."""
        self.pulse.stop()
        self.tally.show()
        self.view.close()

    def _beat(self, late: float) -> None:
        now = self.clock.now()
        self._beats += 1
        self.slowest = max(self.slowest, late)
        self.view.look(now)
        if self._beats % SECOND == 0:
            self._each_second(now)
        if self._beats % MINUTE == 0:
            self.desk.renew_limits()
            self.slowest = 0.0

    def _each_second(self, now: datetime) -> None:
        self.tally.show()
        self.view.look_at_keys()
        if self._making is None or self._making.done():
            self._making = asyncio.ensure_future(self._make_edition(now))

    async def _make_edition(self, now: datetime) -> None:
        given = ingredients(self.view, self.places, now)
        try:
            self.edition = await asyncio.to_thread(edition, self.settings, given, self.edition)
        except Exception as error:  # noqa: BLE001 — the former edition stays, and the next second tries again
            log.warning("edge.edition %s", type(error).__name__)
