from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lianfang.kernel.clock import (
    CITY_ZONE,
    NotAMoment,
    SetClock,
    civil_day,
    day_start,
    days_since,
    from_day_number,
    from_micros,
    parse_moment,
    to_day_number,
    to_micros,
)

BEFORE_MIDNIGHT = datetime(2021, 8, 11, 15, 59, 59, 999999, tzinfo=UTC)  # 23:59:59.999999 on the 11th, in the city
MIDNIGHT = datetime(2021, 8, 11, 16, tzinfo=UTC)  # 00:00 on the 12th, in the city


def test_the_day_changes_at_city_midnight_not_at_utc_midnight():
    assert civil_day(BEFORE_MIDNIGHT, zone=CITY_ZONE) == date(2021, 8, 11)
    assert civil_day(MIDNIGHT, zone=CITY_ZONE) == date(2021, 8, 12)
    assert civil_day(MIDNIGHT, zone=UTC) == date(2021, 8, 11)


def test_days_are_counted_by_the_wall_calendar_on_both_sides_of_midnight():
    arrived = datetime(2021, 8, 1, 23, 50, tzinfo=CITY_ZONE)
    clock = SetClock(datetime(2021, 8, 15, 23, 59, tzinfo=CITY_ZONE))

    assert days_since(arrived, at=clock.now(), zone=CITY_ZONE) == 14
    clock.advance(minutes=1)
    assert days_since(arrived, at=clock.now(), zone=CITY_ZONE) == 15


def test_ten_minutes_over_midnight_are_one_day_and_a_whole_day_is_none():
    late = datetime(2021, 8, 1, 23, 55, tzinfo=CITY_ZONE)
    early = datetime(2021, 8, 1, 0, 0, tzinfo=CITY_ZONE)

    assert days_since(late, at=late + timedelta(minutes=10), zone=CITY_ZONE) == 1
    assert days_since(early, at=early + timedelta(hours=23, minutes=59), zone=CITY_ZONE) == 0


def test_what_has_not_happened_yet_counts_below_zero():
    tomorrow = datetime(2021, 8, 12, 0, 0, tzinfo=CITY_ZONE)

    assert days_since(tomorrow, at=tomorrow - timedelta(minutes=1), zone=CITY_ZONE) == -1


def test_a_day_begins_at_its_city_midnight():
    assert day_start(date(2021, 8, 12), zone=CITY_ZONE) == MIDNIGHT


@given(some.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_every_day_of_the_city_has_24_hours(day):
    began, ended = day_start(day, zone=CITY_ZONE), day_start(day + timedelta(days=1), zone=CITY_ZONE)

    assert ended.astimezone(UTC) - began.astimezone(UTC) == timedelta(hours=24)


def test_a_zone_with_summer_time_still_counts_days_by_its_calendar():
    berlin = ZoneInfo("Europe/Berlin")
    before, after = datetime(2021, 3, 27, 12, tzinfo=berlin), datetime(2021, 3, 28, 12, tzinfo=berlin)

    assert days_since(before, at=after, zone=berlin) == 1


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-08-11T12:00+08:00", datetime(2021, 8, 11, 4, tzinfo=UTC)),
        ("2021-08-11T12:00", datetime(2021, 8, 11, 4, tzinfo=UTC)),
        (" 2021-08-11 12:00:00 ", datetime(2021, 8, 11, 4, tzinfo=UTC)),
        ("2021-08-11", datetime(2021, 8, 10, 16, tzinfo=UTC)),
        ("2021-08-11T04:00Z", datetime(2021, 8, 11, 4, tzinfo=UTC)),
        ("2021-08-11T12:00:00.000001+08:00", datetime(2021, 8, 11, 4, 0, 0, 1, tzinfo=UTC)),
        ("2020-02-29", datetime(2020, 2, 28, 16, tzinfo=UTC)),
        ("1900-01-01T00:00Z", datetime(1900, 1, 1, tzinfo=UTC)),
        ("2099-12-31T23:59Z", datetime(2099, 12, 31, 23, 59, tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_in_the_citys_zone_unless_it_says_otherwise(text, moment):
    assert parse_moment(text, zone=CITY_ZONE) == moment


@pytest.mark.parametrize(
    "text",
    ["", "now", "11/08/2021", "2021-02-29", "2021-08-11T25:00", "1899-12-31", "2100-01-01", "0001-01-01", "昨天"],
)
def test_anything_else_is_refused_with_an_example(text):
    with pytest.raises(NotAMoment) as refused:
        parse_moment(text, zone=CITY_ZONE)

    assert "2021-08-11T12:00+08:00" in refused.value.next_step()


def test_a_long_text_is_cut_short_in_the_refusal():
    with pytest.raises(NotAMoment) as refused:
        parse_moment("9" * 10_000, zone=CITY_ZONE)

    assert len(str(refused.value)) < 120


@given(some.datetimes(datetime(1900, 1, 2), datetime(2099, 12, 30), timezones=some.just(UTC)))  # noqa: DTZ001
def test_instants_come_back_from_tables_to_the_microsecond(moment):
    assert from_micros(to_micros(moment.astimezone(CITY_ZONE)), zone=CITY_ZONE) == moment


@given(some.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_days_come_back_from_tables(day):
    assert from_day_number(to_day_number(day)) == day


def test_the_first_instant_and_day_are_zero():
    assert to_micros(datetime(1970, 1, 1, 8, tzinfo=CITY_ZONE)) == 0
    assert to_day_number(date(1970, 1, 1)) == 0
