from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lianfang.kernel.calendars import Calendar, DayKind, Hours, NoWorkingTime, always, office
from lianfang.kernel.clock import CITY_ZONE
from tests.kernel.some_calendars import amounts, calendars, moments

NINE_TO_SIX = (Hours(9 * 60, 12 * 60), Hours(13 * 60, 18 * 60))
AUTUMN = {
    date(2021, 9, 18): DayKind.WORKING,  # a Saturday worked for the festival
    date(2021, 9, 20): DayKind.HOLIDAY,
    date(2021, 9, 21): DayKind.HOLIDAY,
}
OFFICE = office(NINE_TO_SIX, dated=AUTUMN)


def at(day: int, hour: int, minute: int = 0, *, month: int = 9) -> datetime:
    return datetime(2021, month, day, hour, minute, tzinfo=CITY_ZONE)


def test_around_the_clock_is_plain_time():
    assert always().after(at(17, 23), timedelta(hours=24)) == at(18, 23)
    assert always().between(at(17, 23), at(20, 1)) == timedelta(hours=50)


def test_a_working_weekend_counts_and_the_holiday_after_it_does_not():
    friday_evening = at(17, 17)

    assert OFFICE.after(friday_evening, timedelta(hours=1)) == at(17, 18)
    assert OFFICE.after(friday_evening, timedelta(hours=2)) == at(18, 10)
    assert OFFICE.after(friday_evening, timedelta(hours=10)) == at(22, 10)
    assert OFFICE.between(friday_evening, at(22, 10)) == timedelta(hours=10)


def test_the_lunch_hour_and_the_night_do_not_count():
    assert OFFICE.between(at(16, 11), at(16, 14)) == timedelta(hours=2)
    assert not OFFICE.is_open(at(16, 12))
    assert OFFICE.next_open(at(16, 12)) == at(16, 13)
    assert OFFICE.next_open(at(17, 0)) == at(17, 9)
    assert OFFICE.next_open(at(17, 9)) == at(17, 9)


def test_a_calendar_that_never_opens_is_refused_with_a_next_step():
    with pytest.raises(NoWorkingTime) as refused:
        office(()).after(at(17, 9), timedelta(hours=1))

    assert "holidays" in refused.value.next_step()


@pytest.mark.parametrize("broken", [(60, 60), (0, 1441), (-1, 5)])
def test_hours_that_do_not_open_before_they_close_are_refused(broken):
    with pytest.raises(ValueError, match="open before"):
        Hours(*broken)


def test_hours_of_a_day_may_not_overlap():
    with pytest.raises(ValueError, match="overlap"):
        office((Hours(60, 180), Hours(120, 240)))


def test_a_day_on_which_the_wall_clock_jumps_is_as_long_as_it_is():
    berlin = always(ZoneInfo("Europe/Berlin"))
    begin, end = (datetime(2021, 3, day, tzinfo=ZoneInfo("Europe/Berlin")) for day in (28, 29))

    assert berlin.between(begin, end) == timedelta(hours=23)
    assert berlin.after(begin, timedelta(hours=23)) == end.astimezone(UTC)


@settings(max_examples=120)
@given(calendars, moments, amounts)
def test_what_is_added_is_what_has_passed_to_the_microsecond(calendar: Calendar, start: datetime, amount: timedelta):
    end = calendar.after(start, amount)

    assert calendar.between(start, end) == amount
    assert calendar.between(start, end - timedelta(microseconds=1)) < amount or not amount


@settings(max_examples=80)
@given(calendars, some.lists(moments, min_size=3, max_size=3))
def test_working_time_adds_up_over_any_cut(calendar: Calendar, three: list[datetime]):
    first, cut, last = sorted(three)

    assert calendar.between(first, cut) + calendar.between(cut, last) == calendar.between(first, last)


@settings(max_examples=60)
@given(calendars, moments)
def test_the_next_opening_is_the_first_working_moment(calendar: Calendar, moment: datetime):
    opening = calendar.next_open(moment)

    assert opening >= moment
    assert calendar.is_open(opening)
    assert calendar.between(moment, opening) == timedelta(0)
