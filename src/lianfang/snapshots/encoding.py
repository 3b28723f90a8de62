"""From the columns of a run to the bytes of a snapshot, as `values` describes them."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lianfang.snapshots.model import COLOURS, ENTRIES
from lianfang.snapshots.refusals import NotDecisions
from lianfang.snapshots.values import NEVER, WITH_HOLDS, WITH_UNTIL, WITHOUT_MOMENTS, Pattern

NEEDED = ("person_id", "colour", "entry", "notices", "rules", "until", "holds_until", "unknown")
LONGEST_ID = 255  # bytes; the store's own limit is 511
WHOLE = np.dtype([("pattern", "<u4"), ("holds_until", "<i8"), ("until", "<i8")])
BETWEEN, WITHIN = "\x1f", "\x1e"
MICROS = pa.timestamp("us", tz="UTC")


@dataclass(slots=True)
class Patterns:
    """The numbers patterns have in one snapshot. No number is given twice; `new` were given since opening."""

    known: dict[Pattern, int]
    new: dict[int, Pattern] = field(default_factory=dict)

    def number(self, pattern: Pattern) -> int:
        """The pattern's number, a new one when it was not seen before."""
        number = self.known.get(pattern)
        if number is None:
            number = self.known[pattern] = len(self.known)
            self.new[number] = pattern
        return number


def encode(batch: pa.RecordBatch, patterns: Patterns) -> tuple[list[bytes], list[bytes]]:
    """Keys and values of the rows of `batch`, in its order. Raises NotDecisions."""
    missing = [name for name in NEEDED if name not in batch.schema.names]
    if missing:
        raise NotDecisions(why=f"the columns {', '.join(missing)} are missing")
    try:
        numbers = _pattern_numbers(batch, patterns)
        rows = np.empty(batch.num_rows, dtype=WHOLE)
        rows["pattern"] = numbers
        for name in ("holds_until", "until"):
            rows[name] = _micros(batch.column(name))
        return _keys(batch.column("person_id")), _trimmed(rows)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        raise NotDecisions(why=str(error).splitlines()[0][:200]) from None


def _keys(ids: pa.Array) -> list[bytes]:
    if ids.null_count:
        raise NotDecisions(why="a row has no person_id")
    keys = ids.cast(pa.large_binary())
    lengths = pc.min_max(pc.binary_length(keys)).as_py()
    if len(keys) and not 1 <= lengths["min"] <= lengths["max"] <= LONGEST_ID:
        raise NotDecisions(why=f"a person_id is empty or longer than {LONGEST_ID} bytes")
    found: list[bytes] = keys.to_pylist()
    return found


def _micros(moments: pa.Array) -> Any:
    if not pa.types.is_timestamp(moments.type) and not pa.types.is_null(moments.type):
        raise NotDecisions(why="until and holds_until must be timestamps")
    return moments.cast(MICROS).cast(pa.int64()).fill_null(NEVER).to_numpy(zero_copy_only=False)


def _trimmed(rows: Any) -> list[bytes]:
    """Each row's bytes without the empty moments at its end."""
    lengths = np.where(rows["holds_until"] != NEVER, WITH_HOLDS, WITHOUT_MOMENTS)
    lengths = np.where(rows["until"] != NEVER, WITH_UNTIL, lengths)
    kept = np.arange(WHOLE.itemsize) < lengths[:, None]
    data = rows.view(np.uint8).reshape(len(rows), WHOLE.itemsize)[kept]
    offsets = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(lengths, out=offsets[1:])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    found: list[bytes] = pa.Array.from_buffers(pa.large_binary(), len(rows), buffers).to_pylist()
    return found


def _pattern_numbers(batch: pa.RecordBatch, patterns: Patterns) -> Any:
    """One number a row. Patterns are found as joined text, so that only the distinct ones are looked at one by one."""
    parts = [_text(batch.column("colour")), _text(batch.column("entry"))]
    parts += [_joined(batch.column(name)) for name in ("notices", "rules", "unknown")]
    coded = pc.binary_join_element_wise(*parts, pa.scalar(BETWEEN, pa.large_string())).dictionary_encode()
    numbers = [patterns.number(_pattern(text)) for text in coded.dictionary.to_pylist()]
    return np.array(numbers, dtype=np.uint32)[coded.indices.to_numpy(zero_copy_only=False)]


def _text(column: pa.Array) -> pa.Array:
    return column.cast(pa.large_string()).fill_null("")


def _joined(column: pa.Array) -> pa.Array:
    if pa.types.is_null(column.type):
        return _text(column)
    return _text(pc.binary_join(column.cast(pa.list_(pa.string())), WITHIN))


def _pattern(text: str) -> Pattern:
    cells = text.split(BETWEEN)
    if len(cells) != 5:
        raise NotDecisions(why="a name holds a control character")
    colour, entry = cells[:2]
    if colour not in COLOURS or entry not in ("", *ENTRIES):
        raise NotDecisions(why=f"“{colour[:20]}” with entry “{entry[:20]}” is not a decision")
    notices, rules, unknown = (tuple(filter(None, cell.split(WITHIN))) for cell in cells[2:])
    return Pattern(colour, entry or None, notices, rules, unknown)
