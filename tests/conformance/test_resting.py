"""People at rest are not looked at one by one: whoever a run leaves out is green, by the reference, now and later."""

import random
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.facts.schemas import TABLES, Kind
from lianfang.kernel.clock import to_micros
from lianfang.policy.engines.duckdb import DuckdbRunner
from lianfang.policy.engines.meaning import DAY
from lianfang.policy.engines.reference import Reference
from lianfang.policy.engines.run import Run
from lianfang.policy.engines.settled import REST, moments_of
from lianfang.policy.engines.subjects import at_rest
from lianfang.policy.model import Colour, Pack
from tests.conformance.worlds import AREAS, World, make_world, moments, plain_tables

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
PEOPLE = 80


def long_past(world: World, at: datetime, seed: int) -> World:
    """The world with most rows ended about REST days ago, on both sides of it, and most homes and stays in the city."""
    chance = random.Random(seed)
    for name, rows in world.items():
        if not TABLES[name].of_person:
            continue
        for row in rows:
            if "home_area" in row and chance.random() < 0.6:
                row["home_area"] = chance.choice([area for area in AREAS if area.startswith("11")])
            if name == "stays" and chance.random() < 0.6:
                row["area"] = chance.choice([area for area in AREAS if area.startswith("11")])
            if chance.random() < 0.9:
                _shift(row, name, to_micros(at) - REST - chance.choice((0, 0, 1, -1, DAY, 40 * DAY)))
    return {
        **world,
        **{
            name: [row for row in world[name] if chance.random() < 0.15]
            for name in ("infections", "border_entries", "links", "screening_orders", "exceptions")
        },
    }


def _shift(row: dict[str, bool | int | str | None], name: str, latest: int) -> None:
    """Move a row's moments so that its latest is at `latest`."""
    found = [value for column in moments_of(name) if isinstance(value := row[column], int)]
    for column in moments_of(name):
        value = row[column]
        if isinstance(value, int):
            row[column] = value - max(found) + latest


def left_out(pack: Pack, world: World, at: datetime) -> set[str]:
    """Whom a run does not look at."""
    with plain_tables(world) as connection:
        runner = DuckdbRunner(connection)
        run = Run(pack, runner, connection, at)
        people = run.decide()
        keys = {str(key) for (key,) in runner.rows(at_rest(run.decided))} if run.at_rest else set()
        assert people == run.looked_at + len(keys)
    return keys


@settings(max_examples=6, suppress_health_check=SLOW)
@given(data=st.data(), seed=st.integers(0, 10**9))
def test_whoever_a_run_leaves_out_is_green_without_a_rule_at_every_later_moment(
    pack: Pack, data: st.DataObject, seed: int
) -> None:
    at = data.draw(moments(pack))
    world = long_past(make_world(pack, at, people=PEOPLE, seed=seed), at, seed)
    engine, now = Reference(pack, world, moment=at), to_micros(at)
    later = [to_micros(step) for step in pack.steps() if step > at]
    some_days = [now + days * DAY + more for days in (0, 1, 3, 14, 31) for more in (0, 1)]

    for person in left_out(pack, world, at):
        judgement = engine.judge(person, now)
        assert engine.holds_until(person, judgement) is None
        for moment in sorted({*some_days, *later}):
            outcome = engine.judge(person, moment).outcome
            assert outcome.colour is Colour.GREEN
            assert (outcome.entry, outcome.notices, outcome.rules, outcome.until, outcome.unknown) == (
                None,
                (),
                (),
                None,
                (),
            ), f"{person} at {moment}"


def test_a_run_does_leave_people_out_and_some_of_them_only_stay_in_the_city(pack: Pack) -> None:
    at = pack.steps()[8]
    world = long_past(make_world(pack, at, people=300, seed=3), at, 3)
    homes = {str(row["person_id"]): str(row["home_area"] or "") for row in world["persons"]}

    keys = left_out(pack, world, at)

    assert len(keys) > 20
    assert {homes[key].startswith("11") for key in keys} == {True, False}


@pytest.mark.parametrize(
    ("table", "row", "rests"),
    [
        ("stays", {"area": "110105", "arrived_at": -REST, "left_at": None}, True),
        ("stays", {"area": "110105", "arrived_at": 1 - REST, "left_at": None}, False),
        ("stays", {"area": "410102", "arrived_at": -REST, "left_at": None}, False),
        ("stays", {"area": "410102", "arrived_at": -2 * REST, "left_at": -REST}, True),
        ("stays", {"area": "410102", "arrived_at": -2 * REST, "left_at": 1 - REST}, False),
        ("contacts", {"degree": "close", "last_exposed_at": -REST}, True),
        ("contacts", {"degree": "close", "last_exposed_at": 1 - REST}, False),
        ("contacts", {"degree": "close", "last_exposed_at": REST}, False),
        ("infections", {"kind": "confirmed", "positive_at": -5 * REST, "released_at": None}, False),
        ("city_arrivals", {"arrived_at": -REST, "leaves_at": None}, True),
    ],
)
@pytest.mark.parametrize("home", ["110105", "410102", None])
def test_rest_begins_a_month_after_the_last_row_and_never_while_something_is_open_elsewhere(
    pack: Pack, table: str, row: dict[str, int | str | None], *, rests: bool, home: str | None
) -> None:
    at = pack.steps()[8]
    moved = {
        name: value + to_micros(at) if isinstance(value, int) and _is_instant(table, name) else value
        for name, value in row.items()
    }
    persons = [{"person_id": "one", "birth_date": None, "home_area": home}]
    settled = home == "110105" or (table == "stays" and row["area"] == "110105")

    keys = left_out(pack, {"persons": persons, table: [{"person_id": "one", **moved}]}, at)

    assert keys == ({"one"} if rests and settled else set())


def _is_instant(table: str, column: str) -> bool:
    return TABLES[table].column(column).kind is Kind.INSTANT


def test_a_person_whom_only_other_tables_name_is_looked_at(pack: Pack) -> None:
    at = pack.steps()[8]
    persons = [{"person_id": "listed", "birth_date": None, "home_area": "110105"}]
    tests = [
        {
            "person_id": "stranger",
            "sampled_at": 0,
            "reported_at": 0,
            "method": "pcr",
            "result": "negative",
            "pool_id": None,
        }
    ]

    assert left_out(pack, {"persons": persons, "tests": tests}, at) == {"listed"}
