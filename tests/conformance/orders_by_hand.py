"""A second, independent reading of the city's orders: every row of their tables (C1–C8, E1–E9) in plain Python.

It shares nothing with the pack or the engines: no expressions, no plain numbers, no SQL; moments are datetimes in the
city's zone and days are dates. Where it and an engine disagree, one of the two has misread the orders.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Any

CITY = timezone(timedelta(hours=8))
HOUR = timedelta(hours=1)
Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]


def midnight(day: date) -> datetime:
    """00:00 of a day in the city."""
    return datetime.combine(day, time(), CITY)


CODE = midnight(date(2021, 1, 28))
FESTIVAL_OVER = midnight(date(2021, 3, 16))
SEALING = midnight(date(2021, 7, 30))
RISK_COUNTIES = midnight(date(2021, 8, 7))
PREFECTURES = midnight(date(2021, 8, 8))
TEST_FOR_ALL = midnight(date(2021, 11, 17))
SCREENING = midnight(date(2022, 1, 22))
A_DAY_AFTER_ARRIVAL = midnight(date(2022, 4, 18))
NINTH_EDITION = midnight(date(2022, 7, 6))
TWENTY_MEASURES = midnight(date(2022, 11, 11))
THREE_TESTS = midnight(date(2022, 11, 22))
OVER = midnight(date(2022, 12, 7))
STEPS = tuple(step for name, step in sorted(globals().items()) if name.isupper() and isinstance(step, datetime))

COLOURS = ("green", "yellow", "red")
ENTRIES = ("allowed", "conditional", "deferred", "refused")
ENTRY_OF_COLOUR = dict(zip(COLOURS, ("allowed", "deferred", "refused"), strict=True))


@dataclass(frozen=True)
class Match:
    """A row that speaks of a person. `restricts` is false for rows that take no part in `until`."""

    rule: str
    colour: str = "green"
    notice: str | None = None
    entry: str = "allowed"
    until: datetime | None = None
    restricts: bool = True
    missing: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Decision:
    """What a person is told."""

    colour: str
    entry: str | None
    notices: frozenset[str]
    rules: frozenset[str]
    until: datetime | None
    unknown: frozenset[str]


class City:
    """Counties and zones as they are at a moment. Equal rows count once."""

    def __init__(self, rows: Rows, now: datetime) -> None:
        levels = (row for row in rows.get("area_levels", ()) if in_force(row, now) and row["level"] != "low")
        self.risk = {county(row) for row in levels}
        self.infected = set(_infected(rows.get("county_cases", ()), now.date()))
        self.sealed = {z["zone_id"] for z in rows.get("zones", ()) if z["kind"] == "sealed" and in_force(z, now)}
        traits = rows.get("county_traits", ())
        self.environs = {county(row) for row in traits if row["trait"] == "environs"}
        self.land_border = {county(row) for row in traits if row["trait"] == "land_border_port"}


def county(row: Row) -> str:
    """The county of a row's area."""
    return str(row["area"])[:6]


def in_force(row: Row, now: datetime, begins: str = "from_at", ends: str = "until_at") -> bool:
    """Whether a row has begun and has not ended: ends are exclusive."""
    return bool(row[begins] <= now and (row[ends] is None or row[ends] > now))


def _infected(cases: Iterable[Row], today: date) -> Iterator[str]:
    different = {(county(row), row["area"], row["day"], row["local_new"]) for row in cases}
    found: dict[str, int] = {}
    for place, _, day, new in different:
        if 1 <= (today - day).days <= 14:
            found[place] = found.get(place, 0) + new
    return (place for place, total in found.items() if total >= 1)


