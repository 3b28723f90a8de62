"""Dates as other systems write them. Which of two numbers is the month is decided for a whole file, and said."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from lianfang.kernel.clock import EARLIEST_YEAR, LATEST_YEAR

ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?(Z|[+-]\d{2}:?\d{2})?"
)
CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日(?:\s*(\d{1,2})[时:：](?:(\d{1,2})分?)?)?")
SPOKEN = re.compile(
    r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?:,?[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AaPp])\.?[Mm]\.?)?)?"
)
HINT_MONTH_FIRST = re.compile(r"\(\s*M{1,2}[./-]d{1,2}[./-]y+", re.IGNORECASE)
HINT_DAY_FIRST = re.compile(r"\(\s*(?:d{1,2}|t{1,2})[./-]M{1,2}[./-](?:y+|j+)", re.IGNORECASE)
LAST_MONTH, HALF_DAY = 12, 12


class Order(StrEnum):
    """Which of the first two numbers of a date is the day."""

    DAY_FIRST = "day.month.year"
    MONTH_FIRST = "month/day/year"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class DateOrder:
    """The order used for one file, and whether its own dates prove it. `needed`: some date depends on it."""

    order: Order
    proven: bool
    needed: bool


def decide(values: Iterable[str], *, captions: str = "") -> DateOrder:
    """The order of day and month in `values`: a number above 12 proves it; else the captions, else the usual sign.

    A dot between the numbers is read as day first, a slash or hyphen as month first (the exporting systems' habit).
    """
    matches = [match for value in values if (match := SPOKEN.fullmatch(value.strip()))]
    days_lead = any(int(match[1]) > LAST_MONTH for match in matches)
    months_lead = any(int(match[3]) > LAST_MONTH for match in matches)
    unsure = any(
        int(match[1]) <= LAST_MONTH and int(match[3]) <= LAST_MONTH and match[1] != match[3] for match in matches
    )
    if days_lead and months_lead:
        return DateOrder(Order.MIXED, proven=True, needed=unsure)
    if days_lead or months_lead:
        return DateOrder(Order.DAY_FIRST if days_lead else Order.MONTH_FIRST, proven=True, needed=unsure)
    if HINT_MONTH_FIRST.search(captions) or HINT_DAY_FIRST.search(captions):
        order = Order.MONTH_FIRST if HINT_MONTH_FIRST.search(captions) else Order.DAY_FIRST
        return DateOrder(order, proven=True, needed=unsure)
    dots = sum(match[2] == "." for match in matches)
    return DateOrder(Order.DAY_FIRST if dots * 2 >= len(matches) else Order.MONTH_FIRST, proven=False, needed=unsure)


def read_moment(text: str, order: DateOrder, *, zone: tzinfo) -> datetime | None:
    """The moment `text` names, in `zone` unless it has an offset of its own; a date is its 00:00. None: unreadable."""
    text = text.strip()
    try:
        return _iso(text, zone) or _chinese(text, zone) or _spoken(text, order, zone)
    except (ValueError, OverflowError):
        return None


def _iso(text: str, zone: tzinfo) -> datetime | None:
    match = ISO.fullmatch(text)
    if match is None:
        return None
    offset = match[7]
    if offset and offset != "Z" and ":" not in offset:
        offset = f"{offset[:3]}:{offset[3:]}"
    place = datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").tzinfo if offset else zone
    return _moment(match[1], match[2], match[3], match[4], match[5], match[6], place)


def _chinese(text: str, zone: tzinfo) -> datetime | None:
    match = CHINESE.fullmatch(text)
    return _moment(match[1], match[2], match[3], match[4], match[5], None, zone) if match else None


def _spoken(text: str, order: DateOrder, zone: tzinfo) -> datetime | None:
    match = SPOKEN.fullmatch(text)
    if match is None:
        return None
    first, second = int(match[1]), int(match[3])
    sure = max(first, second) > LAST_MONTH or first == second
    if not sure and order.order is Order.MIXED:
        return None
    day_first = first > LAST_MONTH if sure else order.order is Order.DAY_FIRST
    day, month = (first, second) if day_first else (second, first)
    hour = _hour(match[5], match[8])
    return _moment(match[4], month, day, hour, match[6], match[7], zone)


def _hour(hour: str | None, half: str | None) -> int:
    number = int(hour or 0)
    if not half:
        return number
    if not 1 <= number <= HALF_DAY:
        raise ValueError(number)
    return number % HALF_DAY + (HALF_DAY if half in "pP" else 0)


def _moment(
    year: str,
    month: str | int,
    day: str | int,
    hour: str | int | None,
    minute: str | None,
    second: str | None,
    zone: tzinfo | None,
) -> datetime | None:
    if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        return None
    return datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=zone)
