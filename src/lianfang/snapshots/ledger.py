"""Changes to the store of holders, remembered as they are made, so that edges on other machines can follow.

An edge needs two of the databases: what tokens stand for, and whose codes are revoked. Each change of these is one
entry: an envelope, magic "LFH1", head {"store", "after"}, and a body of operations: which database (1), length of
the key (2), key, length of the value (2; 65535 means gone), value.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from lianfang.snapshots.envelopes import wrapped
from lianfang.snapshots.environments import Opened, Txn, keep_latest

MAGIC = b"LFH1"
COUNTS, CHANGES = b"counts", b"changes"
SHIPPED = (b"tokens", b"revoked")
SEQUENCE, STORE = b"sequence", b"store"
LENGTHS = struct.Struct("<BH")
LENGTH = struct.Struct("<H")
GONE = 65535
KEPT = 256 * 2**20  # bytes of changes kept for machines that follow

Operation = tuple[bytes, bytes, bytes | None]


@dataclass(slots=True)
class Ledger:
    """One writing transaction of the store, and what it changed of the shipped databases."""

    txn: Txn
    opened: Opened
    operations: list[Operation] = field(default_factory=list)

    def get(self, name: bytes, key: bytes) -> bytes | None:
        """What is under a key."""
        return self.txn.get(key, db=self.opened[name])

    def put(self, name: bytes, key: bytes, value: bytes) -> None:
        """Put a value under a key."""
        self.txn.put(key, value, db=self.opened[name])
        if name in SHIPPED:
            self.operations.append((name, key, value))

    def pop(self, name: bytes, key: bytes) -> bytes | None:
        """Take a key out; gives what was under it."""
        found = self.txn.pop(key, db=self.opened[name])
        if found is not None and name in SHIPPED:
            self.operations.append((name, key, None))
        return found

    def close(self) -> None:
        """Remember what was changed, if anything, as the next entry."""
        if not self.operations:
            return
        after = sequence_of(self.txn, self.opened)
        head = {"store": store_of(self.txn, self.opened).hex(), "after": after}
        entry = wrapped(MAGIC, head, packed(self.operations))
        self.txn.put(number(after), entry, db=self.opened[CHANGES])
        self.txn.put(SEQUENCE, number(after + 1), db=self.opened[COUNTS])
        keep_latest(self.txn, self.opened, CHANGES, KEPT)


def sequence_of(txn: Txn, opened: Opened) -> int:
    """How many entries were made."""
    return int.from_bytes(txn.get(SEQUENCE, db=opened[COUNTS]) or b"", "big")


def store_of(txn: Txn, opened: Opened) -> bytes:
    """The store's own id: changes of another do not fit."""
    return txn.get(STORE, db=opened[COUNTS]) or b""


def number(value: int) -> bytes:
    """A number as a key: keys sort as numbers do."""
    return value.to_bytes(8, "big")


def packed(operations: list[Operation]) -> bytes:
    """Operations as they travel."""
    parts = []
    for name, key, value in operations:
        said = LENGTH.pack(GONE) if value is None else LENGTH.pack(len(value)) + value
        parts.append(LENGTHS.pack(SHIPPED.index(name), len(key)) + key + said)
    return b"".join(parts)


def unpacked(body: bytes) -> Iterator[Operation]:
    """Operations again. Raises ValueError."""
    at = 0
    try:
        while at < len(body):
            which, length = LENGTHS.unpack_from(body, at)
            at += LENGTHS.size
            key = body[at : at + length]
            at += length
            (size,) = LENGTH.unpack_from(body, at)
            at += LENGTH.size
            value = None if size == GONE else body[at : at + size]
            at += 0 if value is None else size
            yield SHIPPED[which], key, value
    except (struct.error, IndexError):
        raise ValueError("its operations are cut off") from None
