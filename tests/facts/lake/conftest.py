"""A lake, how tests hand it rows, and what it then knows."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lianfang.facts.lake.judging import Delivery
from lianfang.facts.lake.lake import Lake, make_lake
from lianfang.facts.lake.writer import Arrived, LakeWriter
from lianfang.kernel.clock import CITY_ZONE

NOON = datetime(2021, 8, 11, 12, tzinfo=CITY_ZONE)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """The folder of an empty lake."""
    make_lake(tmp_path / "lake")
    return tmp_path / "lake"


@pytest.fixture
def lake(place: Path) -> Iterator[LakeWriter]:
    """An empty lake, open for writing."""
    with LakeWriter(place, zone=CITY_ZONE, who="a test") as writer:
        yield writer


@pytest.fixture
def receive(lake: LakeWriter) -> Callable[..., Arrived]:
    """Hands over rows of one table at NOON plus `minute` minutes."""

    def hand_over(table: str, *rows: dict[str, object], batch: str, minute: int = 0, **more: Any) -> Arrived:
        delivery = Delivery(table, rows, "a source", batch, **more)
        return lake.append([delivery], at=NOON + timedelta(minutes=minute))

    return hand_over


def stay(person: str, area: str = "110105", arrived: str = "2021-08-01", left: str | None = None) -> dict[str, object]:
    """A row of `stays`."""
    return {"person_id": person, "area": area, "arrived_at": arrived, "left_at": left}


def known(lake: Lake, table: str, minute: int | None = None, **asked: Any) -> list[tuple[Any, ...]]:
    """A table's rows as known at NOON plus `minute` minutes; None: now."""
    at = None if minute is None else NOON + timedelta(minutes=minute)
    with lake.store(known_at=at, **asked) as store:
        return sorted(store.connection.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)
