"""Plays a morning: people arrive at a rate that rises and then holds, whether or not the edge keeps up."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import perf_counter

from lianfang.bench.morning.crowd import Crowd
from lianfang.bench.morning.score import Score, Times
from lianfang.bench.morning.target import Person, Target
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

MOST_RATE, MOST_SECONDS, MOST_IN_FLIGHT = 20_000, 900, 4_000
TICK, SHOWN = 0.01, 0.25  # seconds between arrivals, and between pictures
GOES_HOME = 15.0  # seconds that those who are still waiting have at the end

Show = Callable[[Score, float, float], None]


class TooMuch(Refusal):
    code = "morning-too-large"
    says = Words(
        "一次演练最多每秒 {rate} 次、{seconds} 秒。",
        "A morning is at most {rate} arrivals a second for {seconds} seconds.",
    )
    remedy = Words("请降低 --rate 或 --seconds。", "Lower --rate or --seconds.")


@dataclass(frozen=True, slots=True)
class Morning:
    """Arrivals a second at the full rate, seconds until it is reached, seconds in all."""

    rate: float
    ramp: float
    seconds: float
    seed: int = 1

    def rate_at(self, elapsed: float) -> float:
        """Arrivals a second at that moment."""
        return self.rate if elapsed >= self.ramp else self.rate * elapsed / self.ramp

    def must_be_bounded(self) -> None:
        """Raises TooMuch."""
        if not (0 < self.rate <= MOST_RATE and 0 < self.seconds <= MOST_SECONDS and 0 <= self.ramp <= self.seconds):
            raise TooMuch(rate=f"{MOST_RATE:,}", seconds=MOST_SECONDS)


async def play(
    morning: Morning, target: Target, people: Sequence[Person], *, show: Show = lambda score, rate, elapsed: None
) -> Score:
    """The whole morning. Raises TooMuch. What is cancelled leaves no connection open."""
    morning.must_be_bounded()
    score = Score()
    crowd = Crowd(target, people, score, morning.seed)
    try:
        async with asyncio.timeout(morning.seconds + GOES_HOME):
            async with asyncio.TaskGroup() as arrivals:
                await _arrive(morning, crowd, score, arrivals, show)
    except TimeoutError:
        score.outcomes["still waiting"] += score.in_flight
    finally:
        await crowd.close()
    return score


async def _arrive(morning: Morning, crowd: Crowd, score: Score, arrivals: asyncio.TaskGroup, show: Show) -> None:
    began, due, shown, last = perf_counter(), 0.0, 0.0, 0.0
    while (elapsed := perf_counter() - began) < morning.seconds:
        due += morning.rate_at(elapsed) * (elapsed - last)
        last = elapsed
        while due >= 1:
            due -= 1
            _one(crowd, score, arrivals)
        if elapsed - shown >= SHOWN:
            show(score, morning.rate_at(elapsed), elapsed)
            score.lately, shown = Times(), elapsed
        await asyncio.sleep(TICK)
    show(score, 0.0, morning.seconds)


def _one(crowd: Crowd, score: Score, arrivals: asyncio.TaskGroup) -> None:
    score.offered += 1
    if score.in_flight >= MOST_IN_FLIGHT:
        score.not_sent += 1
        return
    score.in_flight += 1

    def gone(_: asyncio.Task[None]) -> None:
        score.in_flight -= 1

    arrivals.create_task(crowd.play(crowd.next_kind())).add_done_callback(gone)
