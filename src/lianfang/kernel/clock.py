"""Time is an argument. Only this module reads the machine's time; days are counted in the city's zone."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_DAY = date(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)
EARLIEST_YEAR, LATEST_YEAR = 1900, 2099
CITY_ZONE = ZoneInfo("Asia/Shanghai")


class NotAMoment(Refusal):
    code = "not-a-moment"
    says = Words("“{text}”不是平台能读懂的时间。", "“{text}” is not a moment this platform can read.")
    remedy = Words(
        "写作 2021-08-11T12:00+08:00；不写时差就按本市时间。",
        "Write it as 2021-08-11T12:00+08:00; without an offset it is the city's own time.",
    )


class Clock(Protocol):
    """Something that shows the time."""

    def now(self) -> datetime:
        """The moment shown, with zone."""


class MachineClock:
    """The machine's own time, in UTC."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class SetClock:
    """A clock that shows what it was set to. For tests, replays and rehearsals."""

    shows: datetime

    def now(self) -> datetime:
        return self.shows

    def advance(self, **by: float) -> None:
        self.shows += timedelta(**by)


def parse_moment(text: str, *, zone: tzinfo) -> datetime:
    """The moment an ISO 8601 text names; without an offset it is in `zone`. A date is its 00:00.

    Raises NotAMoment for anything else, and for years outside 1900–2099.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise NotAMoment(text=text[:40]) from None
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise NotAMoment(text=text[:40])
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def civil_day(at: datetime, *, zone: tzinfo) -> date:
    """The day on the wall calendar of the city when `at` happened."""
    return at.astimezone(zone).date()


def day_start(day: date, *, zone: tzinfo) -> datetime:
    """00:00 of a civil day."""
    return datetime(day.year, day.month, day.day, tzinfo=zone)


def days_since(then: datetime, *, at: datetime, zone: tzinfo) -> int:
    """Civil day of `at` minus civil day of `then`."""
    return (civil_day(at, zone=zone) - civil_day(then, zone=zone)).days


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z: how instants are kept in tables."""
    return (moment - EPOCH) // MICROSECOND


def from_micros(micros: int, *, zone: tzinfo = UTC) -> datetime:
    """The instant that `micros` stands for, shown in `zone`."""
    return (EPOCH + timedelta(microseconds=micros)).astimezone(zone)


def to_day_number(day: date) -> int:
    """Days since 1970-01-01: how civil days are kept in tables."""
    return (day - EPOCH_DAY).days


def from_day_number(number: int) -> date:
    """The civil day that `number` stands for."""
    return EPOCH_DAY + timedelta(days=number)
