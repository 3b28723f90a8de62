"""Where a person's codes stand in each period's status list: another place each period, and never another's."""

from dataclasses import dataclass, field
from hashlib import blake2b

ROUNDS = 6


@dataclass(frozen=True, slots=True)
class Places:
    """A secret shuffle of `size` places for each period's list, worked out for one person at a time.

    A Feistel network over the smallest power of two, walked until it comes out within `size`: one place for each
    person, one person for each place, nothing to store. `key` is 16 to 64 secret bytes.
    """

    key: bytes = field(repr=False)
    size: int

    def place(self, ordinal: int, *, number: int) -> int:
        """The place of the person with `ordinal` (0 … size - 1) in list `number`."""
        if not 0 <= ordinal < self.size:
            raise ValueError("an ordinal outside the list")
        place = self._shuffled(ordinal, number)
        while place >= self.size:
            place = self._shuffled(place, number)
        return place

    def _shuffled(self, value: int, number: int) -> int:
        bits = max(2, (self.size - 1).bit_length())
        low = bits // 2
        halves = [value >> low, value & (1 << low) - 1]
        wide = [(1 << bits - low) - 1, (1 << low) - 1]
        for turn in range(ROUNDS):
            here = turn % 2
            halves[here] ^= self._drawn(halves[1 - here], turn, number) & wide[here]
        return halves[0] << low | halves[1]

    def _drawn(self, half: int, turn: int, number: int) -> int:
        said = half.to_bytes(8) + bytes((turn,)) + number.to_bytes(8)
        return int.from_bytes(blake2b(said, digest_size=8, key=self.key).digest())
