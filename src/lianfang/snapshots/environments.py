"""Open LMDB files, one environment a file and process.

LMDB forbids that one process opens a file twice, so environments are shared by everybody in the process who reads or
writes, and closed with the last of them.
"""

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import lmdb

if TYPE_CHECKING:
    Txn = lmdb.Transaction[bytes]
else:
    Txn = lmdb.Transaction

MAP_SIZE = 2**38  # bytes of address space, not of disk: far above any city, so that a file never has to be mapped anew
MAX_READERS = 1022
LONGEST_KEY = 511  # bytes, LMDB's own limit


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """An open file and its databases by name."""

    path: Path
    env: lmdb.Environment
    databases: Mapping[bytes, Any]

    def __getitem__(self, name: bytes) -> Any:
        return self.databases[name]


class _Register:
    """Who has which file open in this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.opened: dict[Path, tuple[Opened, int]] = {}

    def take(self, path: Path, names: tuple[bytes, ...], *, create: bool, building: bool) -> Opened:
        with self.lock:
            found, users = self.opened.get(path) or (_open(path, names, create=create, building=building), 0)
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


def take(path: Path, names: tuple[bytes, ...], *, create: bool = False, building: bool = False) -> Opened:
    """The file `path` with the databases `names`, open. Give it back with `give_back`. Raises lmdb.Error.

    `building` is for a file that nobody sees yet: whoever builds it has it on the disk at the end, not before.
    """
    return _register.take(path.resolve(), names, create=create or building, building=building)


def give_back(opened: Opened) -> None:
    """The caller needs it no more; the last one closes it."""
    _register.give_back(opened)


@contextmanager
def taken(path: Path, names: tuple[bytes, ...], *, building: bool = False) -> Iterator[Opened]:
    """The file `path`, open for as long as the block."""
    opened = take(path, names, building=building)
    try:
        yield opened
    finally:
        give_back(opened)


def keep_latest(txn: Txn, opened: Opened, name: bytes, most: int) -> None:
    """Drop the first entries of a database while it is larger than `most` bytes."""
    with txn.cursor(opened[name]) as cursor:
        while _size(txn, opened, name) > most and cursor.first():
            cursor.delete()


def _size(txn: Txn, opened: Opened, name: bytes) -> int:
    stat = txn.stat(opened[name])
    return int(stat["psize"] * (stat["leaf_pages"] + stat["overflow_pages"]))


def _open(path: Path, names: tuple[bytes, ...], *, create: bool, building: bool) -> Opened:
    readonly = not create and not os.access(path, os.W_OK)
    env = lmdb.open(
        str(path),
        subdir=False,
        create=create,
        readonly=readonly,
        map_size=MAP_SIZE,
        max_dbs=len(names),
        max_readers=MAX_READERS,
        sync=not building,
        readahead=building,
        mode=0o600,
    )
    try:
        _must_be_all_there(env, path)
        return Opened(path, env, {name: env.open_db(name, create=create) for name in names})
    except lmdb.Error:
        env.close()
        raise


def _must_be_all_there(env: lmdb.Environment, path: Path) -> None:
    """A file that was cut off would end the process at the first touch of what is missing. Raises lmdb.Error."""
    if path.stat().st_size < env.info()["last_pgno"] * env.stat()["psize"]:
        raise lmdb.Error("the file was cut off")
