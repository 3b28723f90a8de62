"""A folder of facts, and how tests fill and read it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from lianfang.facts.cells import literal
from lianfang.facts.schemas import TABLES
from lianfang.facts.store import FactStore

HEADERS = {name: ",".join(column.name for column in table.columns) for name, table in TABLES.items()}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder for tables."""
    path = tmp_path / "facts"
    path.mkdir()
    return path


@pytest.fixture
def a_csv(folder: Path) -> Callable[..., Path]:
    """Writes NAME.csv from lines under the table's own header, or from raw bytes."""

    def write(table: str, *lines: str, raw: bytes | None = None, header: str | None = None) -> Path:
        path = folder / f"{table}.csv"
        text = "".join(f"{line}\n" for line in (header or HEADERS[table], *lines))
        path.write_bytes(text.encode() if raw is None else raw)
        return path

    return write


@pytest.fixture
def a_parquet(folder: Path) -> Callable[[str, str], Path]:
    """Writes NAME.parquet from a DuckDB query."""

    def write(table: str, query: str) -> Path:
        path = folder / f"{table}.parquet"
        with duckdb.connect() as connection:
            connection.execute("SET TimeZone = 'UTC'")
            connection.execute(f"COPY ({query}) TO {literal(str(path))} (FORMAT parquet)")
        return path

    return write


@pytest.fixture
def rows_of() -> Callable[[FactStore, str], list[tuple[Any, ...]]]:
    """The rows of a table in the store, sorted."""

    def read(store: FactStore, table: str) -> list[tuple[Any, ...]]:
        return sorted(store.connection.execute(f'SELECT * FROM "{table}"').fetchall(), key=repr)

    return read


@pytest.fixture
def a_test_row() -> Callable[..., Mapping[str, object]]:
    """A row of `tests` that can be read, with changes."""

    def make(**changes: object) -> Mapping[str, object]:
        row = {"person_id": "p1", "sampled_at": "2021-08-01T10:00", "method": "pcr", "result": "negative"}
        return {**row, **changes}

    return make
