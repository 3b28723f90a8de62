"""LMDB files that this process has open: each once, however many ask, as LMDB demands."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import lmdb

from lianfang.facts.lake.refusals import LakeDamaged, LakeNotWritten

MAP_SIZE = 1 << 38  # room in the address space; a file grows only as needed
READERS = 1024

_open: dict[str, "_Shared"] = {}
_guard = Lock()


@dataclass
class _Shared:
    environment: lmdb.Environment
    process: int
    users: int = 0


class Environment:
    """An LMDB folder with its named parts. Closing gives it back; the last to close it closes the file."""

    def __init__(self, folder: Path, parts: tuple[str, ...], *, what: str) -> None:
        self.folder, self.what = str(folder.resolve()), what
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with _guard:
                self.shared = _of(self.folder)
                self.shared.users += 1
            self.lmdb = self.shared.environment
            self.parts = {name: self.lmdb.open_db(name.encode()) for name in parts}
        except (lmdb.Error, OSError) as error:
            raise LakeDamaged(table=what, why=str(error)[:200]) from error

    @contextmanager
    def reading(self) -> Iterator[lmdb.Transaction]:
        """What is there at one moment. Raises LakeDamaged."""
        try:
            with self.lmdb.begin() as read:
                yield read
        except lmdb.Error as error:
            raise LakeDamaged(table=self.what, why=str(error)[:200]) from error

    @contextmanager
    def writing(self) -> Iterator[lmdb.Transaction]:
        """Changes that happen whole or not at all, on the disk when done. Raises LakeNotWritten."""
        try:
            with self.lmdb.begin(write=True) as write:
                yield write
        except lmdb.Error as error:
            raise LakeNotWritten(table=self.what, why=str(error)[:200]) from error

    def close(self) -> None:
        """Give it back. Once."""
        with _guard:
            self.shared.users -= 1
            if not self.shared.users:
                _open.pop(self.folder, None)
                self.lmdb.close()


def _of(folder: str) -> _Shared:
    found = _open.get(folder)
    if found is None or found.process != os.getpid():
        made = lmdb.open(folder, map_size=MAP_SIZE, max_dbs=8, max_readers=READERS)
        found = _open[folder] = _Shared(made, os.getpid())
    return found
