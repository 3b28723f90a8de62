"""Reading a snapshot, in any number of processes and threads, while it is published to."""

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import lmdb

from lianfang.kernel.reasons import reason
from lianfang.kernel.words import Words
from lianfang.snapshots import folder as folders
from lianfang.snapshots.environments import LONGEST_KEY, Opened, Txn, give_back
from lianfang.snapshots.folder import DECISIONS, HEADER, META, PATTERNS
from lianfang.snapshots.model import Header, Standing
from lianfang.snapshots.refusals import NoSnapshot, SnapshotUnreadable
from lianfang.snapshots.values import NUMBER, Pattern, decode, pattern_number

TRIES, PAUSE = 50, 0.02  # the pointer may move, and the former whole go, while it is being opened
CHUNK = 2**22
CLOSED = "a closed reader is not asked"


class Reader:
    """Answers for one person at a time. Each answer is of one moment, never torn.

    Changes are seen at once. A new whole is seen by `refresh`, which `get` and `header` call each time; who asks many
    thousand times a second calls `raw` and `standing` instead, and `refresh` now and then.
    """

    def __init__(self, folder: Path) -> None:
        """Raises NoSnapshot, SnapshotUnreadable."""
        self.folder = folder
        self._lock = threading.RLock()
        self._pointer_file = str(folder / folders.POINTER)
        self._pointer: tuple[int, int] | None = None
        self._opened: Opened | None = None
        self._patterns: dict[int, Pattern] = {}
        self._header: tuple[bytes, Header] | None = None
        self._pinned: Txn | None = None
        self._decisions: Any = None
        self.refresh()

    def get(self, person_id: str) -> Standing | None:
        """What is decided for the person in the snapshot in force; None when it holds nothing about them.

        Raises NoSnapshot, SnapshotUnreadable.
        """
        with self._lock:
            self.refresh()
            value = self.raw(person_id.encode())
            return None if value is None else self.standing(value)

    @property
    def header(self) -> Header:
        """The header in force. Raises NoSnapshot, SnapshotUnreadable."""
        with self._lock:
            self.refresh()
            return self.open_header()

    def age(self, at: datetime) -> timedelta:
        """How long before `at` the decisions were computed."""
        return at - self.header.computed_at

    @property
    def people(self) -> int:
        """How many people the snapshot speaks of."""
        with self._lock, self._reading() as (txn, opened):
            return int(txn.stat(opened[DECISIONS])["entries"])

    def raw(self, key: bytes) -> bytes | None:
        """The value of a person (id in UTF-8) in the whole that is open, as `encoding` describes it."""
        if not 0 < len(key) <= LONGEST_KEY:
            return None
        if self._pinned is not None:
            return self._pinned.get(key, db=self._decisions)
        with self._lock, self._reading() as (txn, opened):
            return txn.get(key, db=opened[DECISIONS])

    def raws(self, keys: Sequence[bytes]) -> list[bytes | None]:
        """The values of many people at one moment, in the order of the keys."""
        with self._lock:
            self.refresh()
            with self._reading() as (txn, opened):
                return [txn.get(key, db=opened[DECISIONS]) if 0 < len(key) <= LONGEST_KEY else None for key in keys]

    def patterns(self) -> dict[Pattern, int]:
        """Every pattern of the whole that is open, and its number."""
        with self._lock, self._reading() as (txn, opened), txn.cursor(opened[PATTERNS]) as cursor:
            return {Pattern.from_bytes(value): NUMBER.unpack(key)[0] for key, value in cursor}

    def standing(self, value: bytes) -> Standing:
        """What a value of the whole that is open says."""
        with self._lock:
            number = pattern_number(value)
            if number not in self._patterns:
                self._learn(number)
            return decode(value, self._patterns)

    def open_header(self) -> Header:
        """The header of the whole that is open, with all changes up to now."""
        with self._lock, self._reading() as (txn, opened):
            raw = txn.get(HEADER, db=opened[META]) or b"{}"
            if self._header is None or self._header[0] != raw:
                self._header = raw, header_of(raw, self.folder)
            return self._header[1]

    def refresh(self) -> bool:
        """Look at the pointer and go over to a new whole. True when there was one. Raises NoSnapshot,
        SnapshotUnreadable.
        """
        with self._lock:
            stamp = self._stamp()
            if stamp == self._pointer and self._opened is not None:
                return False
            former, self._opened = self._opened, self._open()
            self._unpin()
            self._pointer, self._patterns, self._header = stamp, {}, None
            if former is not None:
                give_back(former)
            return True

    def pin(self) -> None:
        """Answer `raw`, `standing` and `open_header` from this one moment until the next `pin` or new whole: quicker,
        but for one thread alone.
        """
        self._unpin()
        if self._opened is not None:
            self._pinned, self._decisions = self._opened.env.begin(), self._opened[DECISIONS]

    def warm(self, say: Callable[[int, int], None] = lambda done, total: None) -> int:
        """Read the whole file once, so that the first questions do not wait for the disk. Gives its bytes."""
        with self._lock, self._reading() as (_, opened):
            path = opened.path
        done, total = 0, path.stat().st_size
        with path.open("rb", buffering=0) as file:
            while chunk := file.read(CHUNK):
                done += len(chunk)
                say(done, total)
        return done

    def close(self) -> None:
        """Give the file back."""
        with self._lock:
            self._unpin()
            if self._opened is not None:
                give_back(self._opened)
            self._opened, self._pointer = None, None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def moment(self) -> tuple[str, int]:
        """Which moment is pinned: another as soon as anything was published."""
        pinned, opened = self._pinned, self._opened
        return ("" if opened is None else opened.path.name, 0 if pinned is None else pinned.id())

    def _unpin(self) -> None:
        if self._pinned is not None:
            self._pinned.abort()
            self._pinned = None

    def _stamp(self) -> tuple[int, int]:
        try:
            found = os.stat(self._pointer_file)  # noqa: PTH116 — asked at every look-up; a Path costs five times as much
        except FileNotFoundError:
            raise NoSnapshot(folder=self.folder) from None
        except OSError as error:
            raise SnapshotUnreadable(folder=self.folder, why=reason(error)) from None
        return found.st_ino, found.st_mtime_ns

    def _open(self) -> Opened:
        problem = Words("它一再被替换", "it was replaced again and again")
        for _ in range(TRIES):
            path = folders.pointed(self.folder)
            try:
                return folders.take(path)
            except lmdb.Error as error:
                problem = reason(error)
                if path.exists():
                    break
            time.sleep(PAUSE)
        raise SnapshotUnreadable(folder=self.folder, why=problem)

    def _learn(self, number: int) -> None:
        with self._reading() as (txn, opened):
            raw = txn.get(NUMBER.pack(number), db=opened[PATTERNS])
        try:
            self._patterns[number] = Pattern.from_bytes(raw or b"")
        except ValueError:
            raise SnapshotUnreadable(folder=self.folder, why="it lacks a pattern") from None

    @contextmanager
    def _reading(self) -> Iterator[tuple[Txn, Opened]]:
        opened = self._opened
        assert opened is not None, CLOSED
        try:
            if self._pinned is not None:
                yield self._pinned, opened
                return
            with opened.env.begin() as txn:
                yield txn, opened
        except lmdb.Error as error:
            raise SnapshotUnreadable(folder=self.folder, why=reason(error)) from None


def header_of(raw: bytes, folder: Path) -> Header:
    """The header that `raw` is. Raises SnapshotUnreadable."""
    try:
        return Header.from_bytes(raw)
    except ValueError as error:
        raise SnapshotUnreadable(folder=folder, why=reason(error)) from None
