"""The calendars deadlines are counted in, by the list of holidays in force."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from lianfang.domains.casework.models import HolidayFeed, UnitHours
from lianfang.domains.casework.states.hours import OFFICE, DatedDay, calendar, shipped_days
from lianfang.kernel.calendars import Calendar, DayKind

_made: dict[tuple[str, str], Calendar] = {}


def calendar_of(name: str, feed: HolidayFeed) -> Calendar:
    """The calendar of that name under a list of holidays. No query; made once for each list."""
    key = (name, feed.sha256)
    if key not in _made:
        _made[key] = calendar(name, days_of(feed), zone=settings.CONFIG.city_zone)
    return _made[key]


def days_of(feed: HolidayFeed) -> tuple[DatedDay, ...]:
    """The days of a list."""
    return tuple(
        DatedDay(date.fromisoformat(day), DayKind(kind), zh, en, cite) for day, kind, zh, en, cite in feed.days
    )


def newest_feed() -> HolidayFeed | None:
    """The list in force; None before the first deadline was counted. One query."""
    return HolidayFeed.objects.order_by("-pk").first()


@dataclass(frozen=True, slots=True)
class DaysShown:
    """The list in force, and when it was received; None for the one that ships with the product."""

    days: tuple[DatedDay, ...]
    feed: HolidayFeed | None


def days_in_force() -> DaysShown:
    """All dated days, in order. One query."""
    feed = newest_feed()
    return DaysShown(days_of(feed) if feed else shipped_days(), feed)


def hours_of_unit(unit: str) -> str:
    """The calendar in which a unit may be reminded: office hours, unless it keeps watch around the clock. One query."""
    return UnitHours.objects.filter(unit=unit).values_list("calendar", flat=True).first() or OFFICE


def units_on_watch() -> list[str]:
    """The units that keep watch around the clock. One query."""
    return list(UnitHours.objects.order_by("unit").values_list("unit", flat=True))
