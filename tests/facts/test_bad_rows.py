"""A row that cannot be read is told with its place and reason, and left out only when somebody says where it goes."""

import csv
import json

import pytest

from lianfang.facts.refusals import BadRows, QuarantineNotWritten
from lianfang.facts.report import shorten
from lianfang.facts.store import open_store, store_of
from lianfang.kernel.clock import CITY_ZONE
from lianfang.kernel.sheets import harmless

GOOD = {
    "persons": {"person_id": "p1", "birth_date": "1950-01-31", "home_area": "110105"},
    "stays": {"person_id": "p1", "area": "110105", "arrived_at": "2021-08-01", "left_at": "2021-08-02"},
    "area_levels": {"area_id": "a1", "area": "110105", "level": "high", "from_at": "2021-08-01", "until_at": None},
    "county_cases": {"area": "110105", "day": "2021-08-01", "local_new": 3},
    "tests": {"person_id": "p1", "sampled_at": "2021-08-01", "method": "pcr", "result": "pending"},
    "doses": {"person_id": "p1", "number": 1, "product": "x", "given_on": "2021-08-01"},
}
RUBBISH = [
    ("persons", "person_id", "", "empty"),
    ("persons", "person_id", None, "empty"),
    ("persons", "person_id", " p1", "spaces"),
    ("persons", "person_id", "p1\t", "spaces"),
    ("persons", "person_id", "p1\u3000", "spaces"),
    ("persons", "person_id", "p" * 201, "long"),
    ("persons", "birth_date", "1950-02-30", "day"),
    ("persons", "birth_date", "1899-12-31", "day"),
    ("persons", "birth_date", "2100-01-01", "day"),
    ("persons", "birth_date", "31.01.1950", "day"),
    ("persons", "home_area", "11010", "area"),
    ("stays", "area", "", "empty"),
    ("stays", "area", "1101051", "area"),
    ("stays", "area", "1101050091", "area"),
    ("stays", "area", "1101050090010", "area"),
    ("stays", "area", "11010五", "area"),
    ("stays", "area", "１１０１０５", "area"),
    ("stays", "area", "-11010", "area"),
    ("stays", "area", "110105\n", "area"),
    ("stays", "arrived_at", "", "empty"),
    ("stays", "arrived_at", "yesterday", "instant"),
    ("stays", "arrived_at", "2021-13-01", "instant"),
    ("stays", "arrived_at", "2021-02-29T12:00", "instant"),
    ("stays", "arrived_at", "2021-08-01T25:00", "instant"),
    ("stays", "arrived_at", "2021-08-01T12:60", "instant"),
    ("stays", "arrived_at", "2021-08-01T12:00+25:00", "instant"),
    ("stays", "arrived_at", "1627747200", "instant"),
    ("stays", "arrived_at", "1899-12-31T23:59:59", "instant"),
    ("stays", "left_at", "9999-12-31", "instant"),
    ("stays", "left_at", "2100-01-01", "instant"),
    ("stays", "left_at", "infinity", "instant"),
    ("stays", "left_at", "0001-01-01 (BC)", "instant"),
    ("stays", "left_at", "2021-07-31", "before"),
    ("stays", "left_at", "2021-07-31T23:59:59.999999", "before"),
    ("area_levels", "area_name", "村" * 4001, "long"),
    ("area_levels", "level", "High", "word"),
    ("area_levels", "level", "severe", "word"),
    ("area_levels", "level", "", "empty"),
    ("county_cases", "local_new", "-1", "count"),
    ("county_cases", "local_new", "3.7", "count"),
    ("county_cases", "local_new", "three", "count"),
    ("county_cases", "local_new", "99999999999", "count"),
    ("county_cases", "day", "2021-08-32", "day"),
    ("county_cases", "day", "", "empty"),
    ("tests", "method", "blood", "word"),
    ("tests", "reported_at", "2021-07-31", "before"),
    ("doses", "given_on", "soon", "day"),
]


