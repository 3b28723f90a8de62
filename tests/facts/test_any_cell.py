"""Whatever is in a cell, it is either read or told as bad; nothing falls between, and nothing breaks."""

from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given, settings
from hypothesis import strategies as st

from lianfang.facts.refusals import BadRows
from lianfang.facts.schemas import TABLES, Kind
from lianfang.facts.store import open_store, store_of
from lianfang.kernel.clock import CITY_ZONE, to_micros
from lianfang.kernel.refusals import Refusal
from tests.sizes import examples

SENSIBLE = {
    Kind.ID: st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True),
    Kind.TEXT: st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20),
    Kind.AREA: st.from_regex(r"[0-9]{6}([0-9]{3}){0,2}", fullmatch=True),
    Kind.INSTANT: st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)),  # noqa: DTZ001
    Kind.DAY: st.dates(date(1950, 1, 1), date(2090, 1, 1)),
    Kind.BIRTHDAY: st.dates(date(1920, 1, 1), date(2090, 1, 1)),
    Kind.COUNT: st.integers(0, 10**6),
}
NEARLY = st.sampled_from(
    ["2021-02-29", "2021-08-01T24:01", "24:00", "110105 ", "-0", "+5", "1e3", "NaN", "null", "NULL", "' OR 1=1"]
)
RUBBISH = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30), NEARLY, st.integers(), st.none(), st.floats()
)


def row_of(table):
    cells = {}
    for column in table.columns:
        sensible = st.sampled_from(column.words) if column.words else SENSIBLE[column.kind]
        cells[column.name] = st.one_of(sensible, sensible, sensible, RUBBISH)
    return st.fixed_dictionaries(cells)


tables = st.sampled_from(list(TABLES.values())).flatmap(
    lambda table: st.tuples(st.just(table), st.lists(row_of(table), min_size=1, max_size=6))
)


@given(tables)
@settings(max_examples=examples(15, thorough=150))
def test_every_row_is_either_in_the_store_or_told_as_bad(table_and_rows):
    table, rows = table_and_rows
    try:
        store = store_of({table.name: rows}, zone=CITY_ZONE)
    except BadRows as refused:
        told(refused.report.tables[0], rows)
    else:
        with store:
            held(table, store.connection.execute(f'SELECT * FROM "{table.name}"').fetchall(), rows)


def held(table, found, rows):
    assert 0 < len(found) <= len(rows)
    for row in found:
        for column, value in zip(table.columns, row, strict=True):
            assert column.optional or value is not None
            assert not column.words or value in column.words


def told(report, rows):
    assert 0 < report.bad <= len(rows)
    assert len({row.line for row in report.bad_rows}) == report.bad
    assert all(1 <= row.line <= len(rows) for row in report.bad_rows)
    assert all(row.sentence("zh") and row.sentence("en") and row.remedy() for row in report.bad_rows)


def read_or_refused(folder):
    try:
        open_store(folder, zone=CITY_ZONE, quarantine=folder / "bad.csv").close()
    except Refusal as refused:
        return bool(refused.next_step())
    return True


@given(
    st.datetimes(datetime(1992, 1, 2), datetime(2099, 12, 30)),  # noqa: DTZ001
    st.one_of(st.none(), st.integers(-14 * 60, 14 * 60)),
    st.sampled_from(["T", " "]),
)
@settings(max_examples=examples(15, thorough=150))
def test_any_moment_written_in_any_offset_is_exact_to_the_microsecond(moment, minutes, between):
    zone = CITY_ZONE if minutes is None else timezone(timedelta(minutes=minutes))
    text = (moment if minutes is None else moment.replace(tzinfo=zone)).isoformat(between)
    with store_of({"border_entries": [{"person_id": "p", "entered_at": text}]}, zone=CITY_ZONE) as store:
        found = store.connection.execute('SELECT "entered_at" FROM "border_entries"').fetchall()
    assert found == [(to_micros(moment.replace(tzinfo=zone).astimezone(UTC)),)]


@given(st.one_of(st.binary(max_size=200), st.text(st.sampled_from('a,"\n\r0 中'), max_size=60).map(str.encode)))
@settings(max_examples=examples(20, thorough=150))
def test_any_bytes_after_a_csv_header_are_read_or_refused(tmp_path_factory, tail):
    folder = tmp_path_factory.mktemp("facts")
    (folder / "border_entries.csv").write_bytes(b"person_id,entered_at\n" + tail)
    assert read_or_refused(folder)


@given(st.binary(max_size=300))
@settings(max_examples=examples(15, thorough=100))
def test_any_bytes_called_csv_or_parquet_are_read_or_refused(tmp_path_factory, content):
    for suffix in ("csv", "parquet"):
        folder = tmp_path_factory.mktemp("facts")
        (folder / f"persons.{suffix}").write_bytes(content)
        assert read_or_refused(folder)
