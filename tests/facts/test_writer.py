"""What our own tools write appears whole or not at all, and the same rows twice change nothing."""

from datetime import UTC, date, datetime

import duckdb
import pyarrow as pa
import pyarrow.parquet
import pytest

from lianfang.facts.refusals import BadRows, FactsNotWritten, MissingColumns, TableInAnotherForm
from lianfang.facts.store import open_store
from lianfang.facts.writer import MergeReport, merge_rows, write_rows, write_table
from lianfang.kernel.clock import CITY_ZONE


def test_rows_written_are_read_back_as_they_were(folder, a_test_row, rows_of):
    write_rows(folder, "tests", [a_test_row(reported_at="2021-08-01T12:00:00.000001"), a_test_row(person_id=2)])
    write_rows(folder, "persons", [{"person_id": "p1", "birth_date": "1950-01-31"}, {"person_id": "p2"}])
    write_rows(folder, "doses", [{"person_id": "p1", "number": 1, "product": "x", "given_on": date(1969, 12, 31)}])
    with open_store(folder, zone=CITY_ZONE) as store:
        assert rows_of(store, "tests") == [
            ("2", 1627783200000000, None, "pcr", "negative", None),
            ("p1", 1627783200000000, 1627790400000001, "pcr", "negative", None),
        ]
        assert rows_of(store, "persons") == [("p1", 19500131, None), ("p2", None, None)]
        assert rows_of(store, "doses") == [("p1", 1, "x", -1)]


def test_files_carry_types_others_can_read(folder, a_test_row):
    schema = pa.parquet.read_schema(write_rows(folder, "tests", [a_test_row()]))
    assert schema.field("sampled_at").type == pa.timestamp("us", "UTC")
    schema = pa.parquet.read_schema(write_rows(folder, "persons", [{"person_id": "p", "birth_date": "1950-01-31"}]))
    assert schema.field("birth_date").type == pa.date32()


def test_the_same_rows_in_another_order_make_the_same_bytes(tmp_path, a_test_row):
    rows = [a_test_row(person_id=f"p{i}") for i in range(100)]
    one = write_rows(tmp_path / "a", "tests", rows).read_bytes()
    assert write_rows(tmp_path / "b", "tests", [*reversed(rows), rows[0]]).read_bytes() == one


def test_merging_the_same_rows_twice_changes_nothing(folder, a_test_row):
    rows = [a_test_row(), a_test_row(person_id="p2"), a_test_row(sampled_at=datetime(2021, 8, 1, 2, tzinfo=UTC))]
    assert merge_rows(folder, "tests", rows) == MergeReport(added=2)
    path = folder / "tests.parquet"
    before, when = path.read_bytes(), path.stat().st_mtime_ns
    assert merge_rows(folder, "tests", rows) == MergeReport(unchanged=2)
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, when)


def test_a_row_with_a_known_key_corrects_and_the_others_stay(folder, a_test_row, rows_of):
    merge_rows(folder, "tests", [a_test_row(), a_test_row(person_id="p2")])
    report = merge_rows(
        folder, "tests", [a_test_row(result="positive"), a_test_row(person_id="p3"), a_test_row(person_id="p2")]
    )
    assert report == MergeReport(added=1, unchanged=1, corrected=1)
    with open_store(folder, zone=CITY_ZONE) as store:
        assert [(row[0], row[4]) for row in rows_of(store, "tests")] == [
            ("p1", "positive"),
            ("p2", "negative"),
            ("p3", "negative"),
        ]


def test_of_two_given_rows_with_one_key_the_later_counts(folder, a_test_row, rows_of):
    rows = [a_test_row(result="pending"), a_test_row(result="negative")]
    assert merge_rows(folder, "tests", rows) == MergeReport(added=1)
    assert merge_rows(folder, "tests", rows) == MergeReport(unchanged=1)
    with open_store(folder, zone=CITY_ZONE) as store:
        assert rows_of(store, "tests")[0][4] == "negative"


def test_merging_nothing_into_nothing_writes_nothing(folder):
    assert merge_rows(folder, "tests", []) == MergeReport()
    assert list(folder.iterdir()) == []


def test_bad_rows_are_refused_and_the_file_stays(folder, a_test_row):
    path = write_rows(folder, "tests", [a_test_row()])
    before = path.read_bytes()
    for write in (write_rows, merge_rows):
        with pytest.raises(BadRows):
            write(folder, "tests", [a_test_row(person_id="p2"), a_test_row(method="blood")])
    assert path.read_bytes() == before
    assert [entry.name for entry in folder.iterdir()] == ["tests.parquet"]


def test_a_table_kept_in_another_form_is_left_alone(folder, a_csv, a_test_row):
    a_csv("tests")
    for write in (write_rows, merge_rows):
        with pytest.raises(TableInAnotherForm):
            write(folder, "tests", [a_test_row()])


def test_typed_content_is_written_with_its_missing_optional_columns_empty(folder, rows_of):
    with duckdb.connect() as connection:
        people = connection.sql("SELECT i AS person_id, DATE '1950-01-31' AS birth_date FROM range(3) AS r(i)")
        write_table(folder / "persons.parquet", "persons", people)
    stays = pa.table({"person_id": ["p"], "area": [110105], "arrived_at": [datetime(2021, 8, 1, tzinfo=UTC)]})
    write_table(folder / "stays.parquet", "stays", stays)
    with open_store(folder, zone=CITY_ZONE) as store:
        assert rows_of(store, "persons") == [(str(i), 19500131, None) for i in range(3)]
        assert rows_of(store, "stays") == [("p", "110105", 1627776000000000, None)]


def test_content_that_does_not_fit_is_refused_and_nothing_appears(folder):
    path = folder / "border_entries.parquet"
    with pytest.raises(MissingColumns):
        write_table(path, "border_entries", pa.table({"person_id": ["p"]}))
    with pytest.raises(FactsNotWritten):
        write_table(path, "border_entries", pa.table({"person_id": ["p"], "entered_at": ["yesterday"]}))
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_refused(folder, a_test_row):
    (folder / "file").write_text("x")
    with pytest.raises(FactsNotWritten) as refused:
        write_rows(folder / "file", "tests", [a_test_row()])
    assert refused.value.next_step()
