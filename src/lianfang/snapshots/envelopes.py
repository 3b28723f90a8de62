"""How changes travel: a head in JSON and a compressed body under one checksum. Little-endian:

magic (4) · length of the head (4) · length of the body (8) · SHA-256 of head and body (32) · head · body
"""

import json
import struct
import zlib
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any, BinaryIO

OPENING = struct.Struct("<4sIQ32s")
LARGEST_HEAD, LARGEST_BODY = 64 * 2**20, 2**31  # bytes that a reader agrees to take into memory


def wrapped(magic: bytes, head: Mapping[str, object], body: bytes) -> bytes:
    """Head and body as they travel."""
    said, packed = json.dumps(head, ensure_ascii=False).encode(), zlib.compress(body, 1)
    return OPENING.pack(magic, len(said), len(packed), sha256(said + packed).digest()) + said + packed


def unwrapped(raw: bytes, magic: bytes) -> tuple[dict[str, Any], bytes]:
    """Head and body again. Raises ValueError when they are torn, changed or something else."""
    sizes, digest = _opening(raw[: OPENING.size], magic)
    rest = raw[OPENING.size :]
    if len(rest) != sum(sizes) or sha256(rest).digest() != digest:
        raise ValueError("its contents do not match its checksum")
    inflater = zlib.decompressobj()
    body = inflater.decompress(rest[sizes[0] :], LARGEST_BODY)
    if not inflater.eof:
        raise ValueError("its body is too large or cut off")
    head = json.loads(rest[: sizes[0]])
    if not isinstance(head, dict):
        raise ValueError("its head is not an object")
    return head, body


def one_by_one(source: BinaryIO, magic: bytes) -> Iterator[bytes]:
    """The envelopes in a file, one after the other, still closed. Raises ValueError."""
    while raw := source.read(OPENING.size):
        yield raw + source.read(sum(_opening(raw, magic)[0]))


def _opening(raw: bytes, magic: bytes) -> tuple[tuple[int, int], bytes]:
    if len(raw) != OPENING.size:
        raise ValueError("it ends too early")
    found, head, body, digest = OPENING.unpack(raw)
    if found != magic or head > LARGEST_HEAD or body > LARGEST_BODY:
        raise ValueError("it does not begin as changes do")
    return (head, body), digest