@pytest.mark.parametrize(("table", "column", "value", "fault"), RUBBISH)
def test_rubbish_is_told_with_its_column_value_and_reason(table, column, value, fault):
    with pytest.raises(BadRows) as refused:
        store_of({table: [GOOD[table], {**GOOD[table], "person_id": "p2", column: value}]}, zone=CITY_ZONE)

    (report,) = refused.value.report.tables
    (bad,) = report.bad_rows
    assert (report.table, report.rows, report.bad) == (table, 2, 1)
    assert (bad.line, bad.column, bad.fault) == (2, column, fault)
    assert bad.value == shorten(value)
    assert len(bad.value) <= 40
    assert bad.remedy()


@pytest.mark.parametrize("table", GOOD)
def test_a_good_row_is_good(table):
    with store_of({table: [GOOD[table]]}, zone=CITY_ZONE) as store:
        assert store.left_out == {}
        assert len(store.connection.execute(f'SELECT * FROM "{table}"').fetchall()) == 1


@pytest.mark.parametrize("left_at", ["2021-08-01", "2021-07-31T16:00Z"])
def test_ending_at_the_moment_of_beginning_is_fine(left_at):
    with store_of({"stays": [{**GOOD["stays"], "left_at": left_at}]}, zone=CITY_ZONE) as store:
        assert len(store.connection.execute('SELECT * FROM "stays"').fetchall()) == 1


def test_every_faulty_cell_of_a_row_is_named():
    with pytest.raises(BadRows) as refused:
        store_of({"stays": [{**GOOD["stays"], "area": "1", "left_at": "9999-01-01"}]}, zone=CITY_ZONE)

    bad = refused.value.report.tables[0].bad_rows[0]
    assert (bad.column, bad.also) == ("area", ("left_at",))
    assert "left_at" in bad.sentence()


def test_two_different_rows_for_one_person_are_both_bad_and_equal_ones_are_not(folder, a_csv, rows_of, tmp_path):
    a_csv("persons", "p1,1950-01-31,", "p2,1960-01-01,", "p1,1951-01-31,", "p2,1960-01-01,", "p3,,", "p3,1970-01-01,")
    with pytest.raises(BadRows) as refused:
        open_store(folder, zone=CITY_ZONE)

    bad = refused.value.report.tables[0].bad_rows
    assert [(row.line, row.value, row.fault) for row in bad] == [
        (2, "p1", "contradiction"),
        (4, "p1", "contradiction"),
        (6, "p3", "contradiction"),
        (7, "p3", "contradiction"),
    ]
    with open_store(folder, zone=CITY_ZONE, quarantine=tmp_path / "bad.csv") as store:
        assert rows_of(store, "persons") == [("p2", 19600101, None)]
        assert store.left_out == {"persons": 4}


def test_lines_are_counted_as_an_editor_counts_them(folder, a_csv):
    a_csv(
        "area_levels",
        'a1,"two\nlines",110105,high,2021-08-01,',
        "",
        "a2,,11010,high,2021-08-01,",
        'a3,"three\n\nlines",1,high,2021-08-01,',
        "a4,,2,high,2021-08-01,",
    )
    with pytest.raises(BadRows) as refused:
        open_store(folder, zone=CITY_ZONE)

    assert [row.line for row in refused.value.report.tables[0].bad_rows] == [5, 6, 9]
    assert "area_levels.csv line 5" in str(refused.value)


@pytest.mark.parametrize("ending", [b"\n", b"\r\n", b"\r"])
def test_lines_are_counted_with_any_line_ending(folder, a_csv, ending):
    lines = [b"person_id,entered_at", b"p1,2021-08-01", b"p2,x", b"p3,2021-08-01", b"p4,y"]
    a_csv("border_entries", raw=ending.join(lines))
    with pytest.raises(BadRows) as refused:
        open_store(folder, zone=CITY_ZONE)
    assert [row.line for row in refused.value.report.tables[0].bad_rows] == [3, 5]


def test_rows_of_parquet_are_counted_from_one(folder, a_parquet):
    a_parquet(
        "stays",
        "SELECT i AS person_id, CASE WHEN i = 700 THEN 11010 ELSE 110105 END AS area,"
        " CASE WHEN i = 900 THEN TIMESTAMPTZ '9999-12-31' WHEN i = 901 THEN TIMESTAMPTZ 'infinity'"
        " ELSE TIMESTAMPTZ '2021-08-01' END AS arrived_at FROM range(1, 1001) AS r(i)",
    )
    with pytest.raises(BadRows) as refused:
        open_store(folder, zone=CITY_ZONE)
    bad = refused.value.report.tables[0].bad_rows
    assert [(row.file, row.line, row.column) for row in bad] == [
        ("stays.parquet", 700, "area"),
        ("stays.parquet", 900, "arrived_at"),
        ("stays.parquet", 901, "arrived_at"),
    ]


