"""A whole run in SQL against the reference: every case of the pack, and generated cities in every dated period."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.facts.schemas import TABLES
from lianfang.facts.store import FactStore, store_of
from lianfang.kernel.clock import to_micros
from lianfang.policy.engines.duckdb import DuckdbRunner
from lianfang.policy.engines.meaning import DAY, HOUR
from lianfang.policy.engines.reference import Reference, Tables
from lianfang.policy.model import Pack
from tests.conformance.deciding import by_reference, by_reference_each_at, by_run, by_run_each_at, differences
from tests.conformance.signed_cases import cases_of, unmet
from tests.conformance.worlds import OFFSET, World, make_world, moments, plain_tables
from tests.sizes import examples

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
SEEDS = st.integers(0, 10**9)
LARGE = [("person", 300), ("zone", 60)]


def plain_rows(store: FactStore) -> Tables:
    """The store's rows, for the reference."""
    found = {}
    for name in TABLES:
        result = store.connection.execute(f'SELECT * FROM "{name}"')
        columns = [part[0] for part in result.description or []]
        found[name] = [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
    return found


@pytest.mark.parametrize(
    ("subject", "every"), [("person", 12), ("zone", 1), pytest.param("person", 1, marks=pytest.mark.thorough)]
)
def test_every_case_of_the_pack_is_the_same_on_the_reference_and_in_duckdb(
    pack: Pack, subject: str, every: int
) -> None:
    cases = cases_of(pack, subject, every=every)

    with store_of(cases.tables, zone=ZoneInfo(pack.zone)) as store:
        tables = plain_rows(store)
        told = by_run_each_at(pack, DuckdbRunner(store.connection), store.connection, cases.moments, subject)

    believed = by_reference_each_at(pack, tables, cases.moments, subject)
    assert unmet(cases, believed) == []
    assert differences(believed, told, tables) == []
    assert len(told) == len(cases.moments) > 10


@pytest.mark.parametrize(
    ("subject", "people"),
    [("person", 40), ("zone", 20), *(pytest.param(*each, marks=pytest.mark.thorough) for each in LARGE)],
)
@settings(max_examples=examples(1, thorough=3), suppress_health_check=SLOW)
@given(data=st.data(), seed=SEEDS)
def test_duckdb_decides_generated_cities_like_the_reference(
    pack: Pack, subject: str, people: int, data: st.DataObject, seed: int
) -> None:
    at = data.draw(moments(pack))
    world = make_world(pack, at, people=people, seed=seed)

    with plain_tables(world) as connection:
        told = by_run(pack, DuckdbRunner(connection), connection, at, subject)

    assert differences(by_reference(pack, world, at, subject), told, world) == []


def instants_of(world: World) -> set[int]:
    """Every instant any row names."""
    return {
        value
        for name, rows in world.items()
        for row in rows
        for column, value in row.items()
        if isinstance(value, int) and TABLES[name].column(column).kind == "instant"
    }


def probes(world: World, pack: Pack, now: int, until: int) -> list[int]:
    """Moments at which something might change: rows, whole hours after them, midnights, the policy's steps."""
    starts = instants_of(world) | {to_micros(step) for step in pack.steps()}
    hours = (0, 24, 48, 72, 168, 336)
    found = {start + more * HOUR + by for start in starts for more in hours for by in (-1, 0, 1)}
    today = (now + OFFSET) // DAY
    found |= {day * DAY - OFFSET + by for day in range(today, (until + OFFSET) // DAY + 1) for by in (-1, 0)}
    return sorted(moment for moment in found if now < moment < until)


@settings(max_examples=examples(15, thorough=60), suppress_health_check=SLOW)
@given(data=st.data(), seed=SEEDS)
def test_holds_until_is_the_first_moment_at_which_the_decision_differs(
    pack: Pack, data: st.DataObject, seed: int
) -> None:
    at = data.draw(moments(pack))
    world, now = make_world(pack, at, people=2, seed=seed), to_micros(at)
    engine = Reference(pack, world, moment=at)

    for person in engine.world.ids("person"):
        judgement = engine.judge(person, now)
        holds = engine.holds_until(person, judgement)

        horizon = to_micros(at + timedelta(days=25)) if holds is None else holds
        for moment in probes(world, pack, now, horizon):
            assert engine.judge(person, moment).outcome.same_as(judgement.outcome), f"{person} differs at {moment}"
        if holds is not None:
            assert not engine.judge(person, holds).outcome.same_as(judgement.outcome)


@pytest.mark.parametrize("name", [name for name, table in TABLES.items() if table.of_person])
def test_generated_cities_hold_rows_of_every_table_with_every_optional_cell_empty_somewhere(
    pack: Pack, name: str
) -> None:
    world = make_world(pack, pack.steps()[8], people=400, seed=1)

    assert world[name]
    for column in TABLES[name].columns:
        assert any(row[column.name] is None for row in world[name]) == column.optional
