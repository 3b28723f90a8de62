"""Decisions against those in force in a snapshot, many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from lianfang.snapshots.encoding import WHOLE, Patterns, encode
from lianfang.snapshots.reader import Reader
from lianfang.snapshots.values import NEVER, Pattern

_NOTHING = np.array([(0, NEVER, NEVER)], dtype=WHOLE)[0].tobytes()


@dataclass(frozen=True, slots=True)
class Compared:
    """Row by row: whether the snapshot knows the person (`there`), says the very `same`, has the same `until`.

    `before` and `after` are places in `patterns`; of people who are not there, `before` means nothing.
    """

    there: Any
    same: Any
    until: Any
    before: Any
    after: Any
    patterns: tuple[Pattern, ...]


def compare(reader: Reader, batch: pa.RecordBatch) -> Compared:
    """Compare rows, which carry the columns of `lianfang evaluate --out`. Raises NotDecisions, SnapshotUnreadable."""
    patterns = Patterns(reader.patterns())
    keys, values = encode(batch, patterns)
    found = reader.raws(keys)
    there = np.array([value is not None for value in found], dtype=bool)
    before, after = _whole([value or b"" for value in found]), _whole(values)
    numbered = {number: pattern for pattern, number in patterns.known.items()}
    return Compared(
        there=there,
        same=there & (before == after),
        until=before["until"] == after["until"],
        before=before["pattern"],
        after=after["pattern"],
        patterns=tuple(numbered[number] for number in range(len(numbered))),
    )


def _whole(values: Sequence[bytes]) -> Any:
    """Values with the moments that were left off at their end."""
    return np.frombuffer(b"".join(value + _NOTHING[len(value) :] for value in values), dtype=WHOLE)
