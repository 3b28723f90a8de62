"""A file that cannot be read at all is one refusal with a sentence and a next step; never a traceback."""

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest
from deltalake import write_deltalake

from lianfang.facts.refusals import (
    DuplicateColumns,
    MissingColumns,
    NoFactsFolder,
    TwoFormsOfATable,
    UnknownTable,
    UnreadableTable,
)
from lianfang.facts.store import open_store, store_of
from lianfang.kernel.clock import CITY_ZONE

HEADER = b"person_id,area,arrived_at,left_at\n"
ROW = b"p1,110105,2021-08-01,\n"


def refusal_of(folder, kind=UnreadableTable):
    with pytest.raises(kind) as refused:
        open_store(folder, zone=CITY_ZONE)
    assert refused.value.next_step()
    assert len(str(refused.value)) < 400
    return str(refused.value)


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (HEADER + ROW + b"p2,11\x000105,2021-08-01,\n", "NUL byte at line 3"),
        ((HEADER + ROW).decode().encode("utf-16"), "is UTF-16"),
        ((HEADER + ROW).decode().encode("utf-16-le"), "NUL byte at line 1"),
        (HEADER + ROW + "张三,110105,2021-08-01,\n".encode("gbk"), "is not UTF-8 (byte 0xd5 at line 3)"),
        (HEADER + "张三".encode()[:-1], "cut off in the middle of a character"),
        (HEADER + ROW + b"p2,110105,2021-08-01\n", "has 3 cells at line 3, but 4 columns"),
        (HEADER + ROW + b'"p\n2",110105,2021-08-01,,\n', "has 5 cells at line 3, but 4 columns"),
        (HEADER + ROW + b" \n", "has 1 cell at line 3"),
        (HEADER + ROW + b'"p2,110105,2021-08-01,\n', "at or after line 2 that never ends"),
        (HEADER + b'p1,110105,2021-08-01,"\n' + ROW * 9, "at or after line"),
        (HEADER + b"p" * 10_000_000 + b",110105,2021-08-01,\n", "far too long"),
        (HEADER + b'"' + b"p\n" * 5_000_000 + b'",110105,2021-08-01,\n', "far too long"),
        (b'"person_id', "that never ends"),
    ],
    ids=range(16),
)
def test_a_csv_file_that_is_no_csv_is_answered_with_its_line(folder, a_csv, raw, says):
    a_csv("stays", raw=raw)
    sentence = refusal_of(folder)
    assert sentence.startswith("stays.csv ")
    assert says in sentence


def test_text_that_is_not_utf8_is_found_far_into_a_file_and_across_blocks(folder, a_csv):
    lines = 200_000
    a_csv("stays", raw=HEADER + "村,110105,2021-08-01,\n".encode() * lines + b"\xd6\xd0,110105,2021-08-01,\n")
    assert f"byte 0xd6 at line {lines + 2}" in refusal_of(folder)


def test_a_header_alone_is_an_empty_table(folder, a_csv, rows_of):
    for raw in (HEADER, HEADER.rstrip(), b"\xef\xbb\xbf" + HEADER, HEADER + b"\n\n"):
        a_csv("stays", raw=raw)
        with open_store(folder, zone=CITY_ZONE) as store:
            assert rows_of(store, "stays") == []


