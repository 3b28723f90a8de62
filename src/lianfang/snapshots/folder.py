"""The folder of a snapshot: the pointer, the wholes, the publisher's lock, and one open environment a file.

LMDB forbids that one process opens a file twice, so environments are shared by everybody in the process who reads or
publishes, and closed with the last of them.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lmdb

from lianfang.snapshots.refusals import NoSnapshot, SnapshotBusy, SnapshotUnreadable

if TYPE_CHECKING:
    Txn = lmdb.Transaction[bytes]
else:
    Txn = lmdb.Transaction

POINTER, LOCK = "current", "publisher.lock"
WHOLE, BUILDING = "whole-", "building-"
SUFFIX, LOCK_SUFFIX = ".mdb", ".mdb-lock"
MAP_SIZE = 2**38  # bytes of address space, not of disk: far above any city, so that a file never has to be mapped anew
MAX_READERS = 1022
LONGEST_KEY = 511  # bytes, LMDB's own limit
HEADER = b"header"
DATABASES = (b"meta", b"patterns", b"decisions", b"changes")


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """An open snapshot file and its four databases."""

    path: Path
    env: lmdb.Environment
    meta: Any
    patterns: Any
    decisions: Any
    changes: Any


class _Register:
    """Who has which file open in this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.opened: dict[Path, tuple[Opened, int]] = {}

    def take(self, path: Path, *, create: bool) -> Opened:
        with self.lock:
            found, users = self.opened.get(path) or (_open(path, create=create), 0)
            self.opened[path] = (found, users + 1)
            return found

    def give_back(self, opened: Opened) -> None:
        with self.lock:
            _, users = self.opened[opened.path]
            if users > 1:
                self.opened[opened.path] = (opened, users - 1)
            else:
                del self.opened[opened.path]
                opened.env.close()


_register = _Register()


def take(path: Path, *, create: bool = False) -> Opened:
    """The snapshot file `path`, open. Give it back with `give_back`. Raises lmdb.Error."""
    return _register.take(path.resolve(), create=create)


def give_back(opened: Opened) -> None:
    """The caller needs it no more; the last one closes it."""
    _register.give_back(opened)


@contextmanager
def taken(path: Path, *, create: bool = False) -> Iterator[Opened]:
    """The snapshot file `path`, open for as long as the block."""
    opened = take(path, create=create)
    try:
        yield opened
    finally:
        give_back(opened)


def _open(path: Path, *, create: bool) -> Opened:
    """`create` is for a file nobody sees yet: it is synchronised once, at its end."""
    readonly = not create and not os.access(path, os.W_OK)
    env = lmdb.open(
        str(path),
        subdir=False,
        create=create,
        readonly=readonly,
        map_size=MAP_SIZE,
        max_dbs=len(DATABASES),
        max_readers=MAX_READERS,
        sync=not create,
        readahead=create,
        mode=0o600,
    )
    try:
        _must_be_all_there(env, path)
        return Opened(path, env, *(env.open_db(name, create=create) for name in DATABASES))
    except lmdb.Error:
        env.close()
        raise


def _must_be_all_there(env: lmdb.Environment, path: Path) -> None:
    """A file that was cut off would end the process at the first touch of what is missing. Raises lmdb.Error."""
    if path.stat().st_size < env.info()["last_pgno"] * env.stat()["psize"]:
        raise lmdb.Error("the file was cut off")


def pointed(folder: Path) -> Path:
    """The whole snapshot in force. Raises NoSnapshot."""
    try:
        name = (folder / POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise NoSnapshot(folder=folder) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotUnreadable(folder=folder, why=why(error)) from None
    if not name.startswith(WHOLE) or not name.endswith(SUFFIX) or "/" in name:
        raise SnapshotUnreadable(folder=folder, why="its pointer names nothing known")
    return folder / name


def point(folder: Path, name: str) -> None:
    """Put the whole `name` in force: the pointer is replaced in one step and is on the disk afterwards."""
    new = folder / f".{POINTER}.new"
    with new.open("w", encoding="ascii") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / POINTER)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Have the names in the folder on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sweep(folder: Path, *, keep: str | None) -> None:
    """Remove what is not in force: wholes of before, and builds that were killed. Readers keep what they have open."""
    for file in folder.iterdir():
        if file.name.startswith((WHOLE, BUILDING)) and file.name.removesuffix("-lock") != keep:
            file.unlink(missing_ok=True)


@contextmanager
def publishing(folder: Path) -> Iterator[None]:
    """Only one process publishes to a folder at a time; a killed one lets go. Raises SnapshotBusy."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SnapshotBusy(folder=folder) from None
        yield
    finally:
        os.close(handle)


def why(error: Exception) -> str:
    """What went wrong, in a few words and without any content."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).splitlines()[0][:200] if str(error) else type(error).__name__
