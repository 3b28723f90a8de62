"""What a value of a snapshot says. Format 1, byte by byte:

A key is the person's id in UTF-8. A value is little-endian: the number of a pattern (4 bytes), then `holds_until` and
`until` in microseconds since 1970-01-01T00:00Z (8 bytes each, signed); empty ones at the end are left off, one in
the middle is the lowest number. A pattern is what few people have of their own: the JSON list
[colour, entry, notices, rules, unknown].
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from lianfang.kernel.clock import from_micros
from lianfang.snapshots.model import Standing

NEVER = -(2**63)
WITHOUT_MOMENTS, WITH_HOLDS, WITH_UNTIL = 4, 12, 20  # bytes of a value, by its last moment
NUMBER = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a decision says without its moments."""

    colour: str
    entry: str | None
    notices: tuple[str, ...]
    rules: tuple[str, ...]
    unknown: tuple[str, ...]

    def to_bytes(self) -> bytes:
        """The pattern as the snapshot keeps it."""
        return json.dumps(
            [self.colour, self.entry, self.notices, self.rules, self.unknown], ensure_ascii=False
        ).encode()

    @staticmethod
    def from_bytes(raw: bytes) -> "Pattern":
        """The pattern again."""
        colour, entry, notices, rules, unknown = json.loads(raw)
        return Pattern(colour, entry, tuple(notices), tuple(rules), tuple(unknown))


def decode(value: bytes, patterns: Mapping[int, Pattern]) -> Standing:
    """What a value says."""
    pattern = patterns[NUMBER.unpack_from(value)[0]]
    moments = [
        None if micros == NEVER else from_micros(micros) for (micros,) in struct.iter_unpack("<q", value[NUMBER.size :])
    ]
    holds_until, until = (*moments, None, None)[:2]
    return Standing(pattern.colour, pattern.entry, pattern.notices, pattern.rules, pattern.unknown, until, holds_until)


def pattern_number(value: bytes) -> int:
    """The number of the pattern a value names."""
    return int(NUMBER.unpack_from(value)[0])
