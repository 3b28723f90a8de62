"""Whatever form a table comes in, the store holds the same plain form."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from lianfang.facts.schemas import PLAIN_TYPES, TABLES
from lianfang.facts.store import open_store, store_of
from lianfang.kernel.clock import CITY_ZONE, parse_moment, to_day_number, to_micros

NOON = datetime(2021, 8, 11, 4, 0, tzinfo=UTC)


def instant_of(value, zone=CITY_ZONE):
    with store_of({"border_entries": [{"person_id": "p", "entered_at": value}]}, zone=zone) as store:
        return store.connection.execute('SELECT "entered_at" FROM "border_entries"').fetchall()[0][0]


def test_every_table_is_there_in_plain_form_even_when_nothing_is_known(folder):
    with open_store(folder, zone=CITY_ZONE) as store:
        for table in TABLES.values():
            found = store.connection.execute(f'DESCRIBE "{table.name}"').fetchall()
            assert [(row[0], row[1]) for row in found] == [(c.name, PLAIN_TYPES[c.kind]) for c in table.columns]
            assert store.connection.execute(f'SELECT * FROM "{table.name}"').fetchall() == []


def test_every_column_keeps_its_plain_type_from_csv_and_parquet(folder, a_csv, a_parquet):
    a_csv("persons", "p1,1950-01-31,110105")
    a_parquet("doses", "SELECT 7 AS person_id, 1::BIGINT AS number, 'x' AS product, DATE '2021-05-01' AS given_on")
    a_csv("county_cases", "110105,2021-08-01,3")
    with open_store(folder, zone=CITY_ZONE) as store:
        for name in ("persons", "doses", "county_cases"):
            found = store.connection.execute(f'DESCRIBE "{name}"').fetchall()
            assert [row[1] for row in found] == [PLAIN_TYPES[column.kind] for column in TABLES[name].columns]


@pytest.mark.parametrize(
    "text",
    [
        "2021-08-11T12:00+08:00",
        "2021-08-11T12:00",
        "2021-08-11 12:00:00",
        "2021-08-11T04:00:00Z",
        "2021-08-11T04:00:00.000000+00:00",
        "2021-08-10T23:00:00-05:00",
        "2021-08-11T12:00:00+0800",
        "2021-08-11T12:00+08",
        "2021-08-11 12:00:00 +08:00",
        "20210811T120000",
        "20210811T040000Z",
        "20210811T1200+0800",
        "2021-08-11T12:00:00,000",
        " 2021-08-11T12:00 ",
    ],
)
def test_one_moment_has_many_spellings(text):
    assert instant_of(text) == to_micros(NOON)


@pytest.mark.parametrize(
    "value",
    [NOON, NOON.astimezone(timezone(timedelta(hours=-3))), datetime(2021, 8, 11, 12)],  # noqa: DTZ001
)
def test_python_moments_are_read_like_their_texts(value):
    assert instant_of(value) == to_micros(NOON)


def test_microseconds_are_kept_and_finer_parts_are_cut_off():
    assert instant_of("2021-08-11T12:00:00.000001") == to_micros(NOON) + 1
    assert instant_of("2021-08-11T12:00:00.999999999") == to_micros(NOON) + 999_999
    assert instant_of("2021-08-11T12:00:00.5") == to_micros(NOON) + 500_000


def test_a_day_given_as_a_moment_begins_at_city_midnight():
    assert instant_of("2021-08-11") == to_micros(datetime(2021, 8, 11, tzinfo=CITY_ZONE))
    assert instant_of(date(2021, 8, 11)) == instant_of("2021-08-11") == instant_of("20210811")


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2021-08-10T15:59:59.999999Z", date(2021, 8, 10)),
        ("2021-08-10T16:00:00Z", date(2021, 8, 11)),
        ("2021-08-10T23:59:59", date(2021, 8, 10)),
        ("2021-08-11T00:00:00", date(2021, 8, 11)),
    ],
)
def test_a_moment_given_as_a_day_counts_on_the_citys_wall_calendar(moment, day):
    dose = {"person_id": "p", "number": 1, "product": "x", "given_on": moment}
    with store_of({"doses": [dose]}, zone=CITY_ZONE) as store:
        assert store.connection.execute('SELECT "given_on" FROM "doses"').fetchall() == [(to_day_number(day),)]


@pytest.mark.parametrize("zone", [ZoneInfo("Asia/Shanghai"), ZoneInfo("UTC"), ZoneInfo("Europe/Berlin")])
@pytest.mark.parametrize("text", ["2021-01-01T00:00", "2021-07-01T23:59:59.999999", "1995-04-01", "2098-12-31T12:00"])
def test_a_moment_without_offset_is_the_citys_on_both_roads(zone, text, folder, a_parquet):
    a_parquet("border_entries", f"SELECT 'p' AS person_id, TIMESTAMP '{text.replace('T', ' ')}' AS entered_at")
    expected = to_micros(parse_moment(text, zone=zone))

    assert instant_of(text, zone) == expected
    with open_store(folder, zone=zone) as store:
        assert store.connection.execute('SELECT "entered_at" FROM "border_entries"').fetchall() == [(expected,)]


@pytest.mark.parametrize(
    "column",
    [
        "TIMESTAMPTZ '2021-08-11 04:00:00+00'",
        "TIMESTAMP '2021-08-11 12:00:00'",
        "TIMESTAMP_S '2021-08-11 12:00:00'",
        "TIMESTAMP_MS '2021-08-11 12:00:00'",
        "TIMESTAMP_NS '2021-08-11 12:00:00'",
        "'2021-08-11T12:00'",
        "'2021-08-11T04:00Z'",
    ],
)
def test_a_moment_in_parquet_may_have_any_type_of_time(column, folder, a_parquet):
    a_parquet("border_entries", f"SELECT 12::BIGINT AS person_id, {column} AS entered_at")
    with open_store(folder, zone=CITY_ZONE) as store:
        assert store.connection.execute('SELECT * FROM "border_entries"').fetchall() == [("12", to_micros(NOON))]


@pytest.mark.parametrize("column", ["DATE '1950-01-31'", "'1950-01-31'", "19500131", "TIMESTAMP '1950-01-31 00:00:00'"])
def test_a_birthday_is_a_number_of_eight_digits(column, folder, a_parquet):
    a_parquet("persons", f"SELECT 'p' AS person_id, {column} AS birth_date")
    with open_store(folder, zone=CITY_ZONE) as store:
        assert store.connection.execute('SELECT * FROM "persons"').fetchall() == [("p", 19500131, None)]


def test_empty_cells_are_unknown_in_every_form(folder, a_csv, a_parquet, rows_of):
    a_csv("stays", 'p1,110105,2021-08-01,""', "p2,110105,2021-08-01,")
    a_parquet("persons", "SELECT 'p' AS person_id, '' AS birth_date, '' AS home_area")
    a_parquet("tests", "SELECT 'p' AS person_id, now() AS sampled_at, 'pcr' AS method, 'pending' AS result")
    with open_store(folder, zone=CITY_ZONE) as store:
        assert [row[3] for row in rows_of(store, "stays")] == [None, None]
        assert rows_of(store, "persons") == [("p", None, None)]
        assert rows_of(store, "tests")[0][2:] == (None, "pcr", "pending", None)


def test_a_byte_order_mark_and_windows_line_endings_change_nothing(folder, a_csv, rows_of):
    a_csv("stays", raw=b"\xef\xbb\xbfperson_id,area,arrived_at,left_at\r\np1,110105,2021-08-01,2021-08-02\r\n\r\n")
    with open_store(folder, zone=CITY_ZONE) as store:
        assert [row[:2] for row in rows_of(store, "stays")] == [("p1", "110105")]


def test_line_breaks_and_quotation_marks_inside_cells_are_kept(folder, a_csv, rows_of):
    a_csv("area_levels", 'a1,"朝阳区\r\n""某""街道, 一号",110105009,high,2021-08-01,')
    with open_store(folder, zone=CITY_ZONE) as store:
        assert rows_of(store, "area_levels")[0][1] == '朝阳区\r\n"某"街道, 一号'


def test_equal_rows_of_places_and_people_count_once(folder, a_csv, rows_of):
    a_csv("area_levels", *["a1,,110105,high,2021-08-01,", "a1,,110105,high,2021-08-01T00:00+08:00,"])
    a_csv("county_cases", *["110105,2021-08-01,3"] * 2)
    a_csv("zones", *["z1,sealed,2021-08-01,,"] * 2)
    a_csv("persons", *["p1,1950-01-31,", "p2,,", "p1,19500131,"])
    with open_store(folder, zone=CITY_ZONE) as store:
        assert [len(rows_of(store, name)) for name in ("area_levels", "county_cases", "zones")] == [1, 1, 1]
        assert rows_of(store, "persons") == [("p1", 19500131, None), ("p2", None, None)]


def test_one_persons_store_holds_that_persons_rows_and_all_places(folder, a_csv, a_parquet, rows_of):
    a_csv("stays", "p1,110105,2021-08-01,", "7,110105,2021-08-02,")
    a_parquet("border_entries", "SELECT unnest([7, 8]) AS person_id, now() AS entered_at")
    a_csv("area_levels", "a1,,110105,high,2021-08-01,")
    with open_store(folder, zone=CITY_ZONE, person="7") as store:
        assert [row[0] for row in rows_of(store, "stays") + rows_of(store, "border_entries")] == ["7", "7"]
        assert len(rows_of(store, "area_levels")) == 1


def test_the_data_version_changes_with_the_data_and_only_then(folder, a_csv):
    a_csv("stays", "p1,110105,2021-08-01,")
    with open_store(folder, zone=CITY_ZONE) as first, open_store(folder, zone=CITY_ZONE) as again:
        assert first.data_version() == again.data_version()
        before = first.data_version()
    a_csv("stays", "p1,110105,2021-08-02,")
    with open_store(folder, zone=CITY_ZONE) as store:
        assert store.data_version() != before


def test_the_store_reads_the_same_from_another_cursor(folder, a_parquet):
    a_parquet("border_entries", "SELECT 'p' AS person_id, '2021-08-11T12:00' AS entered_at")
    with open_store(folder, zone=CITY_ZONE) as store:
        found = store.connection.cursor().execute('SELECT "entered_at" FROM "border_entries"').fetchall()
        assert found == [(to_micros(NOON),)]