def test_a_parquet_file_cut_short_is_refused(folder, a_parquet):
    query = "SELECT i AS person_id, TIMESTAMPTZ '2021-08-01' AS entered_at FROM range(100000) AS r(i)"
    whole = a_parquet("border_entries", query).read_bytes()
    for part in (b"", b"PAR1", whole[: len(whole) // 2], whole[:-1], whole[4:], b"x" * 100):
        (folder / "border_entries.parquet").write_bytes(part)
        assert "border_entries.parquet cannot be read as Parquet" in refusal_of(folder)


def test_parquet_damaged_in_the_middle_is_refused_or_told_never_a_traceback(folder, a_parquet):
    query = "SELECT md5(i::VARCHAR) AS person_id, TIMESTAMPTZ '2021-08-01' AS entered_at FROM range(100000) AS r(i)"
    whole = a_parquet("border_entries", query).read_bytes()
    (folder / "border_entries.parquet").write_bytes(whole[:2000] + b"\xff" * 4000 + whole[6000:])
    assert "cannot be read as Parquet" in refusal_of(folder)


def test_columns_of_a_type_that_cannot_hold_the_fact_are_refused(folder, a_parquet):
    a_parquet("border_entries", "SELECT 'p' AS person_id, 1627747200000000 AS entered_at")
    assert "holds “entered_at” as BIGINT, which cannot be read as instant" in refusal_of(folder)
    a_parquet("border_entries", "SELECT [1] AS person_id, now() AS entered_at")
    assert "holds “person_id” as INTEGER[]" in refusal_of(folder)
    a_parquet("border_entries", "SELECT 1.5::DOUBLE AS person_id, now() AS entered_at")
    assert "holds “person_id” as DOUBLE" in refusal_of(folder)


def test_an_optional_column_of_another_type_that_holds_nothing_is_fine(folder, a_parquet, rows_of):
    a_parquet(
        "stays", "SELECT 'p' AS person_id, 110105 AS area, DATE '2021-08-01' AS arrived_at, NULL::BLOB AS left_at"
    )
    with open_store(folder, zone=CITY_ZONE) as store:
        assert rows_of(store, "stays")[0][3] is None


def test_two_forms_of_one_table_are_refused(folder, a_csv, a_parquet):
    a_csv("border_entries")
    a_parquet("border_entries", "SELECT 'p' AS person_id, now() AS entered_at")
    assert "border_entries.csv, border_entries.parquet" in refusal_of(folder, TwoFormsOfATable)


def test_missing_and_doubled_columns_are_refused_and_unknown_ones_ignored_with_a_warning(folder, a_csv, rows_of):
    a_csv("stays", "p1,110105", header="person_id,area")
    assert "has no column “arrived_at”; its columns are: “person_id”, “area”." in refusal_of(folder, MissingColumns)
    a_csv("stays", "p1;110105", header="person_id;area;arrived_at;left_at")
    assert "“person_id;area;arrived_at;left_at”" in refusal_of(folder, MissingColumns)
    a_csv("stays", "p1,110105,2021-08-01,p2", header="person_id,area,arrived_at, person_id ")
    assert "“person_id” more than once" in refusal_of(folder, DuplicateColumns)
    a_csv("stays", "p1,x,110105,2021-08-01,", header='person_id,"note, of hand",area,arrived_at,')
    with open_store(folder, zone=CITY_ZONE) as store:
        assert rows_of(store, "stays")[0][:2] == ("p1", "110105")
        assert [(warning.code, warning.count) for warning in store.warnings] == [("unknown-columns", 2)]


def test_a_parquet_file_without_a_needed_column_is_refused(folder, a_parquet):
    a_parquet("border_entries", "SELECT 'p' AS person_id")
    assert "has no column “entered_at”" in refusal_of(folder, MissingColumns)


def test_files_that_are_no_tables_are_warned_about_and_hidden_ones_are_not(folder, a_csv):
    a_csv("stays")
    for name in ("readme.txt", "Stays.csv", "stays.xlsx", ".DS_Store", "_SUCCESS"):
        (folder / name).write_text("x")
    (folder / "old").mkdir()
    with open_store(folder, zone=CITY_ZONE) as store:
        assert sorted(warning.file for warning in store.warnings) == ["Stays.csv", "old", "readme.txt", "stays.xlsx"]


def test_a_folder_that_is_none_is_refused(folder, tmp_path):
    refusal_of(tmp_path / "nowhere", NoFactsFolder)
    (tmp_path / "file").write_text("x")
    refusal_of(tmp_path / "file", NoFactsFolder)
    with open_store(folder, zone=CITY_ZONE) as store:
        assert [warning.code for warning in store.warnings] == ["no-tables"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every folder")
def test_a_folder_or_file_without_permission_is_refused(folder, a_csv):
    path = a_csv("stays")
    path.chmod(0)
    refusal_of(folder)
    folder.chmod(0)
    refusal_of(folder, NoFactsFolder)
    folder.chmod(0o700)


def test_an_entry_that_is_neither_file_nor_delta_table_is_refused(folder):
    (folder / "stays.csv").mkdir()
    assert "is not a file that can be read" in refusal_of(folder)
    (folder / "stays.csv").rmdir()
    (folder / "stays.parquet").symlink_to(folder / "gone.parquet")
    assert "is not a file that can be read" in refusal_of(folder)
    (folder / "stays.parquet").unlink()
    (folder / "stays").mkdir()
    assert "stays/ is a folder, but not a Delta table that can be read" in refusal_of(folder)


def test_a_damaged_delta_log_or_a_missing_file_of_it_is_refused(folder):
    rows = pa.table({"person_id": ["p"], "entered_at": ["2021-08-01"]})
    write_deltalake(str(folder / "border_entries"), rows)
    (part,) = (folder / "border_entries").glob("*.parquet")
    part.rename(folder / "part.parquet")
    assert "border_entries/ " in refusal_of(folder)
    (folder / "part.parquet").rename(part)
    (log,) = Path(folder / "border_entries" / "_delta_log").glob("*.json")
    log.write_text("{not json")
    assert "border_entries/ is a folder, but not a Delta table" in refusal_of(folder)


def test_python_rows_of_no_table_or_without_a_needed_column_are_refused():
    with pytest.raises(UnknownTable):
        store_of({"stay": [{"person_id": "p"}]}, zone=CITY_ZONE)


def test_names_that_look_like_sql_are_only_names(tmp_path, rows_of):
    folder = tmp_path / 'it\'s; DROP "x" *?[a]'
    folder.mkdir()
    (folder / "stays.csv").write_bytes(
        b'person_id,area,arrived_at,"x""; DROP TABLE stays"\n\'; --,110105,2021-08-01,\n'
    )
    pa.parquet.write_table(
        pa.table({"person_id": ["p"], "entered_at": ["2021-08-01"]}), folder / "border_entries.parquet"
    )
    with open_store(folder, zone=CITY_ZONE, person="'; --") as store:
        assert rows_of(store, "stays")[0][0] == "'; --"
