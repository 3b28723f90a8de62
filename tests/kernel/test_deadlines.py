"""Promises keep their word: lessons 11 (pauses that lied, holidays that moved the past) made impossible."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from lianfang.kernel.calendars import Calendar, DayKind, Hours, office
from lianfang.kernel.clock import CITY_ZONE
from lianfang.kernel.deadlines import Promise
from tests.kernel.some_calendars import amounts, calendars, moments

OFFICE = office((Hours(9 * 60, 12 * 60), Hours(13 * 60, 18 * 60)))
HOUR = timedelta(hours=1)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2021, 8, day, hour, minute, tzinfo=CITY_ZONE)


def test_a_pause_of_two_working_hours_moves_the_deadline_by_two_working_hours():
    promise = Promise.begun(at(11, 9), 4 * HOUR, OFFICE)
    assert promise.due == at(11, 14)

    paused = promise.paused(at(11, 10), OFFICE)
    assert (paused.due, paused.left) == (None, 3 * HOUR)
    assert not paused.has_passed(at(31, 9))

    assert paused.resumed(at(11, 13), OFFICE).due == at(11, 16)


def test_a_pause_over_the_night_costs_nothing():
    promise = Promise.begun(at(11, 17), 2 * HOUR, OFFICE)

    assert promise.paused(at(11, 19), OFFICE).resumed(at(12, 3), OFFICE).due == promise.due == at(12, 10)


def test_the_deadline_itself_is_in_time_and_a_microsecond_later_is_late():
    promise = Promise.begun(at(11, 9), HOUR, OFFICE)

    assert not promise.has_passed(at(11, 10))
    assert promise.has_passed(at(11, 10) + timedelta(microseconds=1))


def test_going_on_gives_the_time_that_was_left_and_not_an_alarm_at_once():
    paused = Promise.begun(at(11, 9), 4 * HOUR, OFFICE).paused(at(11, 10), OFFICE)

    resumed = paused.resumed(at(25, 9), OFFICE)

    assert resumed.due == at(25, 12)
    assert resumed.reaches(0.5, at(25, 9), OFFICE) == at(25, 10)
    assert paused.reaches(0.5, at(25, 9), OFFICE) is None


def test_a_share_beyond_the_whole_is_counted_after_the_deadline():
    promise = Promise.begun(at(11, 9), 8 * HOUR, OFFICE)

    assert promise.reaches(1, at(11, 9), OFFICE) == promise.due == at(11, 18)
    assert promise.reaches(1.5, at(11, 9), OFFICE) == at(12, 14)
    assert promise.reaches(0.25, at(11, 15), OFFICE) == at(11, 15), "it is behind us: now"


def test_a_promise_has_a_deadline_or_time_left_never_both():
    with pytest.raises(ValueError, match="never both"):
        Promise(HOUR, due=at(11, 9), left=HOUR)


@settings(max_examples=120)
@given(calendars, amounts, some.lists(moments, min_size=7, max_size=7))
def test_three_pauses_extend_a_promise_by_exactly_the_working_time_they_took(
    calendar: Calendar, length: timedelta, seven: list[datetime]
):
    start, *stops = sorted(seven)
    promise, taken = Promise.begun(start, length, calendar), timedelta(0)
    for pause, resume in zip(stops[::2], stops[1::2], strict=True):
        was_late = promise.has_passed(pause)
        due = promise.due
        promise = promise.paused(pause, calendar).resumed(resume, calendar)
        if was_late:
            assert promise.due == due
        else:
            taken += calendar.between(pause, resume)

    assert promise.due is not None
    assert calendar.between(start, promise.due) - taken == length


@settings(max_examples=120)
@given(calendars, amounts, moments, moments, some.dictionaries(some.dates(), some.sampled_from(DayKind), max_size=5))
def test_a_changed_list_of_holidays_moves_no_past_deadline_and_makes_nobody_late(
    calendar: Calendar, length: timedelta, start: datetime, change: datetime, more: dict[date, DayKind]
):
    promise = Promise.begun(start, length, calendar)
    changed = Calendar(calendar.week, calendar.working_day or (Hours(0, 60),), {**calendar.dated, **more})

    counted = promise.recounted(max(start, change), before=calendar, now=changed)

    assert promise.due is not None and counted.due is not None
    if promise.due < max(start, change):
        assert counted == promise
    else:
        assert counted.due >= max(start, change)
        left = calendar.between(max(start, change), promise.due)
        assert changed.between(max(start, change), counted.due) == left


@given(calendars, amounts, moments)
def test_a_paused_promise_does_not_start_again_because_holidays_changed(
    calendar: Calendar, length: timedelta, start: datetime
):
    paused = Promise.begun(start, length, calendar).paused(start, calendar)

    assert paused.recounted(start + HOUR, before=calendar, now=OFFICE) == paused