def test_quarantine_holds_the_bad_rows_and_the_store_the_others(folder, a_csv, a_parquet, rows_of, tmp_path):
    a_csv("stays", "p1,110105,2021-08-01,", "p2,=cmd(),2021-08-01,", "p3,11,x,")
    a_parquet("border_entries", "SELECT unnest(['p1', '']) AS person_id, TIMESTAMPTZ '2021-08-01' AS entered_at")
    kept = tmp_path / "bad.csv"
    with open_store(folder, zone=CITY_ZONE, quarantine=kept) as store:
        assert store.left_out == {"stays": 2, "border_entries": 1}
        assert [row[0] for row in rows_of(store, "stays")] == ["p1"]
        assert [row[0] for row in rows_of(store, "border_entries")] == ["p1"]
        assert len(rows_of(store, "border_entries")) == 1

    with kept.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["table"], row["file"], row["line"], row["column"]) for row in rows] == [
        ("stays", "stays.csv", "3", "area"),
        ("stays", "stays.csv", "4", "area"),
        ("border_entries", "border_entries.parquet", "2", "person_id"),
    ]
    assert rows[0]["value"] == "'=cmd()"
    assert json.loads(rows[1]["row"]) == {"person_id": "p3", "area": "11", "arrived_at": "x", "left_at": ""}
    assert list(tmp_path.glob(".*partial")) == []


def test_more_bad_rows_than_a_report_holds_are_all_counted_and_all_kept(folder, a_parquet, tmp_path):
    a_parquet("border_entries", "SELECT i AS person_id, 'x' AS entered_at FROM range(12345) AS r(i)")
    kept = tmp_path / "bad.csv"
    with open_store(folder, zone=CITY_ZONE, quarantine=kept) as store:
        assert store.left_out == {"border_entries": 12345}
    assert len(kept.read_text().splitlines()) == 12346


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_spreadsheet_runs_nothing_from_the_quarantine(cell):
    assert harmless(cell) == f"'{cell}"
    assert harmless("110105") == "110105"


def test_a_quarantine_that_cannot_be_written_is_refused_and_nothing_is_lost(folder, a_csv, tmp_path):
    path = a_csv("stays", "p1,11,2021-08-01,")
    before = path.read_bytes()
    for place in (tmp_path / "nowhere" / "bad.csv", path, folder / "tests.csv", tmp_path):
        with pytest.raises(QuarantineNotWritten) as refused:
            open_store(folder, zone=CITY_ZONE, quarantine=place)
        assert refused.value.next_step()
    assert path.read_bytes() == before
    assert [entry.name for entry in folder.iterdir()] == ["stays.csv"]


def test_the_refusal_counts_the_rows_and_names_nobody(folder, a_csv):
    a_csv("persons", *[f"secret{i} ,1950-01-31," for i in range(50)], "hidden,1950-01-31,", "hidden,1950-02-01,")
    with pytest.raises(BadRows) as refused:
        open_store(folder, zone=CITY_ZONE)
    sentence = str(refused.value)
    assert sentence.startswith("52 rows cannot be read.")
    assert sentence.endswith("and 49 more.")
    assert "secret" not in sentence
    assert "hidden" not in sentence
    assert "--quarantine" in refused.value.next_step()


def test_codes_the_register_lacks_are_kept_with_one_warning(folder, a_csv, rows_of):
    a_csv("stays", *["p1,999999,2021-08-01,"] * 3, "p2,110105,2021-08-01,", "p3,888888,2021-08-01,")
    with open_store(folder, zone=CITY_ZONE) as store:
        assert len(rows_of(store, "stays")) == 5
        (warning,) = store.warnings
        assert (warning.code, warning.count, warning.examples) == ("unknown-area", 2, ("888888", "999999"))
