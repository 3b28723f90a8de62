"""One process writes at a time: a lock on the folder that a dead process lets go of by itself."""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from lianfang.facts.lake.refusals import LakeBusy, LakeNotWritten

LOCK = "writer.lock"


@dataclass
class WriterLock:
    """Held until closed, or until this process ends in whatever way."""

    descriptor: int

    def close(self) -> None:
        """Let the next one write. Closing twice is harmless."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1


def one_writer(folder: Path, who: str) -> WriterLock:
    """Hold the folder's lock as `who` (shown to whoever comes second). Raises LakeBusy, LakeNotWritten."""
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise LakeNotWritten(table=LOCK, why=error.strerror or "refused") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(descriptor, 200).decode(errors="replace").strip()
        os.close(descriptor)
        raise LakeBusy(folder=folder, who=holder or "it does not say which") from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{who}, process {os.getpid()}\n".encode(), 0)
    return WriterLock(descriptor)
