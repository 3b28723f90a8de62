"""The folder of a snapshot: the pointer, the wholes, the publisher's lock."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lianfang.kernel.reasons import reason
from lianfang.snapshots import environments
from lianfang.snapshots.environments import Opened
from lianfang.snapshots.refusals import NoSnapshot, SnapshotBusy, SnapshotUnreadable

POINTER, LOCK = "current", "publisher.lock"
WHOLE, BUILDING = "whole-", "building-"
SUFFIX = ".mdb"
META, PATTERNS, DECISIONS, CHANGES = DATABASES = (b"meta", b"patterns", b"decisions", b"changes")
HEADER = b"header"


def take(path: Path) -> Opened:
    """A whole, open. Give it back with environments.give_back. Raises lmdb.Error."""
    return environments.take(path, DATABASES)


@contextmanager
def taken(path: Path, *, building: bool = False) -> Iterator[Opened]:
    """A whole, open for as long as the block; `building` when nobody sees it yet."""
    with environments.taken(path, DATABASES, building=building) as opened:
        yield opened


def pointed(folder: Path) -> Path:
    """The whole snapshot in force. Raises NoSnapshot."""
    try:
        name = (folder / POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise NoSnapshot(folder=folder) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotUnreadable(folder=folder, why=reason(error)) from None
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
