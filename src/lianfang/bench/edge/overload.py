"""Ten times as many clients as one core can serve: what is still answered, how soon, and how soon it is over.

Codes are signed each time, the dearest question there is. wrk floods from the other core and times all answers; a small
rehearsal asks beside it and looks at every answer (its own times are longer: it shares wrk's core).
"""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from time import sleep

from lianfang.bench.edge.city import TOKENS, make_city
from lianfang.bench.edge.rates import CONNECTIONS, LOAD_CORE, SERVER_CORE, Plan
from lianfang.bench.edge.servers import HOST, UNLIMITED, edge_server, memory_of
from lianfang.bench.edge.wrk import Flood, flood, must_have
from lianfang.bench.measure import Say
from lianfang.bench.morning.play import Morning, play
from lianfang.bench.morning.score import Score
from lianfang.bench.morning.target import people_in, target_at
from lianfang.policy.model import Pack

TIMES = 10
GOODPUT, P99, RECOVERS = 0.8, 0.1, 5  # share of the peak; seconds
GROWTH = 32 * 2**20  # bytes that the process may have gained: the allocator's own, not a leak
PROBES = 40  # questions a second that are looked at
BACK = 0.8  # of the peak, after it is over


@dataclass(frozen=True, slots=True)
class Overload:
    """What was seen. `peak` at saturation; `during` the flood; `after` it, RECOVERS seconds later; memory in bytes."""

    plan: Plan
    seconds: int
    connections: int
    peak: Flood
    during: Flood
    after: Flood
    probe: Score = field(repr=False)
    memory_before: int = 0
    memory_after: int = 0

    @property
    def faults(self) -> list[str]:
        """Bars that were not met."""
        told = {
            f"goodput {self.goodput:.2f} of the peak": self.goodput >= GOODPUT,
            f"answered within {self.during.p99 * 1000:.0f} ms (p99)": self.during.p99 <= P99,
            f"memory grew by {self.grown / 2**20:.0f} MB": self.grown <= GROWTH,
            f"{self.probe.wrong} wrong answers": self.probe.wrong == 0,
            f"{self.during.broken} connections broken": self.during.broken == 0,
            f"recovered to {self.recovered:.2f} of the peak": self.recovered >= BACK,
        }
        return [what for what, good in told.items() if not good]

    @property
    def goodput(self) -> float:
        """Good answers a second in the flood, as a share of the peak."""
        return self.during.good_a_second / self.peak.good_a_second

    @property
    def recovered(self) -> float:
        """Good answers a second after it, as a share of the peak."""
        return self.after.good_a_second / self.peak.good_a_second

    @property
    def grown(self) -> int:
        """Bytes of memory gained from the saturated to the flooded process."""
        return self.memory_after - self.memory_before


def overload(pack: Pack, folder: Path, plan: Plan, *, seconds: int, at: datetime, say: Say) -> Overload:
    """Make a city in `folder` and flood its edge for `seconds`. Raises ToolMissing, EdgeNotReady."""
    must_have("wrk", "taskset")
    say(f"Making an invented city of {plan.people:,} people …")
    make_city(pack, folder, people=plan.people, tokens=plan.tokens, at=at)
    port, many = plan.port + 3, CONNECTIONS * TIMES

    def ask(connections: int, length: int) -> Flood:
        url = f"http://{HOST}:{port}"
        return flood(url, "/v1/make", folder / TOKENS, connections=connections, seconds=length, core=LOAD_CORE)

    with edge_server(folder, port, core=SERVER_CORE, settings={**UNLIMITED, "EDGE_KEPT": "1"}) as server:
        ask(CONNECTIONS, plan.seconds)
        peak = ask(CONNECTIONS, plan.seconds)
        before = memory_of(server.pid)
        say(f"{CONNECTIONS} clients: {peak.good_a_second:,.0f} codes signed a second, p99 {peak.p99 * 1000:.0f} ms")
        say(f"{many} clients for {seconds} s …")
        during, probe = _flooded(lambda: ask(many, seconds), f"http://{HOST}:{port}", folder, seconds)
        sleep(RECOVERS - plan.seconds if plan.seconds < RECOVERS else 0)
        after = ask(CONNECTIONS, plan.seconds)
        return Overload(plan, seconds, many, peak, during, after, probe, before, memory_of(server.pid))


def _flooded(flooding: Callable[[], Flood], url: str, folder: Path, seconds: int) -> tuple[Flood, Score]:
    """The flood, and what a few people who ask beside it are told."""
    found: list[Flood] = []
    thread = threading.Thread(target=lambda: found.append(flooding()))
    thread.start()
    morning = Morning(PROBES, 0, max(1, seconds - 1))
    score = asyncio.run(play(morning, target_at(url), people_in(folder / TOKENS)))
    thread.join()
    return found[0], score
