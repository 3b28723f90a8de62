"""Chance that depends only on the seed, the question and the person: the same in any order and any chunk."""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Bits = NDArray[np.uint64]
Share = NDArray[np.float64]
Mask = NDArray[np.bool_]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


class Draws:
    """Answers "how lucky is person `who` in question `what`" for whole arrays of people (splitmix64)."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def bits(self, what: str, who: Whole) -> Bits:
        """64 mixed bits per person."""
        salt = int.from_bytes(blake2b(f"{self._seed}:{what}".encode(), digest_size=8).digest(), "big")
        mixed = who.astype(np.uint64) * _GOLDEN + np.uint64(salt)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * _FIRST
        mixed = (mixed ^ (mixed >> np.uint64(27))) * _SECOND
        return mixed ^ (mixed >> np.uint64(31))

    def share(self, what: str, who: Whole) -> Share:
        """A number in [0, 1) per person."""
        return (self.bits(what, who) >> np.uint64(11)).astype(np.float64) * 2.0**-53

    def chance(self, what: str, who: Whole, probability: float | Share) -> Mask:
        """True with the given probability, one for all or one for each person."""
        return self.share(what, who) < probability

    def between(self, what: str, who: Whole, low: float, high: float) -> Share:
        """A number in [low, high) per person."""
        return low + self.share(what, who) * (high - low)

    def below(self, what: str, who: Whole, limit: int | Whole) -> Whole:
        """A whole number in 0 … limit - 1 per person."""
        return (self.share(what, who) * limit).astype(np.int64)

    def weighted(self, what: str, who: Whole, weights: Share) -> Whole:
        """An index into `weights` per person, each as likely as its weight."""
        steps = np.cumsum(weights) / weights.sum()
        return np.minimum(np.searchsorted(steps, self.share(what, who), side="right"), len(weights) - 1).astype(
            np.int64
        )
