"""Events that happen to a city, and what a run of everybody says at any moment: what keeping is held against."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from lianfang.decisions.evaluate import Target, decided_batches
from lianfang.decisions.keeper import Keeper
from lianfang.decisions.releases import Releases
from lianfang.facts.lake.judging import Delivery
from lianfang.facts.lake.lake import Lake, make_lake
from lianfang.facts.lake.writer import LakeWriter
from lianfang.facts.schemas import TABLES, Kind
from lianfang.kernel.clock import CITY_ZONE, from_day_number, from_micros
from lianfang.snapshots.reader import Reader

ROOT = Path(__file__).resolve().parents[2]
BEIJING = ROOT / "policies" / "beijing"
SEEN = ("person_id", "colour", "entry", "notices", "rules", "until", "holds_until")

Row = dict[str, Any]


def written(table: str, plain: Row) -> Row:
    """A row in plain form as somebody would write it."""
    row: Row = {}
    for column in TABLES[table].columns:
        value = plain[column.name]
        if value is not None and column.kind is Kind.INSTANT:
            value = from_micros(value, zone=CITY_ZONE)
        elif value is not None and column.kind is Kind.DAY:
            value = from_day_number(value)
        elif value is not None and column.kind is Kind.BIRTHDAY:
            value = f"{value // 10000:04}-{value // 100 % 100:02}-{value % 100:02}"
        row[column.name] = value
    return row


@contextmanager
def kept(folder: Path, now: datetime, *, start: bool = True) -> Iterator[Keeper]:
    """The keeper of a lake in `folder`, started at `now`."""
    with LakeWriter(folder, zone=CITY_ZONE, who="a test") as lake:
        keeper = Keeper(lake, Releases(folder / "releases"), folder / "snapshot", now=lambda: now, threads=1)
        try:
            if start:
                keeper.start(now)
            yield keeper
        finally:
            keeper.close()


def new_lake(folder: Path, begins: datetime, pack: Path = BEIJING) -> None:
    """An empty lake whose policy is in force from long before."""
    make_lake(folder)
    Releases(folder / "releases").stage(pack, starts=begins - timedelta(days=1), by="a test", at=begins)


def by_everybody(lake: Lake, at: datetime, *, engine: str = "reference") -> list[Row]:
    """What a run of everybody at a moment decides, from what was known then."""
    releases = Releases(lake.folder / "releases")
    pack = releases.pack(releases.at(at))
    with lake.store(known_at=at) as store:
        rows = decided_batches(pack, store, at=at, target=Target(engine=engine)).read_all().to_pylist()
    return [seen(row) for row in rows]


def by_history(keeper: Keeper, at: datetime | None = None) -> list[Row]:
    """Everybody's decision in force at a moment, from the history."""
    known = keeper.history.known(keeper.lake.connection, at)
    rows = keeper.lake.connection.sql(f'SELECT * FROM ({known}) ORDER BY "person_id"').to_arrow_table().to_pylist()
    return [seen(row) for row in rows]


def by_snapshot(folder: Path, people: list[str]) -> dict[str, tuple[Any, ...]]:
    """What the snapshot says of those of these people whom it knows."""
    with Reader(folder / "snapshot") as reader:
        found = {person: reader.get(person) for person in people}
    return {
        person: (there.colour, there.entry, there.notices, there.rules, there.until, there.holds_until)
        for person, there in found.items()
        if there is not None
    }


def standings(rows: list[Row]) -> dict[str, tuple[Any, ...]]:
    """Decisions as the snapshot tells them."""
    return {
        row["person_id"]: (
            *(row["colour"], row["entry"], tuple(row["notices"]), tuple(row["rules"])),
            *(row["until"], row["holds_until"]),
        )
        for row in rows
    }


def seen(row: Row) -> Row:
    """What two decisions are compared by: the rest (`unknown`, the release) may differ while these do not."""
    return {name: row[name] for name in SEEN}


def delivery(table: str, *rows: Row, batch: str, **more: Any) -> Delivery:
    """Rows of one table from a source."""
    return Delivery(table, rows, "a source", batch, **more)
