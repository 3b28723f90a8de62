"""The pieces of work that `bench scale` measures, each over one made-up city."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
from pyarrow import parquet

from lianfang.bench.by_hand import ByHand
from lianfang.decisions.evaluate import Target, evaluate
from lianfang.facts.demo import NOW
from lianfang.facts.store import open_store
from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack
from lianfang.snapshots.model import Header
from lianfang.snapshots.publish import publish_changes, publish_whole

CHANGED = 100_000  # people whose decisions change at once
BATCH = 131_072


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of work finds its pack and its city, and where it writes; `memory` is a limit such as 8GiB."""

    pack: Path
    folder: Path
    memory: str

    @property
    def city(self) -> Path:
        """The folder of facts."""
        return self.folder / "city"

    @property
    def spill(self) -> Path:
        """Where a database puts what does not fit into memory."""
        return self.folder / "spill"

    @property
    def decisions(self) -> Path:
        """What the full run writes."""
        return self.folder / "decisions.parquet"

    @property
    def by_hand(self) -> Path:
        """What the queries by hand write."""
        return self.folder / "by_hand.parquet"

    @property
    def snapshot(self) -> Path:
        """The folder of the snapshot."""
        return self.folder / "snapshot"

    @property
    def snapshot_of_lake(self) -> Path:
        """The folder of the snapshot that the lake keeps."""
        return self.folder / "snapshot-of-lake"


def full_run(place: Place) -> None:
    """Our engine from files to file: every row judged, everyone decided, exact holds_until."""
    pack = read_pack(place.pack)
    with open_store(
        place.city, zone=ZoneInfo(pack.zone), memory_limit=place.memory, temp_directory=place.spill
    ) as store:
        evaluate(pack, store, at=NOW, target=Target(place.decisions))


def by_hand(place: Place) -> None:
    """The query by hand with reasons and until, without any moment of change."""
    _by_hand(place).decide(place.by_hand)


def by_hand_nearest(place: Place) -> None:
    """The same with the nearest moment of change."""
    _by_hand(place).decide_with_nearest(place.by_hand)


def snapshot_whole(place: Place) -> None:
    """A snapshot of everyone, from nothing."""
    shutil.rmtree(place.snapshot, ignore_errors=True)
    file = parquet.ParquetFile(place.decisions)
    publish_whole(place.snapshot, _batches(file), _header(read_pack(place.pack), 1))


def snapshot_changes(place: Place) -> None:
    """The decisions of CHANGED people put into the snapshot that is there."""
    file = parquet.ParquetFile(place.decisions)
    rows = next(file.iter_batches(CHANGED, columns=_columns(file)))
    publish_changes(place.snapshot, rows, _header(read_pack(place.pack), 2))


def _by_hand(place: Place) -> ByHand:
    return ByHand(read_pack(place.pack), place.city, NOW, memory=place.memory, spill=place.spill)


def _batches(file: parquet.ParquetFile) -> Iterator[pa.RecordBatch]:
    yield from file.iter_batches(BATCH, columns=_columns(file))


def _columns(file: parquet.ParquetFile) -> list[str]:
    return [name for name in file.schema_arrow.names if name != "release"]


def _header(pack: Pack, sequence: int) -> Header:
    return Header(release=pack.release, data_version="made-up", computed_at=NOW, sequence=sequence)
