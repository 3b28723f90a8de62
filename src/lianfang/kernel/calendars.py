"""Working time: which hours of which days count. Exact to the microsecond, across holidays and working weekends.

A calendar is a week of hours and, dated, the days that differ from it. Moments go in and come out with a zone; hours
are those of the city's wall clock.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from itertools import pairwise

from lianfang.kernel.clock import CITY_ZONE, civil_day, day_start
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

MINUTES_A_DAY = 24 * 60
DAYS_A_WEEK = 7
LOOK_AHEAD = 1100  # days without any working hour after which a calendar is taken for a mistake
NOTHING = timedelta(0)


class NoWorkingTime(Refusal):
    code = "no-working-time"
    says = Words(
        "日历在 {day} 之后三年内没有工作时间，算不出期限。",
        "The calendar has no working hours within three years after {day}, so no deadline can be counted in it.",
    )
    remedy = Words("请更正日历的工作时间或节假日表。", "Correct the calendar's hours or its list of holidays.")
    status = 500


class DayKind(StrEnum):
    """How a dated day differs from its week."""

    HOLIDAY = "holiday"
    WORKING = "working"


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """A stretch of a day, in minutes from its 00:00: (540, 720) is 09:00 to 12:00. 1440 is the day's end."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        if not 0 <= self.opens < self.closes <= MINUTES_A_DAY:
            raise ValueError("hours open before they close, within one day")


Day = tuple[Hours, ...]
ALL_DAY: Day = (Hours(0, MINUTES_A_DAY),)
CLOSED: Day = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """A week of hours from Monday on, what a working day has, and the dated days that differ.

    Raises ValueError when a day's hours overlap or the week does not have seven days.
    """

    week: tuple[Day, ...]
    working_day: Day = ()
    dated: Mapping[date, DayKind] = field(default_factory=dict)
    zone: tzinfo = CITY_ZONE

    def __post_init__(self) -> None:
        if len(self.week) != DAYS_A_WEEK:
            raise ValueError("a week has seven days")
        for day in (*self.week, self.working_day):
            if any(one.closes > two.opens for one, two in pairwise(day)):
                raise ValueError("the hours of a day stand in order and do not overlap")

    def hours(self, day: date) -> Day:
        """The hours of a civil day: what its date says, else its day of the week."""
        kind = self.dated.get(day)
        if kind is None:
            return self.week[day.weekday()]
        return self.working_day if kind is DayKind.WORKING else CLOSED

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; nothing when `end` is not later."""
        total = NOTHING
        for opens, closes in self._spans(start, last=civil_day(end, zone=self.zone)):
            total += max(NOTHING, min(closes, end) - max(opens, start))
        return total

    def after(self, start: datetime, amount: timedelta) -> datetime:
        """The earliest moment at which `amount` of working time has passed since `start`, in UTC.

        Raises NoWorkingTime when the calendar is closed for three years on end.
        """
        now = start.astimezone(UTC)
        spans = self._spans(now)
        while amount > NOTHING:
            opens, closes = next(spans)
            begin = max(opens, now)
            taken = min(amount, closes - begin)
            now, amount = begin + taken, amount - taken
        return now

    def is_open(self, at: datetime) -> bool:
        """Whether `at` is within working hours. The moment of closing is not."""
        return self.next_open(at) == at

    def next_open(self, at: datetime) -> datetime:
        """`at` itself within working hours, else the moment at which they next begin."""
        return max(next(iter(self._spans(at)))[0], at.astimezone(UTC))

    def _spans(self, start: datetime, *, last: date | None = None) -> Iterator[tuple[datetime, datetime]]:
        """Stretches of working time that end after `start`, in order, in UTC; up to the day `last` when given."""
        day, closed_for = civil_day(start, zone=self.zone), 0
        while last is None or day <= last:
            closed_for += 1
            for hours in self.hours(day):
                opens, closes = self._moment(day, hours.opens), self._moment(day, hours.closes)
                if closes > max(opens, start):
                    closed_for = 0
                    yield opens, closes
            if last is None and closed_for > LOOK_AHEAD:
                raise NoWorkingTime(day=day)
            day += timedelta(days=1)

    def _moment(self, day: date, minutes: int) -> datetime:
        """A minute of a day's wall clock, as an instant. 1440 is 00:00 of the day after."""
        if minutes == MINUTES_A_DAY:
            return day_start(day + timedelta(days=1), zone=self.zone).astimezone(UTC)
        wall = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=self.zone)
        return wall.astimezone(UTC)


def always(zone: tzinfo = CITY_ZONE) -> Calendar:
    """Twenty-four hours a day, seven days a week: no holiday stops it."""
    return Calendar(week=(ALL_DAY,) * DAYS_A_WEEK, zone=zone)


def office(
    hours: Iterable[Hours], *, dated: Mapping[date, DayKind] | None = None, zone: tzinfo = CITY_ZONE
) -> Calendar:
    """Monday to Friday by `hours`; holidays closed, working weekends like any other working day."""
    day = tuple(hours)
    return Calendar(week=(day,) * 5 + (CLOSED,) * 2, working_day=day, dated=dated or {}, zone=zone)
