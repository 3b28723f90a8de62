"""The engines against the orders read by hand: generated cities in every dated period and at its very edges."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.facts.schemas import TABLES, Kind
from lianfang.kernel.clock import MICROSECOND, to_micros
from lianfang.policy.engines.duckdb import DuckdbRunner
from lianfang.policy.engines.reference import Reference
from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack
from tests.conformance.case_by_hand import CITY, HOUR, Case, City, Row, Rows, midnight
from tests.conformance.deciding import Told, by_run, differences
from tests.conformance.limits import with_people_at_limits
from tests.conformance.orders_by_hand import ORDERS, STEPS, decide
from tests.conformance.worlds import World, make_world, moments, plain_tables
from tests.sizes import examples, some_of

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
SEEDS = st.integers(0, 10**9)
INSIDE = [one + (other - one) * 0.6 for one, other in pairwise(STEPS)]
EDGES = [moment for step in STEPS for moment in (step - MICROSECOND, step)]
MOMENTS = sorted([*EDGES, *INSIDE, STEPS[-1] + timedelta(days=9)])
HORIZON = timedelta(days=30)


def as_written(world: World) -> Rows:
    """The rows as people write them: moments in the city's zone, and dates."""
    read: dict[Kind, Callable[[Any], object]] = {
        Kind.INSTANT: lambda cell: (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=cell)).astimezone(CITY),
        Kind.DAY: lambda cell: date(1970, 1, 1) + timedelta(days=cell),
        Kind.BIRTHDAY: lambda cell: date(cell // 10_000, cell // 100 % 100, cell % 100),
    }

    def written(table: str, row: Mapping[str, object]) -> Row:
        kinds = {column.name: column.kind for column in TABLES[table].columns}
        return {
            name: read[kinds[name]](cell) if cell is not None and kinds[name] in read else cell
            for name, cell in row.items()
        }

    return {table: [written(table, row) for row in rows] for table, rows in world.items()}


def a_city(pack: Pack, at: datetime, seed: int) -> World:
    """People with rows of every kind, and people exactly at the limits."""
    return with_people_at_limits(make_world(pack, at, people=60, seed=seed), at, people=90, seed=seed)


@dataclass(frozen=True)
class ByHand:
    """Rows sorted by person, to be asked about at any moment."""

    rows: Rows
    people: Mapping[str, dict[str, list[Row]]]

    @classmethod
    def of(cls, world: World) -> "ByHand":
        rows = as_written(world)
        people: dict[str, dict[str, list[Row]]] = {}
        for table, found in rows.items():
            for row in found:
                if "person_id" in row:
                    people.setdefault(row["person_id"], {}).setdefault(table, []).append(row)
        return cls(rows, people)

    def told(self, at: datetime, only: Iterable[str] | None = None) -> dict[str, Told]:
        """What each person is told; how long it holds is left out."""
        now, found = at.astimezone(CITY), {}
        city = City(self.rows, now)
        for person in self.people if only is None else only:
            said = decide(Case(self.people[person], city, now))
            until = None if said.until is None else to_micros(said.until)
            found[person] = Told(said.colour, said.entry, said.notices, said.rules, until, said.unknown, None)
        return found


def told_by_reference(pack: Pack, world: World, at: datetime) -> dict[str, Told]:
    """What the reference tells each person; how long it holds is left out."""
    engine, found = Reference(pack, world, moment=at), {}
    for person in engine.world.ids("person"):
        said = engine.judge(person, to_micros(at)).outcome
        entry = None if said.entry is None else str(said.entry)
        sets = frozenset(said.notices), frozenset(said.rules)
        found[person] = Told(str(said.colour), entry, *sets, said.until, frozenset(said.unknown), None)
    return found


def told_by_duckdb(pack: Pack, world: World, at: datetime) -> dict[str, Told]:
    """What DuckDB tells each person; how long it holds is left out."""
    with plain_tables(world) as connection:
        return by_run(pack, DuckdbRunner(connection), connection, at, holds=False)


@pytest.fixture(scope="module")
def cities(pack: Pack) -> dict[datetime, World]:
    """One city for each of the moments."""
    return {at: a_city(pack, at, seed) for seed, at in enumerate(MOMENTS)}


@pytest.fixture(scope="module")
def read(cities: dict[datetime, World]) -> dict[datetime, dict[str, Told]]:
    """What the orders read by hand tell everyone in those cities."""
    return {at: ByHand.of(world).told(at) for at, world in cities.items()}


@pytest.mark.parametrize("at", MOMENTS, ids=lambda at: at.strftime("%Y-%m-%d %H:%M:%S"))
def test_the_reference_decides_as_the_orders_read(
    pack: Pack, cities: dict[datetime, World], read: dict[datetime, dict[str, Told]], at: datetime
) -> None:
    told = told_by_reference(pack, cities[at], at)

    assert differences(read[at], told, cities[at]) == []


@pytest.mark.parametrize("at", some_of(EDGES, every=7), ids=lambda at: at.strftime("%Y-%m-%d %H:%M:%S"))
def test_duckdb_decides_as_the_orders_read(
    pack: Pack, cities: dict[datetime, World], read: dict[datetime, dict[str, Told]], at: datetime
) -> None:
    told = told_by_duckdb(pack, cities[at], at)

    assert differences(read[at], told, cities[at]) == []


