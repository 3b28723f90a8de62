"""What a process counted: numbers only, never a person, a token or an address (safety 6).

Each process keeps its counts in a small file that it maps into memory; whoever is asked for /metrics adds them up, so
that it does not matter which process answers.
"""

import mmap
import os
import struct
from collections.abc import Mapping
from pathlib import Path

COUNTED = (
    "signed",
    "kept",
    "not_modified",
    "standing",
    "no_record",
    "token_not_known",
    "too_many",
    "shed",
    "too_old",
    "decided_anew",
    "public",
    "verified",
    "not_verified",
    "handed_on",
    "refused",
    "failed",
)
NUMBER = struct.Struct("<Q")
FOLDER, PREFIX = "counts", "process-"


class Tally:
    """Counts of one process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        self.counts = dict.fromkeys(COUNTED, 0)
        size = NUMBER.size * len(COUNTED)
        handle = os.open(self._folder / f"{PREFIX}{os.getpid()}", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(handle, size)
            self._map = mmap.mmap(handle, size)
        finally:
            os.close(handle)

    def show(self) -> None:
        """Let the other processes see the counts."""
        self._map[:] = b"".join(map(NUMBER.pack, self.counts.values()))

    def all(self) -> Mapping[str, int]:
        """The counts of every process since the server started, those that have ended included."""
        self.show()
        total = dict.fromkeys(COUNTED, 0)
        for file in self._folder.glob(f"{PREFIX}*"):
            for name, (count,) in zip(COUNTED, NUMBER.iter_unpack(file.read_bytes()), strict=False):
                total[name] += count
        return total


def begin_anew(folder: Path) -> None:
    """Forget the counts of an earlier server. Called once, before any process starts."""
    for file in (folder / FOLDER).glob(f"{PREFIX}*"):
        file.unlink(missing_ok=True)
