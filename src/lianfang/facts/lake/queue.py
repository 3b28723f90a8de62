"""The intake queue: facts that were acknowledged and are not in the lake yet, on the disk before they are acknowledged.

A log in files, one delivery a line. Any number of processes append; the one that writes to the lake reads, and removes
files that it has read to their end. A line that was cut off by a kill was never acknowledged, and is passed over.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zlib import crc32

from lianfang.facts.lake.judging import Delivery, retraction_of
from lianfang.facts.lake.lake import is_lake
from lianfang.facts.lake.refusals import DeliveryUnreadable, LakeNotWritten, NoLake
from lianfang.facts.rows import as_text, table_named

LARGEST = 16 << 20  # bytes after which a new file is begun
FOLDER, LOCK, POSITION = "queue", "lock", "position"
_MARK = 8


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in the log: a file's number and a byte in it."""

    file: int = 0
    byte: int = 0


class Queue:
    """The reading side, for the one who writes to the lake. Raises NoLake."""

    def __init__(self, lake: Path) -> None:
        self.folder = _folder(lake)
        self.read_to = self._position()

    def waiting(self, *, most_rows: int) -> tuple[list[Delivery], Place]:
        """The oldest deliveries, as many as hold about `most_rows` rows and at least one; and the place after them."""
        found: list[Delivery] = []
        rows, place = 0, self.read_to
        for text, after in self._lines(place):
            delivery = _delivery(text)
            if delivery is not None:
                rows += len(delivery.content) if not isinstance(delivery.content, Path) else 0
                if found and rows > most_rows:
                    break
                found.append(delivery)
            place = after
        return found, place

    def done(self, place: Place) -> None:
        """Everything before `place` is in the lake. Read again after a loss, it changes nothing."""
        try:
            part = self.folder / f".{POSITION}.part"
            part.write_text(f"{place.file} {place.byte}\n", encoding="ascii")
            part.replace(self.folder / POSITION)
            for number in _files(self.folder):
                if number < place.file:
                    _file(self.folder, number).unlink(missing_ok=True)
        except OSError as error:
            raise LakeNotWritten(table="the intake queue", why=error.strerror or "refused") from error
        self.read_to = place

    def __len__(self) -> int:
        """How many deliveries wait."""
        return sum(_delivery(text) is not None for text, _ in self._lines(self.read_to))

    def _lines(self, place: Place) -> Iterator[tuple[bytes, Place]]:
        for number in _files(self.folder):
            if number < place.file:
                continue
            with _file(self.folder, number).open("rb") as file:
                file.seek(place.byte if number == place.file else 0)
                while (line := file.readline()).endswith(b"\n"):
                    yield line, Place(number, file.tell())

    def _position(self) -> Place:
        try:
            file, byte = (self.folder / POSITION).read_text(encoding="ascii").split()
            return Place(int(file), int(byte))
        except (OSError, ValueError):
            return Place()


def enqueue(
    lake: Path,
    table: str,
    rows: Sequence[Mapping[str, object]],
    *,
    source: str,
    batch: str,
    at: datetime,
    retracted: bool = False,
) -> None:
    """Hand rows of one table over to the lake in `lake`: on the disk, and so acknowledged, when this returns.

    `batch` names the rows for ever: the same one twice changes nothing. Rows are judged when they are taken in, those
    that cannot be read are left out and reported; `facts.importers.folder.judged` tells beforehand. Raises NoLake,
    UnknownTable, DeliveryUnreadable, LakeNotWritten.
    """
    folder = _folder(lake)
    told = {
        "table": table_named(table).name,
        "rows": [{name: as_text(value) for name, value in row.items()} for row in rows],
        "source": source,
        "batch": batch,
        "retracted": retracted,
        "queued_at": at.isoformat(),
    }
    _keep(folder, told)


def enqueue_retraction(lake: Path, batch: str, *, table: str, source: str, at: datetime) -> None:
    """Ask that a batch be taken back whole; on the disk when this returns. Raises what `enqueue` raises."""
    folder = _folder(lake)
    told = {"table": table_named(table).name, "retracts": batch, "source": source, "queued_at": at.isoformat()}
    _keep(folder, told)


def _keep(folder: Path, told: Mapping[str, object]) -> None:
    try:
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        raise DeliveryUnreadable from error
    try:
        _append(folder, b"%08x %b\n" % (crc32(text), text))
    except OSError as error:
        raise LakeNotWritten(table="the intake queue", why=error.strerror or "refused") from error


def _append(folder: Path, line: bytes) -> None:
    """Write one after the other, wait for the disk side by side."""
    with _alone(folder):
        number = max(_files(folder), default=1)
        if _file(folder, number).exists() and _file(folder, number).stat().st_size > LARGEST:
            number += 1
        handle = os.open(_file(folder, number), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            end = os.fstat(handle).st_size
            torn = end > 0 and os.pread(handle, 1, end - 1) != b"\n"
            _write(handle, (b"\n" if torn else b"") + line, end)
        except BaseException:
            os.close(handle)
            raise
    try:
        os.fdatasync(handle)
        if end == 0:
            _sync_folder(folder)
    finally:
        os.close(handle)


def _write(handle: int, data: bytes, end: int) -> None:
    """All of it or nothing."""
    try:
        if os.write(handle, data) != len(data):
            raise OSError(28, "No space left on device")
    except OSError:
        os.ftruncate(handle, end)
        raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _folder(lake: Path) -> Path:
    if not is_lake(lake):
        raise NoLake(folder=lake)
    (lake / FOLDER).mkdir(exist_ok=True)
    return lake / FOLDER


def _files(folder: Path) -> list[int]:
    return sorted(int(path.stem) for path in folder.glob("*.log"))


def _file(folder: Path, number: int) -> Path:
    return folder / f"{number:012d}.log"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _delivery(line: bytes) -> Delivery | None:
    """The delivery of a line; None for one that was cut off."""
    mark, text = line[:_MARK], line[_MARK + 1 : -1]
    if mark != b"%08x" % crc32(text):
        return None
    told = json.loads(text)
    retracts = told.get("retracts")
    return Delivery(
        table=told["table"],
        content=told.get("rows", []),
        source=told["source"],
        batch=retraction_of(retracts) if retracts else told["batch"],
        retracted=told.get("retracted", False),
        queued_at=datetime.fromisoformat(told["queued_at"]),
        retracts=retracts,
    )
