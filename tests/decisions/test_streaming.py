"""Decisions as a stream: the same rows as the file, in the same order, a batch at a time."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from lianfang.decisions.evaluate import Target, UnknownEngine, decided_batches, evaluate
from lianfang.facts.store import open_store, store_of
from lianfang.kernel.clock import CITY_ZONE
from lianfang.policy.model import Pack

NOON = datetime(2021, 8, 11, 12, tzinfo=CITY_ZONE)


def test_the_stream_holds_the_rows_of_the_file_sorted_by_person_a_batch_at_a_time(
    beijing: Pack, demo_city: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.parquet"
    with open_store(demo_city, zone=CITY_ZONE) as store:
        evaluate(beijing, store, at=NOON, target=Target(out))
    with open_store(demo_city, zone=CITY_ZONE) as store:
        batches = list(decided_batches(beijing, store, at=NOON, batch=1000))

    assert max(batch.num_rows for batch in batches) <= 1000
    assert len(batches) >= 3
    streamed = pa.Table.from_batches(batches)
    assert streamed.schema.names == parquet.read_schema(out).names
    assert streamed.to_pylist() == parquet.read_table(out).to_pylist()
    people = streamed.column("person_id").to_pylist()
    assert people == sorted(set(people))


def test_a_stream_over_nobody_has_the_columns_and_no_rows(beijing: Pack) -> None:
    with store_of({}, zone=CITY_ZONE) as store:
        reader = decided_batches(beijing, store, at=NOON)
        assert reader.schema.names[0] == "person_id"
        assert reader.read_all().num_rows == 0


def test_a_stream_from_an_engine_nobody_knows_is_refused(beijing: Pack) -> None:
    with store_of({}, zone=CITY_ZONE) as store, pytest.raises(UnknownEngine):
        decided_batches(beijing, store, at=NOON, target=Target(engine="abacus"))
