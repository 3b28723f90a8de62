"""Carrying a snapshot to other machines: whole, as one file, or the changes after a sequence, as another.

A whole file is the LMDB file itself, compact, then the magic "LFWHOLE1" and the SHA-256 of all before it. A file of
changes is frames (see `frames`) one after the other. A replica applies them in order and refuses gaps.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import lmdb

from lianfang.kernel.reasons import reason
from lianfang.snapshots import folder as folders
from lianfang.snapshots.envelopes import one_by_one
from lianfang.snapshots.environments import Opened, Txn
from lianfang.snapshots.folder import CHANGES, publishing, taken
from lianfang.snapshots.frames import MAGIC, Frame, frame_key, read_frame
from lianfang.snapshots.model import Header
from lianfang.snapshots.publish import apply_frame, header_or_none, put_in_force, read_header, written
from lianfang.snapshots.refusals import (
    ChangesNotKept,
    ChangesOfAnotherWhole,
    NotAShipment,
    SnapshotOutOfOrder,
)

SEAL = b"LFWHOLE1"
SEAL_SIZE = len(SEAL) + 32
CHUNK = 2**22


@dataclass(frozen=True, slots=True)
class Shipped:
    """What a file carries, or what applying one came to. `frames` is None for a whole."""

    header: Header
    bytes: int
    frames: int | None


def ship_whole(folder: Path, out: Path) -> Shipped:
    """Write the snapshot in force to the file `out`, whole or not at all, while it may be published to.

    Raises NoSnapshot, SnapshotNotWritten.
    """
    part = beside(out)
    with written(folder), removed_at_last(part), taken(folders.pointed(folder)) as opened:
        with opened.env.begin() as txn:
            header = read_header(txn, opened)
            opened.env.copy(str(part), compact=True, txn=txn)
        with part.open("r+b") as file:
            file.write(SEAL + _digest(file, part.stat().st_size))
            to_disk(file)
            size = file.tell()
        part.replace(out)
    return Shipped(header, size, None)


def ship_changes(folder: Path, out: Path, *, after: int) -> Shipped:
    """Write the changes that follow sequence `after` to the file `out`; it may hold none.

    Raises NoSnapshot, ChangesNotKept, SnapshotNotWritten.
    """
    part = beside(out)
    with written(folder), removed_at_last(part), taken(folders.pointed(folder)) as opened:
        with opened.env.begin() as txn, part.open("wb") as file:
            header = read_header(txn, opened)
            count = 0
            for raw in _kept(txn, opened, after, header.sequence):
                file.write(raw)
                count += 1
            to_disk(file)
            size = file.tell()
        part.replace(out)
    return Shipped(header, size, count)


def apply(folder: Path, file: Path) -> Shipped:
    """Take a shipped file into the snapshot of this machine. What is already there changes nothing.

    Raises NotAShipment, NoSnapshot, SnapshotOutOfOrder, ChangesOfAnotherWhole, SnapshotBusy, SnapshotNotWritten.
    """
    try:
        source = file.open("rb")
    except OSError as error:
        raise NotAShipment(file=file.name, why=reason(error)) from None
    with source, written(folder), publishing(folder):
        size = file.stat().st_size
        if size == 0 or source.read(len(MAGIC)) == MAGIC:
            source.seek(0)
            return _apply_changes(folder, source, file.name, size)
        return _apply_whole(folder, source, file.name, size)


def _apply_changes(folder: Path, source: BinaryIO, name: str, size: int) -> Shipped:
    """All frames in one transaction: a replica is never left between them."""
    with taken(folders.pointed(folder)) as opened, opened.env.begin(write=True) as txn:
        here = read_header(txn, opened)
        applied = 0
        for frame in _frames(source, name):
            if frame.header.whole != here.whole:
                raise ChangesOfAnotherWhole(theirs=frame.header.whole, ours=here.whole)
            if frame.header.sequence <= here.sequence:
                continue
            if frame.after != here.sequence:
                raise SnapshotOutOfOrder(here=here.sequence, given=frame.header.sequence)
            apply_frame(txn, opened, frame)
            here = frame.header
            applied += 1
    return Shipped(here, size, applied)


def _frames(source: BinaryIO, name: str) -> Iterator[Frame]:
    try:
        for raw in one_by_one(source, MAGIC):
            yield read_frame(raw)
    except ValueError as error:
        raise NotAShipment(file=name, why=reason(error)) from None


def _apply_whole(folder: Path, source: BinaryIO, name: str, size: int) -> Shipped:
    building = folder / f"{folders.BUILDING}{os.getpid()}{folders.SUFFIX}"
    before = header_or_none(folder)
    try:
        _copy(source, name, size, building)
        with taken(building, building=True) as opened, opened.env.begin() as txn:
            header = read_header(txn, opened)
        if before is not None and (before.whole, before.sequence) == (header.whole, header.sequence):
            return Shipped(before, size, None)
        if before is not None and header.sequence <= before.sequence:
            raise SnapshotOutOfOrder(here=before.sequence, given=header.sequence)
        put_in_force(folder, building, header)
    except lmdb.Error as error:
        raise NotAShipment(file=name, why=reason(error)) from None
    finally:
        building.unlink(missing_ok=True)
        building.with_name(building.name + "-lock").unlink(missing_ok=True)
    return Shipped(header, size, None)


def _copy(source: BinaryIO, name: str, size: int, target: Path) -> None:
    """Copy all but the seal, which must fit. Raises NotAShipment."""
    source.seek(max(0, size - SEAL_SIZE))
    seal = source.read(SEAL_SIZE)
    if size <= SEAL_SIZE or not seal.startswith(SEAL):
        raise NotAShipment(file=name, why="its seal is missing, so it was cut off or is something else")
    source.seek(0)
    with target.open("wb") as file:
        if _digest(source, size - SEAL_SIZE, file) != seal[len(SEAL) :]:
            raise NotAShipment(file=name, why="its contents do not match its seal")
        to_disk(file)


def _digest(source: BinaryIO, size: int, into: BinaryIO | None = None) -> bytes:
    """SHA-256 of the next `size` bytes, which are written to `into` on the way."""
    found, left = sha256(), size
    while left and (chunk := source.read(min(CHUNK, left))):
        found.update(chunk)
        left -= len(chunk)
        if into is not None:
            into.write(chunk)
    return found.digest()


def _kept(txn: Txn, opened: Opened, after: int, here: int) -> Iterator[bytes]:
    """The frames that follow `after`, up to `here`. Raises ChangesNotKept, SnapshotOutOfOrder."""
    if after > here:
        raise SnapshotOutOfOrder(here=here, given=after)
    with txn.cursor(opened[CHANGES]) as cursor:
        if after < here and not cursor.set_key(frame_key(after)):
            oldest = int.from_bytes(cursor.key(), "big") if cursor.first() else here
            raise ChangesNotKept(after=after, oldest=oldest)
        if after < here:
            yield from (value for _, value in cursor)


def to_disk(file: BinaryIO) -> None:
    """Have on the disk what was written to a file."""
    file.flush()
    os.fsync(file.fileno())


def beside(out: Path) -> Path:
    """Where a file is written before it takes its name."""
    return out.with_name(f".{out.name}.part-{os.getpid()}")


@contextmanager
def removed_at_last(part: Path) -> Iterator[None]:
    """Nothing half-written stays."""
    try:
        yield
    finally:
        part.unlink(missing_ok=True)
