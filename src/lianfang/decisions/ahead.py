"""A release evaluated ahead: everybody's decision at the minute it will take force, kept until then.

It only reads the lake, so that any process may do it while the worker goes on. At the minute, the worker decides anew
for those whom facts concern that came since, and takes the rest from here.
"""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from lianfang.decisions.deciding import decisions_sql
from lianfang.decisions.evaluate import COUNTED, Progress, decide_everybody
from lianfang.decisions.releases import Release, Releases
from lianfang.facts.cells import literal
from lianfang.facts.lake.lake import Lake
from lianfang.facts.lake.refusals import LakeNotWritten
from lianfang.kernel.clock import to_micros

FOLDER = "ahead"


@dataclass(frozen=True, slots=True)
class Ahead:
    """Decisions of everybody under a release at its minute, from facts received up to `known` (microseconds)."""

    path: Path
    known: int

    @property
    def query(self) -> str:
        """SQL: the decisions."""
        return f"SELECT * FROM read_parquet({literal(str(self.path))})"


def evaluate_ahead(
    lake: Lake, releases: Releases, *, at: datetime, threads: int | None = None, progress: Progress | None = None
) -> Release | None:
    """Decide for everybody as of the minute of the next release; gives it, None when none is staged.

    Raises ReleaseDamaged, LakeDamaged, LakeNotWritten.
    """
    release = releases.after(at)
    if release is None:
        return None
    pack, known, moment = releases.pack(release), lake.last, to_micros(release.starts)
    path = lake.folder / FOLDER / f"{release.release}.{moment}.{known}.parquet"
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with lake.store(threads=threads) as store:
        say = progress or (lambda what, count: None)
        table = decide_everybody(pack, store, release.starts, COUNTED, say).everyone
        try:
            path.parent.mkdir(exist_ok=True)
            store.connection.execute(
                f"COPY ({decisions_sql(table)}) TO {literal(str(part))} (FORMAT parquet, COMPRESSION zstd)"
            )
            part.replace(path)
        except (duckdb.IOException, OSError) as error:
            raise LakeNotWritten(table=FOLDER, why=str(error).splitlines()[0][:200]) from error
        finally:
            part.unlink(missing_ok=True)
    return release


def found_ahead(lake: Lake, release: Release) -> Ahead | None:
    """What was evaluated ahead for a release; of several, the one that knows most."""
    moment = to_micros(release.starts)
    files = (lake.folder / FOLDER).glob(f"{release.release}.{moment}.*.parquet")
    found = [Ahead(path, int(path.name.split(".")[2])) for path in files]
    return max(found, key=lambda each: each.known, default=None)


def forget_ahead(lake: Lake, until: datetime) -> None:
    """Remove what was evaluated ahead for minutes that have passed."""
    for path in (lake.folder / FOLDER).glob("*.parquet"):
        if int(path.name.split(".")[1]) <= to_micros(until):
            path.unlink(missing_ok=True)
