"""Fair timing: contestants take turns, the first round stands apart, the median of the others counts."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

SHORTEST_TURN = 0.3  # seconds; quick work is repeated until a turn is at least this long

Say = Callable[[str], None]


class Withdrawn(Exception):
    """A contestant cannot go on: it is left out, and the reason says why."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """Somebody who does the work for `people`: `run` does it once and gives the seconds it took."""

    key: str
    title: str
    people: int
    run: Callable[[], float]


@dataclass(slots=True)
class Timing:
    """How long one contestant took: the first round, and the rounds that count, in seconds for one piece of work."""

    key: str
    title: str
    people: int
    first: float = 0.0
    rounds: list[float] = field(default_factory=list)

    @property
    def last(self) -> float:
        """The latest turn."""
        return self.rounds[-1] if self.rounds else self.first

    @property
    def seconds(self) -> float:
        """The median of the rounds that count."""
        return median(self.rounds)

    @property
    def people_per_second(self) -> float:
        """People decided in a second, by the median."""
        return self.people / self.seconds


def timed(work: Callable[[], object]) -> float:
    """Seconds that `work` took."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def alternate(contestants: Sequence[Contestant], *, rounds: int, say: Say) -> tuple[list[Timing], list[str]]:
    """One first round and `rounds` that count; everybody has a turn in each, in an order that turns round each time.

    Gives the timings, and the reasons of those who withdrew.
    """
    timings = {one.key: Timing(one.key, one.title, one.people) for one in contestants}
    reasons = []
    for number in range(rounds + 1):
        name = "first round" if number == 0 else f"round {number} of {rounds}"
        present = [one for one in contestants if one.key in timings]
        for one in present if number % 2 == 0 else reversed(present):
            try:
                _time(one, timings[one.key], first=number == 0)
                say(f"{name}: {one.title}, {timings[one.key].last:.3f} s")
            except Withdrawn as why:
                del timings[one.key]
                reasons.append(str(why))
                say(str(why))
    return list(timings.values()), reasons


def times_as_fast(one: Timing, other: Timing) -> float:
    """How many times as many people per second `one` decides: the median over rounds, each taken by itself.

    What slows the whole machine down for a while slows both in that round, so it does not tell in the ratio.
    """
    each = [
        (one.people / mine) / (other.people / theirs) for mine, theirs in zip(one.rounds, other.rounds, strict=True)
    ]
    return median(each)


def _time(one: Contestant, timing: Timing, *, first: bool) -> None:
    spent = [one.run()]
    while sum(spent) < SHORTEST_TURN:
        spent.append(one.run())
    seconds = sum(spent) / len(spent)
    if first:
        timing.first = seconds
    else:
        timing.rounds.append(seconds)