@dataclass(frozen=True)
class Case:
    """One person at a moment, with the city as it then is."""

    rows: Rows
    city: City
    now: datetime

    def of(self, table: str) -> Sequence[Row]:
        """The person's rows of a table."""
        return self.rows.get(table, ())

    def in_force(self, table: str, begins: str = "from_at", ends: str = "until_at") -> list[Row]:
        """The person's rows that have begun and have not ended."""
        return [row for row in self.of(table) if in_force(row, self.now, begins, ends)]

    def days_since(self, then: datetime) -> int:
        """Midnights of the city between a moment and now."""
        return (self.now.date() - then.date()).days

    @property
    def person(self) -> Row:
        """The row of the register, or an empty one."""
        return next(iter(self.of("persons")), {"birth_date": None, "home_area": None})

    @property
    def place(self) -> str | None:
        """Where the person is: the stay in force, else the home."""
        here = [(stay["arrived_at"], stay["area"]) for stay in self.in_force("stays", "arrived_at", "left_at")]
        return max(here)[1] if here else self.person["home_area"]

    @property
    def in_city(self) -> bool:
        """Whether the person is in the city; an unknown place is outside it."""
        return (self.place or "").startswith("11")

    @property
    def in_risk_county(self) -> bool:
        """Whether the person is outside the city in a county with a risk area."""
        return not self.in_city and (self.place or "")[:6] in self.city.risk

    @property
    def commutes(self) -> bool:
        """Whether the person's home is in the environs."""
        return (self.person["home_area"] or "")[:6] in self.city.environs

    def last_in(self, counties: set[str], days: int) -> datetime | None:
        """The last presence in any of some counties outside the city, when it is at most so many days ago."""
        found = []
        for stay in self.of("stays"):
            if stay["arrived_at"] <= self.now and county(stay) in counties and not stay["area"].startswith("11"):
                left = stay["left_at"]
                found.append(self.now if left is None or left > self.now else left)
        recent = [last for last in found if self.days_since(last) <= days]
        return max(recent, default=None)

    def test_for_entry(self, hours: int) -> tuple[str, frozenset[str]]:
        """Entry by a negative test reported within so many hours, and what is not known about it."""
        sampled = [test for test in self.of("tests") if test["sampled_at"] <= self.now]
        reports = [test["reported_at"] for test in sampled if (test["method"], test["result"]) == ("pcr", "negative")]
        clocked = [report for report in reports if report is not None and report <= self.now]
        if any(self.now - report <= hours * HOUR for report in clocked):
            return "allowed", frozenset()
        return "conditional", frozenset({"test_report_time"} if None in reports and not clocked else ())

    def negative_samples(self) -> list[datetime]:
        """When negative results that are known by now were sampled."""
        negative = [test for test in self.of("tests") if test["result"] == "negative"]
        return [t["sampled_at"] for t in negative if (t["reported_at"] or t["sampled_at"]) <= self.now]

    def last_arrival(self) -> Row | None:
        """The last arrival in the city; of two at one instant the one that leaves later."""
        never = datetime.max.replace(tzinfo=CITY)
        arrived = [row for row in self.of("city_arrivals") if row["arrived_at"] <= self.now]
        return max(arrived, key=lambda row: (row["arrived_at"], row["leaves_at"] or never), default=None)

    def age(self) -> int | None:
        """Completed years."""
        born, today = self.person["birth_date"], self.now.date()
        if born is None:
            return None
        return int(today.year - born.year - ((today.month, today.day) < (born.month, born.day)))


RowOfOrders = Callable[[Case], Match | None]


def day_after(then: datetime, days: int) -> datetime:
    """00:00 on the day after a window of so many days."""
    return midnight(then.date() + timedelta(days=days + 1))


def decide(case: Case, orders: Iterable[tuple[datetime, datetime, RowOfOrders]]) -> Decision:
    """All rows in force, put together."""
    found = [row(case) for begins, ends, row in orders if begins <= case.now < ends]
    excepted = {str(row["rule"]) for row in case.in_force("exceptions")}
    # An exception names a row of the tables (E1) or one rule of it (E1.history_outside).
    matches = [m for m in found if m and not {m.rule, m.rule.partition(".")[0]} & excepted]
    colour = max((match.colour for match in matches), key=COLOURS.index, default="green")
    entries = [ENTRY_OF_COLOUR[colour], *(match.entry for match in matches)]
    ends = [match.until for match in matches if match.restricts]
    known = [end for end in ends if end is not None]
    return Decision(
        colour=colour,
        entry=None if case.in_city else max(entries, key=ENTRIES.index),
        notices=frozenset(match.notice for match in matches if match.notice),
        rules=frozenset(match.rule for match in matches),
        until=max(known) if known and len(known) == len(ends) else None,
        unknown=frozenset({"current_place"} if case.place is None else ()).union(*(m.missing for m in matches)),
    )