@settings(max_examples=examples(1, thorough=5), suppress_health_check=SLOW)
@given(data=st.data(), seed=SEEDS)
def test_both_engines_decide_any_city_as_the_orders_read(pack: Pack, data: st.DataObject, seed: int) -> None:
    at = data.draw(moments(pack))
    world = a_city(pack, at, seed)
    by_hand = ByHand.of(world).told(at)

    assert differences(by_hand, told_by_reference(pack, world, at), world) == []
    assert differences(by_hand, told_by_duckdb(pack, world, at), world) == []


def probes(rows: Rows, now: datetime, end: datetime) -> list[datetime]:
    """Moments after `now` up to and with `end`: those of rows and limits after them, midnights, half hours, steps."""
    instants = {cell for found in rows.values() for row in found for cell in row.values() if isinstance(cell, datetime)}
    limits = [timedelta(0), *(hours * HOUR for hours in (24, 48, 72, 168, 336))]
    starts = {instant + limit for instant in instants for limit in limits} | set(STEPS)
    starts |= {midnight(now.date() + timedelta(days=more)) for more in range((end - now).days + 2)}
    starts |= {now + HOUR / 2 * more for more in range((end - now) // (HOUR / 2) + 1)}
    near = {start + by for start in starts for by in (-MICROSECOND, timedelta(0), MICROSECOND)} | {end}
    return sorted(moment for moment in near if now < moment <= end)


def first_change(by_hand: ByHand, person: str, at: datetime, end: datetime) -> datetime | None:
    """The first probed moment up to `end` at which the orders tell the person something else, with the same rows."""
    now = at.astimezone(CITY)
    places = {name: rows for name, rows in by_hand.rows.items() if not TABLES[name].of_person}

    def told(moment: datetime) -> Told:
        return replace(by_hand.told(moment, [person])[person], unknown=frozenset())

    first = told(now)
    moments_to_try = probes(places | by_hand.people[person], now, end)
    return next((moment for moment in moments_to_try if told(moment) != first), None)


def check_holds(pack: Pack, world: World, at: datetime) -> Iterator[str]:
    """Whom the reference tells another end than the orders read by hand."""
    engine, by_hand = Reference(pack, world, moment=at), ByHand.of(world)
    for person in by_hand.people:
        holds = engine.holds_until(person, engine.judge(person, to_micros(at)))
        until = None if holds is None else datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=holds)
        found = first_change(by_hand, person, at, at + HORIZON if until is None else until)
        if found != until:
            yield f"{person} holds until {until}, but by hand changes at {found}"


@pytest.mark.parametrize("at", some_of(INSIDE, every=5), ids=lambda at: at.strftime("%Y-%m-%d"))
def test_a_decision_holds_exactly_until_the_orders_read_otherwise(pack: Pack, at: datetime) -> None:
    world = make_world(pack, at, people=3, seed=at.toordinal())

    assert list(check_holds(pack, world, at)) == []


@settings(max_examples=examples(1, thorough=5), suppress_health_check=SLOW)
@given(data=st.data(), seed=SEEDS)
def test_any_decision_holds_exactly_until_the_orders_read_otherwise(pack: Pack, data: st.DataObject, seed: int) -> None:
    at = data.draw(moments(pack))

    assert list(check_holds(pack, make_world(pack, at, people=2, seed=seed), at)) == []


def test_the_cities_bring_up_every_row_of_the_orders_and_the_pack_has_no_other(
    pack: Pack, read: dict[datetime, dict[str, Told]]
) -> None:
    seen = {rule for everyone in read.values() for told in everyone.values() for rule in told.rules}

    assert seen == {rule.id for rule in pack.rules if rule.subject == "person"}


def test_the_dates_of_the_orders_are_steps_of_the_pack(pack: Pack) -> None:
    assert set(STEPS) <= set(pack.steps())
    assert all(begins < ends for begins, ends, _ in ORDERS)


LIMITS = [
    ("close_contact_isolation_days", 14, 13),
    ("entry_window_days", 7, 8),
    ("test_validity_hours", 48, 47),
    ("commuter_test_hours", 336, 337),
    ("short_visit_hours", 72, 71),
    ("test_wait_hours", 24, 25),
]


def pack_that_says(root: Path, copy: Path, value: str, limit: int, wrong: int) -> Pack:
    """A copy of a pack with one step of one value changed."""
    copytree(root, copy)
    path = copy / "values" / f"{value}.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(f" value: {limit}\n") == 1
    path.write_text(text.replace(f" value: {limit}\n", f" value: {wrong}\n"), encoding="utf-8")
    return read_pack(copy)


@pytest.mark.parametrize(("value", "limit", "wrong"), some_of(LIMITS, every=3))
def test_a_pack_that_says_13_instead_of_14_is_found_out(
    pack: Pack,
    cities: dict[datetime, World],
    read: dict[datetime, dict[str, Told]],
    tmp_path: Path,
    value: str,
    limit: int,
    wrong: int,
) -> None:
    mistaken = pack_that_says(Path(pack.root), tmp_path / "beijing", value, limit, wrong)

    found = (told_by_reference(mistaken, world, at) != read[at] for at, world in cities.items())

    assert any(found)


def test_a_decision_said_to_end_a_day_early_is_found_out(pack: Pack, tmp_path: Path) -> None:
    at = INSIDE[1]
    exposed = to_micros(at - timedelta(days=3))
    world: World = {"contacts": [{"person_id": "p", "degree": "close", "last_exposed_at": exposed}]}
    mistaken = pack_that_says(Path(pack.root), tmp_path / "beijing", "close_contact_isolation_days", 14, 13)

    assert list(check_holds(pack, world, at)) == []
    assert len(list(check_holds(mistaken, world, at))) == 1
