"""The same facts, release and time give the same decision; a replay is a row of fresh evaluations."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from pyarrow import parquet

from lianfang.decisions.city import City
from lianfang.decisions.evaluate import Target, evaluate
from lianfang.facts.demo import make_demo_city
from lianfang.facts.store import FactStore, open_store, store_of
from lianfang.kernel.clock import CITY_ZONE
from lianfang.policy.model import Pack

START, END = datetime(2021, 7, 1, tzinfo=CITY_ZONE), datetime(2022, 12, 31, tzinfo=CITY_ZONE)


def test_each_step_of_a_replay_is_the_decision_of_that_moment_and_differs_from_the_one_before(
    beijing: Pack, demo_city: Path
) -> None:
    city = City(demo_city, beijing)

    for person in ("demo-0004", "demo-0016", "demo-0023", "demo-0028"):
        steps = city.replay(person, start=START, end=END)
        for before, step in pairwise(steps):
            assert city.explain(person, at=step.at).decision == step.decision
            just_before = city.explain(person, at=step.at - timedelta(microseconds=1)).decision
            assert (just_before.colour, just_before.entry, just_before.rules, just_before.until) == (
                before.decision.colour,
                before.decision.entry,
                before.decision.rules,
                before.decision.until,
            )
            assert step.cause.zh and step.cause.en


def a_few_travellers() -> FactStore:
    """People who came from a risk area, one a day."""
    people = [f"p{day:02}" for day in range(1, 29)]
    stays = [
        {
            "person_id": person,
            "area": "320115",
            "arrived_at": f"2021-07-{person[1:]}",
            "left_at": f"2021-08-{person[1:]}",
        }
        for person in people
    ]
    return store_of(
        {
            "persons": [{"person_id": person, "home_area": "520103"} for person in people],
            "area_levels": [{"area_id": "a", "area": "320115", "level": "high", "from_at": "2021-07-25"}],
            "stays": stays,
        },
        zone=CITY_ZONE,
    )


@contextmanager
def the_demonstration_city() -> Iterator[FactStore]:
    with TemporaryDirectory() as folder:
        make_demo_city(Path(folder) / "city", people=3_000, seed=7)
        with open_store(Path(folder) / "city", zone=CITY_ZONE) as store:
            yield store


@pytest.mark.parametrize("facts", [a_few_travellers, pytest.param(the_demonstration_city, marks=pytest.mark.thorough)])
def test_evaluating_twice_gives_the_same_bytes_safety_2(
    beijing: Pack, facts: Callable[[], AbstractContextManager[FactStore]], tmp_path: Path
) -> None:
    files = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for file in files:
        with facts() as store:
            evaluate(beijing, store, at=datetime(2021, 8, 11, 12, tzinfo=CITY_ZONE), target=Target(file))

    assert parquet.read_table(files[0]).equals(parquet.read_table(files[1]))
    assert files[0].read_bytes() == files[1].read_bytes()


def test_a_run_that_is_stopped_leaves_the_last_file_whole_safety_8(beijing: Pack, tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    out.write_bytes(b"the last whole file")
    at = datetime(2021, 8, 11, 12, tzinfo=CITY_ZONE)

    def stop(what: str, count: int) -> None:
        if what == "writing":
            raise KeyboardInterrupt

    try:
        with a_few_travellers() as store:
            evaluate(beijing, store, at=at, target=Target(out), progress=stop)
    except KeyboardInterrupt:
        pass

    assert out.read_bytes() == b"the last whole file"
    assert [file.name for file in tmp_path.iterdir()] == ["out.parquet"]
