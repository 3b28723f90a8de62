"""A person at a moment as the orders speak of them, read by hand: where they are, where they were, what they tested.

Part of the reading in `orders_by_hand`, and like it shares nothing with the pack or the engines. Rows are mappings;
moments are datetimes in the city's zone, days and birthdays are dates. Equal rows count once.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def day_after(then: datetime, days: int) -> datetime:
    """00:00 on the day after a window of so many days."""
    return midnight(then.date() + timedelta(days=days + 1))


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
        home: str | None = self.person["home_area"]
        return str(max(here)[1]) if here else home

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
