"""What happened, counted, in memory that does not grow with the crowd."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

EDGES: Sequence[float] = tuple(0.0001 * 1.07**step for step in range(200))  # seconds; the last is above a minute


@dataclass(slots=True)
class Times:
    """Times in steps of seven per cent: percentiles to within that."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(EDGES) + 1))
    longest: float = 0.0

    def add(self, seconds: float) -> None:
        """One more."""
        self.counts[bisect_left(EDGES, seconds)] += 1
        self.longest = max(self.longest, seconds)

    def at(self, share: float) -> float:
        """The time within which `share` of all came; 0 when there were none."""
        wanted, seen = share * sum(self.counts), 0
        for step, count in enumerate(self.counts):
            seen += count
            if count and seen >= wanted:
                return min(EDGES[min(step, len(EDGES) - 1)], self.longest)
        return 0.0


@dataclass(slots=True)
class Score:
    """One morning. `wrong` are answers that were not true; `not_sent` is what this machine could not play."""

    offered: int = 0
    sent: int = 0
    not_sent: int = 0
    retried: int = 0
    in_flight: int = 0
    wrong: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    accepted: Times = field(default_factory=Times)
    put_off: Times = field(default_factory=Times)
    lately: Times = field(default_factory=Times)

    def answered(self, outcome: str, seconds: float) -> None:
        """An answer came: `accepted`, `put off` or another outcome."""
        self.outcomes[outcome] += 1
        times = self.put_off if outcome in {"put off", "too often"} else self.accepted
        times.add(seconds)
        if times is self.accepted:
            self.lately.add(seconds)
