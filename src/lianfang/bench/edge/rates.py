"""How many people one core answers: a plain question, a kept code, a code signed each time, against a bare hello.

The server has one core and wrk the other. Everybody has a turn in each round; a ratio is taken within a round, so that
what slows the whole machine slows both. The first round after the start stands apart.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lianfang.bench.edge.city import TOKENS, make_city
from lianfang.bench.edge.servers import HOST, UNLIMITED, edge_server, hello_server
from lianfang.bench.edge.wrk import flood, must_have
from lianfang.bench.measure import Contestant, Say, Timing, Withdrawn, alternate, times_as_fast
from lianfang.policy.model import Pack

PER = 1_000_000  # requests one timing is for
SERVER_CORE, LOAD_CORE = 0, 1
CONNECTIONS = 32
BARS = {"query": 0.55, "kept": 0.80, "signed": 0.12}
HELLO = "hello"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is measured: people of the city, people who ask, rounds that count, seconds of a turn, first port."""

    people: int = 1_000_000
    tokens: int = 10_000
    rounds: int = 3
    seconds: int = 5
    port: int = 8040


@dataclass(frozen=True, slots=True)
class Rates:
    """Timings for a million requests each, and how each compares with a bare hello."""

    plan: Plan
    timings: list[Timing]
    ratios: dict[str, float]
    reasons: list[str]

    @property
    def faults(self) -> list[str]:
        """Bars that were not met."""
        return [
            f"{name}: {ratio:.2f} of a bare hello, below {BARS[name]:.2f}"
            for name, ratio in self.ratios.items()
            if ratio < BARS[name]
        ] + self.reasons


def measure(pack: Pack, folder: Path, plan: Plan, *, at: datetime, say: Say) -> Rates:
    """Make a city in `folder`, start the servers, measure. Raises ToolMissing, EdgeNotReady."""
    must_have("wrk", "taskset")
    say(f"Making an invented city of {plan.people:,} people …")
    make_city(pack, folder, people=plan.people, tokens=plan.tokens, at=at)
    with ExitStack() as servers:
        servers.enter_context(hello_server(plan.port, core=SERVER_CORE))
        servers.enter_context(edge_server(folder, plan.port + 1, core=SERVER_CORE, settings=UNLIMITED))
        forgetful = {**UNLIMITED, "EDGE_KEPT": "1"}
        servers.enter_context(edge_server(folder, plan.port + 2, core=SERVER_CORE, settings=forgetful))
        contestants = [
            _contestant(HELLO, "a bare hello", plan.port, "/", folder, plan),
            _contestant("query", "a plain question", plan.port + 1, "/v1/query", folder, plan),
            _contestant("kept", "a kept code", plan.port + 1, "/v1/make", folder, plan),
            _contestant("signed", "a code signed each time", plan.port + 2, "/v1/make", folder, plan),
        ]
        timings, reasons = alternate(contestants, rounds=plan.rounds, say=say)
    return Rates(plan, timings, _ratios(timings), reasons)


def cores() -> int:
    """Cores this process may use."""
    return len(os.sched_getaffinity(0))


def _contestant(key: str, title: str, port: int, path: str, folder: Path, plan: Plan) -> Contestant:
    return Contestant(key, title, PER, _turn(port, path, folder, plan))


def _turn(port: int, path: str, folder: Path, plan: Plan) -> Callable[[], float]:
    """One turn: seconds in which a million are answered. What was put off counts as time spent, not as an answer."""

    def run() -> float:
        found = flood(
            f"http://{HOST}:{port}",
            path,
            folder / TOKENS,
            connections=CONNECTIONS,
            seconds=plan.seconds,
            core=LOAD_CORE,
        )
        if found.broken or found.refused * 2 > found.answers or not found.answers:
            raise Withdrawn(f"{path}: {found.refused} refused and {found.broken} cut off of {found.answers}")
        return PER / found.good_a_second

    return run


def _ratios(timings: list[Timing]) -> dict[str, float]:
    by_key = {timing.key: timing for timing in timings}
    hello = by_key.get(HELLO)
    return {} if hello is None else {key: times_as_fast(by_key[key], hello) for key in BARS if key in by_key}
