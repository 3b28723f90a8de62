"""Publishing: a whole snapshot built beside and switched to, or changes to the one in force in one transaction.

A kill at any moment leaves the last whole snapshot in force (safety 8). The same call again completes it.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import lmdb
import pyarrow as pa

from lianfang.kernel.reasons import reason
from lianfang.snapshots import folder as folders
from lianfang.snapshots.encoding import Patterns, encode
from lianfang.snapshots.environments import Opened, Txn, keep_latest
from lianfang.snapshots.folder import CHANGES, DECISIONS, HEADER, META, PATTERNS, publishing, taken
from lianfang.snapshots.frames import Frame, frame_key
from lianfang.snapshots.model import Header
from lianfang.snapshots.reader import header_of
from lianfang.snapshots.refusals import (
    NoSnapshot,
    NotDecisions,
    SnapshotNotWritten,
    SnapshotOutOfOrder,
    SnapshotUnreadable,
)
from lianfang.snapshots.values import NUMBER, Pattern

ROWS_A_COMMIT = 1_000_000  # bounds the memory of a build
CHANGES_KEPT = 256 * 2**20  # bytes of changes kept for machines that follow

Progress = Callable[[int], None]


def publish_whole(
    folder: Path, batches: Iterable[pa.RecordBatch], header: Header, *, progress: Progress = lambda people: None
) -> Header:
    """Publish everyone's decisions. `batches` carry the columns of `lianfang evaluate --out`, sorted by person_id
    (unsorted ones are taken, slowly). Readers go over when all of it is on the disk. Gives the header as published.

    Raises SnapshotBusy, SnapshotOutOfOrder, NotDecisions, SnapshotNotWritten.
    """
    with written(folder), publishing(folder):
        before = header_or_none(folder)
        if before is not None and header.sequence <= before.sequence:
            raise SnapshotOutOfOrder(here=before.sequence, given=header.sequence)
        folders.sweep(folder, keep=None if before is None else folders.pointed(folder).name)
        whole = header.of_whole(f"{header.sequence:012d}-{secrets.token_hex(4)}")
        building = folder / f"{folders.BUILDING}{whole.whole}{folders.SUFFIX}"
        with taken(building, building=True) as opened:
            _fill(opened, batches, progress)
            with opened.env.begin(write=True) as txn:
                txn.put(HEADER, whole.to_bytes(), db=opened[META])
            opened.env.sync(True)
        put_in_force(folder, building, whole)
        return whole


def publish_changes(folder: Path, batch: pa.RecordBatch, header: Header, *, gone: Sequence[str] = ()) -> Header:
    """Publish the decisions that changed, in one transaction; `gone` are people of whom nothing is known any more.

    `header.sequence` is one more than the one in force. The same header again changes nothing, so a caller that was
    killed may repeat its last call. An empty batch renews the header alone. Gives the header as published.

    Raises NoSnapshot, SnapshotBusy, SnapshotOutOfOrder, NotDecisions, SnapshotNotWritten.
    """
    with written(folder), publishing(folder), taken(folders.pointed(folder)) as opened:
        opened.env.reader_check()  # readers that were killed hold no pages back
        with opened.env.begin(write=True) as txn:
            before = read_header(txn, opened)
            after = header.of_whole(before.whole)
            if after == before:
                return before
            if header.sequence != before.sequence + 1:
                raise SnapshotOutOfOrder(here=before.sequence, given=header.sequence)
            patterns = _patterns(txn, opened)
            keys, values = encode(batch, patterns)
            removed = [person.encode() for person in gone]
            frame = Frame(before.sequence, after, patterns.new, list(zip(keys, values, strict=True)), removed)
            apply_frame(txn, opened, frame)
        return after


def apply_frame(txn: Txn, opened: Opened, frame: Frame) -> None:
    """Change the snapshot as `frame` says and keep the frame for machines that follow."""
    _put_patterns(txn, opened, frame.patterns)
    with txn.cursor(opened[DECISIONS]) as cursor:
        cursor.putmulti(sorted(frame.changed))
    for key in frame.gone:
        txn.delete(key, db=opened[DECISIONS])
    txn.put(HEADER, frame.header.to_bytes(), db=opened[META])
    txn.put(frame_key(frame.after), frame.to_bytes(), db=opened[CHANGES])
    keep_latest(txn, opened, CHANGES, CHANGES_KEPT)  # a machine further behind takes the whole


def put_in_force(folder: Path, building: Path, header: Header) -> None:
    """Name a finished build a whole and switch the pointer to it; the former one is removed."""
    name = f"{folders.WHOLE}{header.sequence:012d}-{secrets.token_hex(4)}{folders.SUFFIX}"
    building.replace(folder / name)
    folders.point(folder, name)
    folders.sweep(folder, keep=name)


def read_header(txn: Txn, opened: Opened) -> Header:
    """The header as this transaction sees it. Raises SnapshotUnreadable."""
    return header_of(txn.get(HEADER, db=opened[META]) or b"{}", opened.path.parent)


def header_or_none(folder: Path) -> Header | None:
    """The header in force; None when there is none or it is harmed, for a whole mends that."""
    try:
        with taken(folders.pointed(folder)) as opened, opened.env.begin() as txn:
            return read_header(txn, opened)
    except (NoSnapshot, SnapshotUnreadable, lmdb.Error):
        return None


def _fill(opened: Opened, batches: Iterable[pa.RecordBatch], progress: Progress) -> None:
    patterns = Patterns({})
    people, last = 0, b""
    for rows in _commits(batches):
        with opened.env.begin(write=True) as txn:
            for batch in rows:
                keys, values = encode(batch, patterns)
                _put_people(txn, opened, keys, values, last)
                people += len(keys)
                last = max(last, keys[-1]) if keys else last
        progress(people)
    with opened.env.begin(write=True) as txn:
        _put_patterns(txn, opened, patterns.new)


def _commits(batches: Iterable[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    """Batches in groups of about ROWS_A_COMMIT rows."""
    group: list[pa.RecordBatch] = []
    for batch in batches:
        group.append(batch)
        if sum(len(rows) for rows in group) >= ROWS_A_COMMIT:
            yield group
            group = []
    yield group


def _put_people(txn: Txn, opened: Opened, keys: list[bytes], values: list[bytes], last: bytes) -> None:
    """Sorted rows are appended, which is much quicker; others find their place. Nobody may be there twice."""
    rows = list(zip(keys, values, strict=True))
    with txn.cursor(opened[DECISIONS]) as cursor:
        if rows and keys[0] > last and all(map(bytes.__lt__, keys, keys[1:])):
            cursor.putmulti(rows, append=True)
        elif cursor.putmulti(sorted(rows), overwrite=False)[1] != len(rows):
            raise NotDecisions(why="a person is there more than once")


def _patterns(txn: Txn, opened: Opened) -> Patterns:
    with txn.cursor(opened[PATTERNS]) as cursor:
        return Patterns({Pattern.from_bytes(value): NUMBER.unpack(key)[0] for key, value in cursor})


def _put_patterns(txn: Txn, opened: Opened, patterns: dict[int, Pattern]) -> None:
    for number, pattern in patterns.items():
        txn.put(NUMBER.pack(number), pattern.to_bytes(), db=opened[PATTERNS])


@contextmanager
def written(folder: Path) -> Iterator[None]:
    """What the disk refuses is a refusal."""
    try:
        yield
    except (lmdb.Error, OSError) as error:
        raise SnapshotNotWritten(folder=folder, why=reason(error)) from None
