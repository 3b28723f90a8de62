"""When to look again: the moment until which each decision holds; and how far the city's decisions have got.

Timers are only ever added. One that no longer stands is noticed when its moment comes, since the decision in force
then names another. All of it can be made again from the history.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lianfang.facts.lake.environments import Environment

_MOMENT = struct.Struct(">Q")
_SHIFT = 2**62  # moments before 1970 sort as well
PARTS = 4  # of the progress as it is written


@dataclass(frozen=True, slots=True)
class Progress:
    """Facts received up to `known` and time up to `time` (microseconds) are decided; `release` was in force then.

    The timers of every run up to `run` are there.
    """

    known: int
    time: int
    release: str
    run: int


class Timers:
    """Moments and people in order. One process writes."""

    def __init__(self, folder: Path) -> None:
        self.environment = Environment(folder, ("timers", "progress"), what="the timers")
        self._timers, self._progress = self.environment.parts["timers"], self.environment.parts["progress"]

    def close(self) -> None:
        """Let go of the file."""
        self.environment.close()

    def progress(self) -> Progress | None:
        """How far the decisions have got; None before the first run, and for what another version wrote."""
        with self.environment.reading() as read:
            value = read.get(b"progress", db=self._progress)
        written = bytes(value).decode().split(" ") if value is not None else []
        if len(written) != PARTS:
            return None
        known, time, release, run = written
        return Progress(int(known), int(time), release, int(run))

    def due(self, until: int, *, most: int) -> list[tuple[int, str]]:
        """The earliest timers up to and with `until`, at most `most` of them: (moment, person)."""
        found: list[tuple[int, str]] = []
        with self.environment.reading() as read, read.cursor(self._timers) as cursor:
            for key in cursor.iternext(keys=True, values=False):
                raw = bytes(key)
                moment = _MOMENT.unpack_from(raw)[0] - _SHIFT
                if moment > until or len(found) == most:
                    break
                found.append((moment, raw[_MOMENT.size :].decode()))
        return found

    def next(self) -> int | None:
        """The earliest timer."""
        found = self.due(2**62 - 1, most=1)
        return found[0][0] if found else None

    def write(
        self,
        add: Iterable[tuple[int, str]] = (),
        *,
        drop: Iterable[tuple[int, str]] = (),
        progress: Progress | None = None,
        anew: bool = False,
    ) -> None:
        """Add and drop timers and note the progress, all at once. `anew`: forget all timers first."""
        with self.environment.writing() as write:
            if anew:
                write.drop(self._timers, delete=False)
            for moment, person in drop:
                write.delete(_key(moment, person), db=self._timers)
            for moment, person in add:
                write.put(_key(moment, person), b"", db=self._timers)
            if progress is not None:
                text = f"{progress.known} {progress.time} {progress.release} {progress.run}"
                write.put(b"progress", text.encode(), db=self._progress)


def _key(moment: int, person: str) -> bytes:
    return _MOMENT.pack(moment + _SHIFT) + person.encode()
