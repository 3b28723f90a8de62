"""People with few rows, each exactly at a limit of the orders or a microsecond beside it, so that nothing hides it.

They join a generated city. Rows are in plain form.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lianfang.kernel.clock import CITY_ZONE, from_micros, to_micros
from lianfang.policy.engines.meaning import DAY, HOUR
from tests.conformance.worlds import OFFSET, Row, World

# Counties outside the city that no generated city has, but for INSIDE.
ENVIRONS, QUIET, INSIDE = "131082", "341824", "110105"
DAYS_SINCE_CASE = {"510104": 0, "510105": 1, "510106": 14, "510107": 15}
RISING, RISKY, FALLING = "520102", "530102", "540102"
BESIDE = (-1, 0, 1)


@dataclass
class Limits:
    """Draws rows about a moment `now` (microseconds)."""

    random: random.Random
    now: int

    def beside(self, moment: int) -> int:
        """The moment, or a microsecond before or after it."""
        return moment + self.random.choice(BESIDE)

    def hours_ago(self, *hours: int) -> int:
        """So many hours before now, or a microsecond beside."""
        return self.beside(self.now - self.random.choice(hours) * HOUR)

    def day_edge(self, *days: int) -> int:
        """The beginning or end of the civil day so many days before today."""
        return self.beside(((self.now + OFFSET) // DAY - self.random.choice(days)) * DAY - OFFSET)

    def traveller(self, person: str) -> World:
        """Someone outside the city with one test, and perhaps an arrival that makes them known."""
        home = self.random.choice((ENVIRONS, ENVIRONS, QUIET))
        reported = self.hours_ago(48, 72, 168, 336)
        arrived: list[Row] = [_arrival(person, self.now - 20 * DAY, None)] if self.random.random() < 0.5 else []
        return {
            "persons": [_person(person, home)],
            "tests": [_test(person, reported - 5 * HOUR, reported)],
            "city_arrivals": arrived,
        }

    def visitor(self, person: str) -> World:
        """Someone in the city, with one arrival and a test at most, at the limits of short visits and of waiting."""
        arrived = self.random.choice((self.hours_ago(72), self.hours_ago(24, 96, 100), self.day_edge(3, 4, 13, 14)))
        leaves = self.beside(arrived + 72 * HOUR) if self.random.random() < 0.3 else None
        sampled = self.beside(arrived + self.random.choice((0, 24)) * HOUR)
        tests = [_test(person, sampled, sampled)] if self.random.random() < 0.5 else []
        return {
            "persons": [_person(person, INSIDE, self.birthday() if self.random.random() < 0.3 else None)],
            "tests": tests,
            "city_arrivals": [_arrival(person, arrived, leaves)],
        }

    def entrant(self, person: str) -> World:
        """Someone in the city who has been tested within a day of arrival, and on some days after it."""
        arrived = self.day_edge(2, 3, 4, 5)
        samples = [self.beside(arrived + more * HOUR) for more in (24, 48, 60, 72, 84)[: self.random.randint(1, 5)]]
        return {
            "persons": [_person(person, INSIDE)],
            "tests": [_test(person, sampled, None) for sampled in (arrived, *samples)],
            "city_arrivals": [_arrival(person, arrived, None)],
        }

    def birthday(self) -> int:
        """Of someone who turns three or four today or tomorrow (yyyymmdd)."""
        day = from_micros(self.now + self.random.choice((0, 1)) * DAY, zone=CITY_ZONE)
        return (day.year - self.random.choice((3, 4))) * 10_000 + day.month * 100 + min(day.day, 28)

    def stayer(self, person: str) -> World:
        """Someone who was, or still is, in a county at the limit of being restricted."""
        area = self.random.choice((*DAYS_SINCE_CASE, RISING, RISKY, FALLING))
        left = self.random.choice((None, self.beside(self.now), self.day_edge(6, 7, 8, 13, 14, 15)))
        stay: Row = {"person_id": person, "area": area, "arrived_at": self.now - 30 * DAY, "left_at": left}
        return {"persons": [_person(person, self.random.choice((INSIDE, QUIET)))], "stays": [stay]}

    def places(self) -> World:
        """What makes the counties what they are."""
        today = (self.now + OFFSET) // DAY
        return {
            "county_traits": [{"area": ENVIRONS, "trait": "environs"}],
            "county_cases": [{"area": a, "day": today - days, "local_new": 1} for a, days in DAYS_SINCE_CASE.items()],
            "area_levels": [
                _level(RISING, self.beside(self.now), None),
                _level(RISKY, self.now - DAY, None),
                _level(FALLING, self.now - DAY, self.beside(self.now)),
            ],
        }

    def exposed(self, person: str) -> World:
        """Someone with one contact, link or entry into the country, at the edge of a day that counts."""
        on = self.day_edge(*range(4, 11), *range(13, 16), *range(20, 23))
        rows: World = {
            "contacts": [{"person_id": person, "degree": "close", "last_exposed_at": on}],
            "border_entries": [{"person_id": person, "entered_at": on}],
            "links": [{"person_id": person, "linked_at": on, "cleared_at": None}],
        }
        table = self.random.choice(list(rows))
        return {"persons": [_person(person, INSIDE)], table: rows[table]}


def _person(person: str, home: str, born: int | None = None) -> Row:
    return {"person_id": person, "birth_date": born, "home_area": home}


def _level(area: str, begins: int, ends: int | None) -> Row:
    row: Row = {"area_id": f"limit{area}", "area_name": None, "area": area, "level": "medium"}
    return row | {"from_at": begins, "until_at": ends}


def _test(person: str, sampled: int, reported: int | None) -> Row:
    row: Row = {"person_id": person, "sampled_at": sampled, "reported_at": reported}
    return row | {"method": "pcr", "result": "negative", "pool_id": None}


def _arrival(person: str, arrived: int, leaves: int | None) -> Row:
    return {"person_id": person, "arrived_at": arrived, "leaves_at": leaves}


def with_people_at_limits(world: Mapping[str, Sequence[Row]], at: datetime, *, people: int, seed: int) -> World:
    """The city with so many more people."""
    draw = Limits(random.Random(seed), to_micros(at))
    kinds = (draw.traveller, draw.visitor, draw.entrant, draw.exposed, draw.stayer)
    more = [kinds[index % len(kinds)](f"limit{index:03}") for index in range(people)]
    more.append(draw.places())
    return {name: [*rows, *(row for one in more for row in one.get(name, ()))] for name, rows in world.items()}
