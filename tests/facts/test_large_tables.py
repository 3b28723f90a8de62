"""A large table is judged by columns, not row by row, and is not copied."""

import resource
import time

import pytest

from lianfang.facts.refusals import NotEnoughMemory
from lianfang.facts.store import open_store
from lianfang.kernel.clock import CITY_ZONE

ROWS = 1_000_000
STAYS = (
    "SELECT md5(i::VARCHAR) AS person_id, (110101 + i % 16)::VARCHAR AS area,"
    " TIMESTAMPTZ '2021-08-01' + to_seconds((i % 100000)::INTEGER) AS arrived_at,"
    " CASE WHEN i % 3 > 0 THEN TIMESTAMPTZ '2021-09-01' END AS left_at FROM range({rows}) AS r(i)"
)


def test_a_million_rows_are_judged_within_seconds_and_little_memory(folder, a_parquet):
    a_parquet("stays", STAYS.format(rows=ROWS))
    a_parquet("persons", f"SELECT md5(i::VARCHAR) AS person_id FROM range({ROWS}) AS r(i)")
    began, held = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open_store(folder, zone=CITY_ZONE, memory_limit="512MB", threads=2) as store:
        assert store.connection.execute('SELECT count(*) FROM "stays"').fetchall() == [(ROWS,)]
    assert time.monotonic() - began < 20
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held < 700_000


def test_typed_parquet_is_read_in_place_and_text_is_parsed_once(folder, a_parquet, a_csv):
    a_parquet("stays", STAYS.format(rows=10))
    a_csv("tests", "p1,2021-08-01,,pcr,negative,")
    with open_store(folder, zone=CITY_ZONE) as store:
        found = store.connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
    assert ("__staged_tests",) in found
    assert ("__staged_stays",) not in found


def test_one_person_is_found_among_a_million_rows_quickly(folder, a_parquet):
    a_parquet("stays", STAYS.format(rows=ROWS))
    began = time.monotonic()
    with open_store(folder, zone=CITY_ZONE, person="c4ca4238a0b923820dcc509a6f75849b") as store:
        assert len(store.connection.execute('SELECT * FROM "stays"').fetchall()) == 1
    assert time.monotonic() - began < 10


def test_too_little_memory_is_a_refusal_with_a_next_step(folder, a_parquet):
    a_parquet("persons", f"SELECT md5(i::VARCHAR) AS person_id FROM range({ROWS}) AS r(i)")
    with pytest.raises(NotEnoughMemory) as refused:
        open_store(folder, zone=CITY_ZONE, memory_limit="2MB", temp_directory=folder / "missing" / "deep", threads=1)
    assert "memory" in refused.value.next_step()
