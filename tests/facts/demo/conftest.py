"""One demonstration city for the tests that only read it."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from lianfang.facts.demo import make_demo_city
from lianfang.facts.schemas import TABLES

PEOPLE, SEED = 50_000, 7


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_demo_city(tmp_path_factory.mktemp("demo") / "city", people=PEOPLE, seed=SEED).folder


@pytest.fixture(scope="session")
def sql(city: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The city's tables and, as the view `decided`, what the orders of August 2021 say of everybody."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'Asia/Shanghai'")
        for name in TABLES:
            connection.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{city / name}.parquet')")
        connection.execute((Path(__file__).parent / "orders_of_august.sql").read_text("utf-8"))
        yield connection
