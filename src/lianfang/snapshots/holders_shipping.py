"""Carrying the store of holders to edges on other machines: everything, or the changes after a sequence.

A file is envelopes one after the other, applied in one transaction. Whole: the first says {"store", "sequence",
"parts"}, that many bodies of operations follow, and what was there before is cleared. Changes: the ledger's entries.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import lmdb

from lianfang.kernel.reasons import reason
from lianfang.snapshots import environments
from lianfang.snapshots.envelopes import one_by_one, unwrapped, wrapped
from lianfang.snapshots.environments import Opened, Txn
from lianfang.snapshots.holders import DATABASES, FILE, Holders, HoldersNotWritten
from lianfang.snapshots.ledger import (
    CHANGES,
    COUNTS,
    MAGIC,
    SEQUENCE,
    SHIPPED,
    STORE,
    Operation,
    number,
    packed,
    sequence_of,
    store_of,
    unpacked,
)
from lianfang.snapshots.refusals import ChangesNotKept, ChangesOfAnotherWhole, NotAShipment, SnapshotOutOfOrder
from lianfang.snapshots.shipping import beside, removed_at_last, to_disk

PART = 50_000  # operations in one envelope of a whole


@dataclass(frozen=True, slots=True)
class HoldersShipped:
    """What a file carries, or what applying one came to. `changes` is None for a whole."""

    sequence: int
    tokens: int
    changes: int | None


def ship_holders(folder: Path, out: Path, *, after: int | None = None) -> HoldersShipped:
    """Write all holders, or the changes after a sequence, to the file `out`, whole or not at all.

    Raises ChangesNotKept, SnapshotOutOfOrder, HoldersNotWritten.
    """
    part = beside(out)
    try:
        with removed_at_last(part), _opened(folder) as opened, opened.env.begin() as txn:
            with part.open("wb") as file:
                envelopes = _whole(txn, opened) if after is None else _kept(txn, opened, after)
                count = sum(1 for raw in envelopes if file.write(raw))
                to_disk(file)
            part.replace(out)
            shipped = HoldersShipped(sequence_of(txn, opened), _tokens(txn, opened), None if after is None else count)
    except (lmdb.Error, OSError) as error:
        raise HoldersNotWritten(why=reason(error)) from None
    return shipped


def apply_holders(folder: Path, file: Path) -> HoldersShipped:
    """Take a shipped file into the store here. What is there already changes nothing.

    Raises NotAShipment, ChangesOfAnotherWhole, SnapshotOutOfOrder, HoldersNotWritten.
    """
    Holders(folder).close()  # makes the file when there is none
    try:
        source = file.open("rb")
    except OSError as error:
        raise NotAShipment(file=file.name, why=reason(error)) from None
    try:
        with source, _opened(folder) as opened, opened.env.begin(write=True) as txn:
            changes = _apply(txn, opened, source)
            return HoldersShipped(sequence_of(txn, opened), _tokens(txn, opened), changes)
    except (ValueError, KeyError, TypeError) as error:
        raise NotAShipment(file=file.name, why=reason(error)) from None
    except (lmdb.Error, OSError) as error:
        raise HoldersNotWritten(why=reason(error)) from None


def _apply(txn: Txn, opened: Opened, source: BinaryIO) -> int | None:
    """How many changes were new; None for a whole."""
    changes = 0
    envelopes = one_by_one(source, MAGIC)
    for raw in envelopes:
        head, body = unwrapped(raw, MAGIC)
        if "parts" in head:
            _apply_whole(txn, opened, head, envelopes)
            return None
        changes += _apply_changes(txn, opened, head, body, raw)
    return changes


def _apply_whole(txn: Txn, opened: Opened, head: dict[str, object], envelopes: Iterator[bytes]) -> None:
    sequence, parts = int(str(head["sequence"])), int(str(head["parts"]))
    store = bytes.fromhex(str(head["store"]))
    if store == store_of(txn, opened) and sequence < sequence_of(txn, opened):
        raise SnapshotOutOfOrder(here=sequence_of(txn, opened), given=sequence)
    for name in (*SHIPPED, CHANGES):
        txn.drop(opened[name], delete=False)
    for _ in range(parts):
        raw = next(envelopes, None)
        if raw is None:
            raise ValueError("it ends too early")
        _do(txn, opened, unpacked(unwrapped(raw, MAGIC)[1]))
    txn.put(STORE, store, db=opened[COUNTS])
    txn.put(SEQUENCE, number(sequence), db=opened[COUNTS])


def _apply_changes(txn: Txn, opened: Opened, head: dict[str, object], body: bytes, raw: bytes) -> int:
    """1 when the entry was new, 0 when it was there already."""
    here, after = sequence_of(txn, opened), int(str(head["after"]))
    ours = store_of(txn, opened).hex()
    if head["store"] != ours:
        raise ChangesOfAnotherWhole(theirs=head["store"], ours=ours)
    if after < here:
        return 0
    if after > here:
        raise SnapshotOutOfOrder(here=here, given=after + 1)
    _do(txn, opened, unpacked(body))
    txn.put(number(after), raw, db=opened[CHANGES])
    txn.put(SEQUENCE, number(after + 1), db=opened[COUNTS])
    return 1


def _do(txn: Txn, opened: Opened, operations: Iterator[Operation]) -> None:
    for name, key, value in operations:
        if value is None:
            txn.delete(key, db=opened[name])
        else:
            txn.put(key, value, db=opened[name])


def _whole(txn: Txn, opened: Opened) -> Iterator[bytes]:
    rows = sum(int(txn.stat(opened[name])["entries"]) for name in SHIPPED)
    parts = -(-rows // PART)
    head = {"store": store_of(txn, opened).hex(), "sequence": sequence_of(txn, opened), "parts": parts}
    yield wrapped(MAGIC, head, b"")
    batch: list[Operation] = []
    for name in SHIPPED:
        with txn.cursor(opened[name]) as cursor:
            for key, value in cursor:
                batch.append((name, key, value))
                if len(batch) == PART:
                    yield wrapped(MAGIC, {}, packed(batch))
                    batch = []
    if batch:
        yield wrapped(MAGIC, {}, packed(batch))


def _kept(txn: Txn, opened: Opened, after: int) -> Iterator[bytes]:
    here = sequence_of(txn, opened)
    if after > here:
        raise SnapshotOutOfOrder(here=here, given=after)
    with txn.cursor(opened[CHANGES]) as cursor:
        if after < here and not cursor.set_key(number(after)):
            raise ChangesNotKept(after=after, oldest=int.from_bytes(cursor.key(), "big") if cursor.first() else here)
        if after < here:
            yield from (value for _, value in cursor)


def _tokens(txn: Txn, opened: Opened) -> int:
    return int(txn.stat(opened[SHIPPED[0]])["entries"])


def _opened(folder: Path) -> AbstractContextManager[Opened]:
    return environments.taken(folder / FILE, DATABASES)
