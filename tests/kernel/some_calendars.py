"""Generated calendars, moments and amounts of working time."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as some

from lianfang.kernel.calendars import Calendar, DayKind, Hours, always

BEGIN, END = datetime(2021, 1, 1, tzinfo=UTC), datetime(2021, 12, 31, tzinfo=UTC)


def day_of(cuts: list[int]) -> tuple[Hours, ...]:
    """Hours between each two of an even number of different minutes."""
    cuts.sort()
    return tuple(Hours(*pair) for pair in zip(cuts[::2], cuts[1::2], strict=False))


days = some.lists(some.integers(0, 1440), max_size=6, unique=True).map(day_of)
working_days = some.lists(some.integers(0, 1440), min_size=2, max_size=4, unique=True).map(day_of)
dated = some.dictionaries(some.dates(date(2021, 1, 1), date(2022, 3, 1)), some.sampled_from(DayKind), max_size=40)
weeks = some.tuples(working_days, *[days] * 6)  # at least Monday is worked
calendars = some.builds(Calendar, week=weeks, working_day=working_days, dated=dated) | some.just(always())
moments = some.datetimes(BEGIN.replace(tzinfo=None), END.replace(tzinfo=None)).map(lambda m: m.replace(tzinfo=UTC))
amounts = some.timedeltas(timedelta(0), timedelta(days=4))
