"""A Delta table is read as it stands now: what was deleted or replaced does not count."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from lianfang.facts.refusals import BadRows, UnreadableTable
from lianfang.facts.store import open_store
from lianfang.kernel.clock import CITY_ZONE, to_micros

NOON = datetime(2021, 8, 11, 4, tzinfo=UTC)


def entries(*people):
    return pa.table(
        {"person_id": list(people), "entered_at": pa.array([NOON] * len(people), pa.timestamp("us", "UTC"))}
    )


@pytest.fixture
def table(folder):
    return str(folder / "border_entries")


def test_appended_rows_count_and_deleted_rows_do_not(folder, table, rows_of):
    write_deltalake(table, entries("p1", "p2", "p3"))
    write_deltalake(table, entries("p4"), mode="append")
    DeltaTable(table).delete("person_id = 'p2'")
    with open_store(folder, zone=CITY_ZONE) as store:
        assert rows_of(store, "border_entries") == [(person, to_micros(NOON)) for person in ("p1", "p3", "p4")]


def test_a_table_emptied_by_deletion_is_empty(folder, table, rows_of):
    write_deltalake(table, entries("p1"))
    DeltaTable(table).delete()
    with open_store(folder, zone=CITY_ZONE) as store:
        assert rows_of(store, "border_entries") == []


def test_the_version_of_the_data_follows_the_table(folder, table):
    write_deltalake(table, entries("p1"))
    with open_store(folder, zone=CITY_ZONE) as store:
        before = store.data_version()
    write_deltalake(table, entries("p1"), mode="append")
    with open_store(folder, zone=CITY_ZONE) as store:
        assert store.data_version() != before


def test_partitions_are_columns_like_others(folder, rows_of):
    cases = pa.table({"area": ["110105", "110106"], "day": ["2021-08-01", "2021-08-02"], "local_new": [1, 2]})
    write_deltalake(str(folder / "county_cases"), cases, partition_by=["day"])
    with open_store(folder, zone=CITY_ZONE) as store:
        assert rows_of(store, "county_cases") == [("110105", 18840, 1), ("110106", 18841, 2)]


def test_a_bad_row_is_told_with_its_file_and_row(folder, table, rows_of, tmp_path):
    write_deltalake(table, entries("p1", "p2"))
    write_deltalake(table, entries("p3", "p4 ", "p5"), mode="append")
    with pytest.raises(BadRows) as refused:
        open_store(folder, zone=CITY_ZONE)
    (bad,) = refused.value.report.tables[0].bad_rows
    assert bad.file.startswith("border_entries/part-")
    assert bad.file.endswith(".parquet")
    assert (bad.line, bad.value, bad.fault) == (2, "p4", "spaces")
    with open_store(folder, zone=CITY_ZONE, quarantine=tmp_path / "bad.csv") as store:
        assert [row[0] for row in rows_of(store, "border_entries")] == ["p1", "p2", "p3", "p5"]


def test_columns_that_came_later_are_empty_in_the_older_rows(folder, rows_of):
    table = str(folder / "links")
    older = pa.table({"person_id": ["p1"], "linked_at": ["2021-08-01"]})
    newer = pa.table({"person_id": ["p2"], "linked_at": ["2021-08-01"], "cleared_at": ["2021-08-02"]})
    write_deltalake(table, older)
    write_deltalake(table, newer, mode="append", schema_mode="merge")
    with open_store(folder, zone=CITY_ZONE) as store:
        assert [row[2] is None for row in rows_of(store, "links")] == [True, False]


def test_deleted_rows_that_only_the_log_knows_of_are_never_read_as_facts(folder, table):
    write_deltalake(table, entries("p1"), configuration={"delta.enableDeletionVectors": "true"})
    try:
        features = DeltaTable(table).protocol().reader_features or []
    except Exception as error:  # noqa: BLE001
        pytest.skip(f"this deltalake cannot make such a table: {error}")
    assert "deletionVectors" in features
    with pytest.raises(UnreadableTable) as refused:
        open_store(folder, zone=CITY_ZONE)
    assert "deletionVectors" in str(refused.value)
