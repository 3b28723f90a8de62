"""Moments and days in people's words. The year is said only when it is not the year in view."""

from datetime import date, datetime, tzinfo

WEEKDAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day_words(day: date, language: str, *, year_in_view: int | None = None, weekday: bool = False) -> str:
    """8月21日 or 21 August; with the year unless it is `year_in_view`; with the day of the week when asked."""
    other_year = day.year != year_in_view
    if language == "en":
        words = f"{day.day} {MONTHS_EN[day.month - 1]}" + (f" {day.year}" if other_year else "")
        return f"{WEEKDAYS_EN[day.weekday()]} {words}" if weekday else words
    words = (f"{day.year}年" if other_year else "") + f"{day.month}月{day.day}日"
    return f"{words} {WEEKDAYS_ZH[day.weekday()]}" if weekday else words


def moment_words(at: datetime, language: str, *, zone: tzinfo, year_in_view: int | None = None) -> str:
    """8月21日 0:00 or 00:00 on 21 August, on the city's wall clock."""
    local = at.astimezone(zone)
    day = day_words(local.date(), language, year_in_view=year_in_view)
    if language == "en":
        return f"{local:%H:%M} on {day}"
    return f"{day} {local.hour}:{local:%M}"
