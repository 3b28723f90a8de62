"""Changes as other machines receive them. A frame is what one `publish_changes` did, and can be applied only right
after the sequence it follows. Format 1, little-endian:

    magic "LFC1" · length of the head (4) · length of the body (8) · SHA-256 of head and body (32) · head · body

The head is a JSON object: `after`, `header`, `patterns` (number → pattern). The body is zlib-compressed: for each
person the length of the key (2), the key, the length of the value (1; 255 means gone), the value.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from lianfang.snapshots.model import Header
from lianfang.snapshots.values import Pattern

MAGIC = b"LFC1"
OPENING = struct.Struct("<4sIQ32s")
KEY_LENGTH = struct.Struct("<H")
GONE = 255
LARGEST_HEAD, LARGEST_BODY = 64 * 2**20, 2**31  # what a reader agrees to take into memory


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
        head = json.dumps(
            {
                "after": self.after,
                "header": self.header.to_bytes().decode(),
                "patterns": {number: pattern.to_bytes().decode() for number, pattern in self.patterns.items()},
            },
            ensure_ascii=False,
        ).encode()
        parts = [
            KEY_LENGTH.pack(len(key)) + key + len(value).to_bytes(1, "little") + value for key, value in self.changed
        ]
        parts += [KEY_LENGTH.pack(len(key)) + key + bytes([GONE]) for key in self.gone]
        body = zlib.compress(b"".join(parts), 1)
        return OPENING.pack(MAGIC, len(head), len(body), sha256(head + body).digest()) + head + body


def frame_key(after: int) -> bytes:
    """Where the frame that follows `after` is kept: keys sort as numbers do."""
    return after.to_bytes(8, "big")


def opening(raw: bytes) -> tuple[int, int]:
    """Lengths of head and body that follow an opening. Raises ValueError."""
    if len(raw) != OPENING.size:
        raise ValueError("it ends too early")
    magic, head, body, _ = OPENING.unpack(raw)
    if magic != MAGIC or head > LARGEST_HEAD or body > LARGEST_BODY:
        raise ValueError("it does not begin as changes do")
    return head, body


def read_frame(raw: bytes) -> Frame:
    """The frame again. Raises ValueError when it is torn or changed."""
    length, body_length = opening(raw[: OPENING.size])
    digest = OPENING.unpack_from(raw)[3]
    rest = raw[OPENING.size :]
    if len(rest) != length + body_length or sha256(rest).digest() != digest:
        raise ValueError("its contents do not match its checksum")
    head = json.loads(rest[:length])
    changed: list[tuple[bytes, bytes]] = []
    gone: list[bytes] = []
    for key, value in _people(_inflated(rest[length:])):
        if value is None:
            gone.append(key)
        else:
            changed.append((key, value))
    patterns = {int(number): Pattern.from_bytes(text.encode()) for number, text in head["patterns"].items()}
    return Frame(int(head["after"]), Header.from_bytes(head["header"].encode()), patterns, changed, gone)


def _inflated(raw: bytes) -> bytes:
    """Inflated, but never beyond what this machine agreed to take."""
    inflater = zlib.decompressobj()
    body = inflater.decompress(raw, LARGEST_BODY)
    if not inflater.eof:
        raise ValueError("its body is too large or cut off")
    return body


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
