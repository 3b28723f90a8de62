"""Restoration lag: for everybody whose restriction ended, the time from its cause to the snapshot.

The cause is the fact that was received, the area that was lowered, or the moment at which a window ended.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

BOUNDS = (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0, 86_400.0)  # seconds
METRIC = "lianfang_restoration_lag_seconds"


@dataclass(frozen=True, slots=True)
class Lag:
    """How many were restored within each bound (the last count: later than all), and the longest, in seconds."""

    counts: tuple[int, ...]
    longest: float

    @property
    def people(self) -> int:
        """How many were restored."""
        return sum(self.counts)

    def __add__(self, other: "Lag") -> "Lag":
        counts = tuple(a + b for a, b in zip(self.counts, other.counts, strict=True))
        return Lag(counts, max(self.longest, other.longest))

    def quantile(self, share: float) -> float | None:
        """The bound within which that share of people was restored; None when nobody was."""
        wanted, seen = share * self.people, 0
        for count, bound in zip(self.counts, (*BOUNDS, self.longest), strict=True):
            seen += count
            if seen and seen >= wanted:
                return min(bound, self.longest)
        return None


NOBODY = Lag((0,) * (len(BOUNDS) + 1), 0.0)


def lag_of(seconds: Iterable[float]) -> Lag:
    """The lags of one run."""
    counts, longest = [0] * (len(BOUNDS) + 1), 0.0
    for each, people in Counter(seconds).items():
        counts[bisect_left(BOUNDS, each)] += people
        longest = max(longest, each)
    return Lag(tuple(counts), longest)


def together(runs: Sequence[Mapping[str, Any]]) -> Lag:
    """The lags of several runs, from their records."""
    restoring = (run for run in runs if run["restored"])
    return sum((Lag(tuple(run["lag"]), run["lag_max"]) for run in restoring), start=NOBODY)


def as_metrics(lag: Lag) -> str:
    """The histogram in Prometheus's text format."""
    lines, seen = (
        [f"# HELP {METRIC} From the cause to the snapshot, for everybody restored.", f"# TYPE {METRIC} histogram"],
        0,
    )
    for count, bound in zip(lag.counts, (*map(str, BOUNDS), "+Inf"), strict=True):
        seen += count
        lines.append(f'{METRIC}_bucket{{le="{bound}"}} {seen}')
    return "\n".join([*lines, f"{METRIC}_count {seen}", f"{METRIC}_max {lag.longest}"]) + "\n"
