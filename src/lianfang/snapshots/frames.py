"""Changes as other machines receive them. A frame is what one `publish_changes` did, and can be applied only right
after the sequence it follows.

An envelope (see `envelopes`) with the magic "LFC1". The head: `after`, `header`, `patterns` (number → pattern). The
body, little-endian: for each person the length of the key (2), the key, the length of the value (1; 255 means gone),
the value.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from lianfang.snapshots.envelopes import unwrapped, wrapped
from lianfang.snapshots.model import Header
from lianfang.snapshots.values import Pattern

MAGIC = b"LFC1"
KEY_LENGTH = struct.Struct("<H")
GONE = 255


@dataclass(frozen=True, slots=True)
class Frame:
    """The changes that follow sequence `after` and lead to `header`."""

    after: int
    header: Header
    patterns: dict[int, Pattern] = field(default_factory=dict)
    changed: list[tuple[bytes, bytes]] = field(default_factory=list)
    gone: list[bytes] = field(default_factory=list)

    def to_bytes(self) -> bytes:
        """The frame as it is kept and shipped."""
        head = {
            "after": self.after,
            "header": self.header.to_bytes().decode(),
            "patterns": {number: pattern.to_bytes().decode() for number, pattern in self.patterns.items()},
        }
        parts = [
            KEY_LENGTH.pack(len(key)) + key + len(value).to_bytes(1, "little") + value for key, value in self.changed
        ]
        parts += [KEY_LENGTH.pack(len(key)) + key + bytes([GONE]) for key in self.gone]
        return wrapped(MAGIC, head, b"".join(parts))


def frame_key(after: int) -> bytes:
    """Where the frame that follows `after` is kept: keys sort as numbers do."""
    return after.to_bytes(8, "big")


def read_frame(raw: bytes) -> Frame:
    """The frame again. Raises ValueError when it is torn or changed."""
    head, body = unwrapped(raw, MAGIC)
    changed: list[tuple[bytes, bytes]] = []
    gone: list[bytes] = []
    for key, value in _people(body):
        if value is None:
            gone.append(key)
        else:
            changed.append((key, value))
    try:
        patterns = {int(number): Pattern.from_bytes(text.encode()) for number, text in head["patterns"].items()}
        return Frame(int(head["after"]), Header.from_bytes(head["header"].encode()), patterns, changed, gone)
    except (KeyError, TypeError, AttributeError):
        raise ValueError("its head is not whole") from None


def _people(body: bytes) -> Iterator[tuple[bytes, bytes | None]]:
    at = 0
    while at < len(body):
        (length,) = KEY_LENGTH.unpack_from(body, at)
        at += KEY_LENGTH.size
        key, size = body[at : at + length], body[at + length]
        at += length + 1
        if size == GONE:
            yield key, None
        else:
            yield key, body[at : at + size]
            at += size
