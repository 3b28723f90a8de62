"""Spark against DuckDB and the reference: cases, generated cities, expressions, and the demonstration city.

`SPARK_OF_TESTS` names the Spark to ask (local[2], sc://host:15002); without it, the embedded one is asked.
`PEOPLE_OF_TESTS` is the size of the demonstration city.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lianfang.facts.demo import make_demo_city
from lianfang.facts.store import open_store, store_of
from lianfang.policy.engines.duckdb import DuckdbRunner
from lianfang.policy.engines.run import Run
from lianfang.policy.engines.spark import Spark, SparkRunner, open_spark
from lianfang.policy.model import Pack
from lianfang.policy.nodes import Aggregate, Node
from tests.conformance.deciding import Told, by_reference, by_reference_each_at, by_run, by_run_each_at, differences
from tests.conformance.judging import fact_by_meaning, facts_in_sql, make_asking
from tests.conformance.signed_cases import cases_of
from tests.conformance.test_engines_agree import plain_rows
from tests.conformance.test_expressions_agree import check_steadiness, facts, numbered, told_apart
from tests.conformance.worlds import make_world, moments, plain_tables

pytestmark = [
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning"),
]
ZONE = ZoneInfo("Asia/Shanghai")
PEOPLE = int(os.environ.get("PEOPLE_OF_TESTS", "100000"))
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
SEEDS = st.integers(0, 10**9)


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    with open_spark(os.environ.get("SPARK_OF_TESTS")) as spark:
        yield spark


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo_city(tmp_path_factory.mktemp("demo") / "city", people=PEOPLE, seed=11).folder


@pytest.mark.parametrize("subject", ["person", "zone"])
def test_every_case_of_the_pack_is_decided_the_same_on_spark(pack: Pack, spark: Spark, subject: str) -> None:
    cases = cases_of(pack, subject)

    with store_of(cases.tables, zone=ZONE) as store:
        with SparkRunner(spark, store.connection) as runner:
            told = by_run_each_at(pack, runner, store.connection, cases.moments, subject, holds=False)
        believed = by_reference_each_at(pack, plain_rows(store), cases.moments, subject)

    assert differences(without_holds(believed), told, {}) == []
    assert len(told) == len(cases.moments)


def without_holds(told: Mapping[str, Told]) -> dict[str, Told]:
    """The same answers without how long they hold: a run on Spark goes through every later period for that."""
    return {key: replace(each, holds_until=None) for key, each in told.items()}


@settings(max_examples=2, suppress_health_check=SLOW)
@given(data=st.data(), seed=SEEDS)
def test_spark_decides_generated_cities_like_the_reference(
    pack: Pack, spark: Spark, data: st.DataObject, seed: int
) -> None:
    at = data.draw(moments(pack))
    world = make_world(pack, at, people=300, seed=seed)

    with plain_tables(world) as connection, SparkRunner(spark, connection) as runner:
        told = by_run(pack, runner, connection, at, holds=False)

    assert differences(without_holds(by_reference(pack, world, at)), told, world) == []


def test_spark_finds_how_long_decisions_hold_like_the_reference(pack: Pack, spark: Spark) -> None:
    at = pack.steps()[-2] - timedelta(hours=3)
    world = make_world(pack, at, people=150, seed=3)

    with plain_tables(world) as connection, SparkRunner(spark, connection) as runner:
        told = by_run(pack, runner, connection, at)

    assert differences(by_reference(pack, world, at), told, world) == []


@settings(max_examples=8, suppress_health_check=SLOW)
@given(drawn=facts, seed=SEEDS)
def test_facts_on_spark_are_what_the_nodes_mean(spark: Spark, drawn: list[tuple[Aggregate, Node]], seed: int) -> None:
    asking, wanted = make_asking(seed), numbered(drawn)

    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        for name, table in asking.tables().items():
            connection.register("given", table)
            connection.execute(f'CREATE TABLE "{name}" AS SELECT * FROM given')
        with SparkRunner(spark, connection, tables=tuple(asking.tables())) as runner:
            told = facts_in_sql(wanted, runner.rows)

    for fact in wanted:
        for key in asking.subjects:
            meant = fact_by_meaning(asking, key, fact)
            assert told_apart(told[key, fact.name].value) == told_apart(meant.value), f"{key} {fact}"
        check_steadiness(asking, fact.name, fact.type, told)


@pytest.mark.parametrize("at", ["2021-08-11T12:00", "2022-02-01T12:00"])
def test_spark_and_duckdb_give_the_same_rows_for_the_demonstration_city(
    pack: Pack, spark: Spark, city: Path, at: str
) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=ZONE)

    with open_store(city, zone=ZONE) as store:
        run_through(Run(pack, DuckdbRunner(store.connection), store.connection, moment))
        for name in ("decided", "holds"):
            store.connection.execute(f'CREATE TABLE "believed_{name}" AS SELECT * FROM "{name}"')
            store.connection.execute(f'DROP TABLE "{name}"')
        with SparkRunner(spark, store.connection) as runner:
            on_spark = run_through(Run(pack, runner, store.connection, moment))
            runner.give_back("decided")
            runner.give_back("holds")
        for name in ("decided", "holds"):
            assert rows_in(store.connection, f"believed_{name}") == rows_in(store.connection, name) > 0
            assert not_in(store.connection, f"believed_{name}", name) == []
            assert not_in(store.connection, name, f"believed_{name}") == []
        assert rows_in(store.connection, "decided") + on_spark.at_rest == PEOPLE


def run_through(run: Run) -> Run:
    """Decide for everybody, and for how long; who is at rest is only counted."""
    run.decide()
    run.find_holds()
    return run


def rows_in(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchall()[0][0])


def not_in(connection: duckdb.DuckDBPyConnection, one: str, other: str) -> list[tuple[object, ...]]:
    """The first few rows of one table that the other lacks."""
    return connection.execute(f'SELECT * FROM "{one}" EXCEPT SELECT * FROM "{other}" LIMIT 5').fetchall()
