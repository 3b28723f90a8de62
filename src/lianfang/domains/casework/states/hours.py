"""The two calendars deadlines are counted in, and the days that ship with the product.

Office hours are a default: no order that fixes them for every unit is known. Holidays and working weekends are dated
values with their notices; a city imports the next year's when they are announced.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from functools import cache
from importlib.resources import files

from lianfang.kernel.calendars import Calendar, DayKind, Hours, always, office
from lianfang.kernel.words import Words

ALWAYS, OFFICE = "always", "office"
CALENDARS = (ALWAYS, OFFICE)
OFFICE_HOURS = (Hours(9 * 60, 12 * 60), Hours(13 * 60, 18 * 60))
COLUMNS = ("day", "kind", "zh", "en", "cite")
FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True)
class Allowed:
    """How much working time a matter may take, and in which calendar it is counted."""

    time: timedelta
    calendar: str = OFFICE


@dataclass(frozen=True, slots=True)
class DatedDay:
    """A holiday or a working weekend, what it is called, and the notice that says so."""

    day: date
    kind: DayKind
    zh: str
    en: str
    cite: str


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a list of days that cannot be read: its number in the file and why."""

    line: int
    why: Words


def calendar(name: str, days: Iterable[DatedDay], *, zone: tzinfo) -> Calendar:
    """The calendar of that name with these dated days, on the wall clock of `zone`."""
    if name == ALWAYS:
        return always(zone)
    return office(OFFICE_HOURS, dated={day.day: day.kind for day in days}, zone=zone)


@cache
def shipped_days() -> tuple[DatedDay, ...]:
    """The days that ship with the product."""
    text = (files("lianfang.domains.casework.states") / "china_days.csv").read_text(encoding="utf-8")
    days, faults = read_days(text)
    assert not faults
    return days


def read_days(text: str) -> tuple[tuple[DatedDay, ...], tuple[BadLine, ...]]:
    """The days of a CSV file with the columns day, kind, zh, en, cite; and every line that cannot be read."""
    lines = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    missing = [column for column in COLUMNS if column not in (lines.fieldnames or ())]
    if missing:
        return (), (BadLine(1, Words(f"缺少列 {', '.join(missing)}", f"columns are missing: {', '.join(missing)}")),)
    days: dict[date, DatedDay] = {}
    faults = []
    for number, row in enumerate(lines, start=2):
        day = _day(row)
        if isinstance(day, Words):
            faults.append(BadLine(number, day))
        elif day.day in days:
            faults.append(BadLine(number, Words("这一天已经在名单里", "the day is in the list already")))
        else:
            days[day.day] = day
    return tuple(days[day] for day in sorted(days)), tuple(faults)


def _day(row: Mapping[str, str | None]) -> DatedDay | Words:
    """A line as a day, or what is wrong with it."""
    day, kind, zh, en, cite = ((row.get(column) or "").strip() for column in COLUMNS)
    try:
        read = date.fromisoformat(day)
    except ValueError:
        return Words("日期没有写成 2021-10-01 的样子", "the day is not written as 2021-10-01")
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        return Words("年份不在 2000 到 2099 之间", "the year is not between 2000 and 2099")
    if kind not in set(DayKind):
        return Words("类型既不是 holiday 也不是 working", "the kind is neither holiday nor working")
    if not (zh and en and cite):
        return Words("缺少名称或文号", "a name or the notice is missing")
    return DatedDay(read, DayKind(kind), zh, en, cite)
