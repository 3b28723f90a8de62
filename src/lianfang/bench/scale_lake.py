"""The lake's part of `bench scale`: an area is lowered, results come in; how long until the snapshot says so."""

import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
from pyarrow import parquet

from lianfang.bench.scale_works import CHANGED, Place
from lianfang.decisions.keeper import Keeper
from lianfang.decisions.releases import Releases
from lianfang.facts.cells import literal
from lianfang.facts.demo import NOW
from lianfang.facts.lake.judging import Delivery
from lianfang.facts.lake.lake import make_lake
from lianfang.facts.lake.loading import load_folder
from lianfang.facts.lake.writer import LakeWriter
from lianfang.kernel.clock import CITY_ZONE, MachineClock, from_micros

AREA, SOURCE = "130185", "bench"  # a county outside the city, and who delivers
RESULTS_A_SECOND, RESULTS = 200, 2_000
BATCH_SECONDS = 0.25  # how long results wait for others, as in the worker
MINUTE = timedelta(minutes=1)


def fill_lake(place: Place) -> None:
    """The city's tables into a new lake, everyone decided and put into a snapshot."""
    lake = _lake(place)
    for former in (lake, place.snapshot_of_lake):
        shutil.rmtree(former, ignore_errors=True)
    make_lake(lake)
    Releases(lake / "releases").stage(place.pack, starts=NOW - timedelta(days=1), by=SOURCE, at=NOW)
    with _writer(place) as writer:
        load_folder(writer, place.city, source=SOURCE, at=NOW - 60 * MINUTE, progress=lambda what, count: None)
    with _keeper(place):
        """The first start decides for everybody."""


def lower_area(place: Place) -> Mapping[str, float]:
    """A high-risk area where CHANGED people were is lowered: seconds until all of them are in the snapshot."""
    with _keeper(place) as (keeper, at):
        keeper.receive([Delivery("area_levels", [_level()], SOURCE, "high")], at=at + MINUTE)
        keeper.receive([Delivery("stays", _stays(place), SOURCE, "stays")], at=at + 2 * MINUTE)
        lowered = at + 3 * MINUTE
        row = {**_level(), "until_at": lowered.isoformat()}
        began = time.perf_counter()
        keeper.receive([Delivery("area_levels", [row], SOURCE, "lowered")], at=lowered)
        seconds = time.perf_counter() - began
        (run,) = keeper.history.run_records(keeper.lake.connection, most=1)
        return {"seconds": seconds, "people": float(run["changed"])}


def take_results(place: Place) -> Mapping[str, float]:
    """RESULTS test results, RESULTS_A_SECOND of them a second: seconds from each until the snapshot has it."""
    people = parquet.ParquetFile(place.city / "persons.parquet")
    ids = next(people.iter_batches(RESULTS, columns=["person_id"])).column(0).to_pylist()
    with _keeper(place) as (keeper, at):
        waited = list(_Arriving(keeper, at, ids).waits())
    waited.sort()
    return {"p50": waited[len(waited) // 2], "p99": waited[len(waited) * 99 // 100], "results": float(len(waited))}


@dataclass
class _Arriving:
    """Results that arrive one after the other, taken in as many at a time as have come."""

    keeper: Keeper
    at: datetime
    people: list[str]

    def waits(self) -> Iterator[float]:
        """How long each result waited until the snapshot had it, in seconds."""
        began, done, number = time.perf_counter(), 0, 0
        while done < len(self.people):
            time.sleep(max(0.0, began + done / RESULTS_A_SECOND + BATCH_SECONDS - time.perf_counter()))
            come = min(len(self.people), int((time.perf_counter() - began) * RESULTS_A_SECOND))
            number += 1
            moment = self.at + timedelta(seconds=number)
            rows = [_result(person, moment) for person in self.people[done:come]]
            self.keeper.receive([Delivery("tests", rows, SOURCE, f"results-{number}")], at=moment)
            ended = time.perf_counter()
            yield from (ended - (began + index / RESULTS_A_SECOND) for index in range(done, come))
            done = come


def _result(person: str, moment: datetime) -> dict[str, str]:
    sampled = (moment - timedelta(hours=6)).isoformat()
    reported = moment.isoformat()
    return {
        "person_id": person,
        "sampled_at": sampled,
        "reported_at": reported,
        "method": "pcr",
        "result": "negative",
    }


def _level() -> dict[str, str]:
    since = (NOW - timedelta(days=10)).isoformat()
    return {"area_id": "bench-area", "area": AREA, "level": "high", "from_at": since}


def _stays(place: Place) -> Path:
    """CHANGED people of the city, each with a stay in the county that ended three days ago."""
    path = place.folder / "stays.parquet"
    left = literal((NOW - timedelta(days=3)).isoformat())
    arrived = literal((NOW - timedelta(days=6)).isoformat())
    with duckdb.connect() as connection:
        connection.execute(f"""
            COPY (SELECT person_id, {literal(AREA)} AS area, TIMESTAMPTZ {arrived} AS arrived_at,
                         TIMESTAMPTZ {left} AS left_at
                  FROM read_parquet({literal(str(place.city / "persons.parquet"))})
                  WHERE home_area LIKE '11%' LIMIT {CHANGED})
            TO {literal(str(path))} (FORMAT parquet)
        """)
    return path


def _lake(place: Place) -> Path:
    return place.folder / "lake"


@contextmanager
def _writer(place: Place) -> Iterator[LakeWriter]:
    with LakeWriter(_lake(place), zone=CITY_ZONE, who=SOURCE, memory_limit=place.memory) as writer:
        yield writer


@contextmanager
def _keeper(place: Place) -> Iterator[tuple[Keeper, datetime]]:
    """The keeper of the lake, caught up, and a moment after all that it knows."""
    with _writer(place) as writer:
        keeper = Keeper(writer, Releases(_lake(place) / "releases"), place.snapshot_of_lake, now=MachineClock().now)
        at = max(NOW, from_micros(writer.last, zone=CITY_ZONE)) + MINUTE
        try:
            keeper.start(at)
            yield keeper, at
        finally:
            keeper.close()
