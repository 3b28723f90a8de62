"""What a person types into the trip planner: read as it is, checked, and turned into rows. Nothing is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, tzinfo

from lianfang.kernel.clock import day_start
from lianfang.web import county_search
from lianfang.web.reader import EARLIEST, LATEST

MOST_LEGS = 6
YOU = "you"
TEST_BEFORE_REPORT = timedelta(
    hours=6
)  # sampled before reported; which hour does not matter to any rule on report time

Rows = dict[str, list[dict[str, object]]]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one answer: a key of the words, and the details its text is filled with."""

    key: str
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlaceTyped:
    """How a place was said: typed, or chosen step by step. `county` wins when it is chosen."""

    text: str = ""
    province: str = ""
    city: str = ""
    county: str = ""

    def candidates(self) -> tuple[str, ...]:
        """The counties it may mean."""
        if county_search.is_county(self.county):
            return (self.county,)
        return county_search.find(self.text)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.text.strip() or self.county)


@dataclass(frozen=True, slots=True)
class LegTyped:
    """One stop as typed."""

    place: PlaceTyped = PlaceTyped()
    arrived: str = ""
    left: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether the whole stop was left empty."""
        return self.place.is_empty and not self.arrived and not self.left


@dataclass(frozen=True, slots=True)
class TripTyped:
    """The whole form as typed."""

    legs: tuple[LegTyped, ...]
    home: PlaceTyped
    tested: str
    day: str
    time: str


@dataclass(frozen=True, slots=True)
class Trip:
    """A trip that can be worked out: rows for the engine, and the moment of travel."""

    rows: Rows
    at: datetime


def blank(now: datetime) -> TripTyped:
    """An empty form: one stop, travelling today."""
    return TripTyped((LegTyped(),), PlaceTyped(), "", now.date().isoformat(), f"{now:%H:%M}")


def read(post: Mapping[str, str]) -> TripTyped:
    """The form as it was typed, with one stop at least."""
    count = min(max(_number(post.get("legs", "1")), 1), MOST_LEGS)
    return TripTyped(
        legs=tuple(_leg(post, f"leg-{n}") for n in range(count)),
        home=_place(post, "home"),
        tested=post.get("tested", "").strip(),
        day=post.get("day", "").strip(),
        time=post.get("time", "").strip(),
    )


def with_leg(typed: TripTyped) -> TripTyped:
    """One more empty stop, up to MOST_LEGS."""
    return replace(typed, legs=(*typed.legs, LegTyped())[:MOST_LEGS])


def without_leg(typed: TripTyped, number: int) -> TripTyped:
    """The form without one stop (counted from 0); an empty one remains when it was the last."""
    legs = tuple(leg for n, leg in enumerate(typed.legs) if n != number)
    return replace(typed, legs=legs or (LegTyped(),))


def check(typed: TripTyped, *, zone: tzinfo) -> tuple[Trip | None, dict[str, Problem]]:
    """The trip, or None and what is wrong by field, in the order of the form."""
    problems: dict[str, Problem] = {}
    at = _travel_moment(typed, problems, zone=zone)
    rows: Rows = {"stays": [], "persons": [], "tests": []}
    for number, leg in enumerate(typed.legs):
        if leg.is_empty:
            continue
        stay = _stay(leg, f"leg-{number}", problems, at=at, zone=zone)
        rows["stays"].append(stay)
    home = None if typed.home.is_empty else _county(typed.home, "home", problems)
    rows["persons"].append({"person_id": YOU, "home_area": home})
    _test(typed.tested, rows, problems, at=at, zone=zone)
    if problems or at is None:
        return None, dict(sorted(problems.items(), key=lambda item: _place_in_form(item[0])))
    return Trip(rows, at), {}


def _leg(post: Mapping[str, str], name: str) -> LegTyped:
    return LegTyped(_place(post, name), post.get(f"{name}-arrived", "").strip(), post.get(f"{name}-left", "").strip())


def _place(post: Mapping[str, str], name: str) -> PlaceTyped:
    parts = ("place", "province", "city", "county")
    return PlaceTyped(*(post.get(f"{name}-{part}", "").strip()[:80] for part in parts))


def _travel_moment(typed: TripTyped, problems: dict[str, Problem], *, zone: tzinfo) -> datetime | None:
    day, hour = _day(typed.day), _time(typed.time or "12:00")
    if day is None or hour is None:
        problems["day" if day is None else "time"] = Problem("trip.bad_moment")
        return None
    if not EARLIEST <= day <= LATEST:
        problems["day"] = Problem("trip.day_range")
        return None
    return datetime.combine(day, hour, tzinfo=zone)


def _stay(
    leg: LegTyped, name: str, problems: dict[str, Problem], *, at: datetime | None, zone: tzinfo
) -> dict[str, object]:
    county = _county(leg.place, name, problems)
    arrived, left = _day(leg.arrived), _day(leg.left)
    if arrived is None:
        problems[f"{name}-arrived"] = Problem("trip.bad_day" if leg.arrived else "trip.need_arrived")
    if leg.left and left is None:
        problems[f"{name}-left"] = Problem("trip.bad_day")
    if arrived and left and left < arrived:
        problems[f"{name}-left"] = Problem("trip.left_before")
    if at and arrived and arrived > at.astimezone(zone).date():
        problems[f"{name}-arrived"] = Problem("trip.arrived_after")
    elif at and left and left > at.astimezone(zone).date():
        problems[f"{name}-left"] = Problem("trip.left_after")
    return {
        "person_id": YOU,
        "area": county,
        "arrived_at": day_start(arrived, zone=zone) if arrived else None,
        # Days are counted on the calendar, so 00:00 of the last day says the same as any hour of it.
        "left_at": day_start(left, zone=zone) if left else None,
    }


def _county(place: PlaceTyped, name: str, problems: dict[str, Problem]) -> str | None:
    field_name = f"{name}-place"
    if place.is_empty:
        problems[field_name] = Problem("trip.need_place")
        return None
    found = place.candidates()
    if not found:
        problems[field_name] = Problem("trip.no_such_place", {"text": place.text})
    elif len(found) > 1:
        problems[field_name] = Problem("trip.many_places", {"text": place.text})
    return found[0] if len(found) == 1 else None


def _test(text: str, rows: Rows, problems: dict[str, Problem], *, at: datetime | None, zone: tzinfo) -> None:
    if not text:
        return
    try:
        reported = datetime.fromisoformat(text).replace(tzinfo=zone)
    except ValueError:
        problems["tested"] = Problem("trip.bad_moment")
        return
    if not EARLIEST <= reported.date() <= LATEST:
        problems["tested"] = Problem("trip.day_range")
        return
    if at and reported > at:
        problems["tested"] = Problem("trip.tested_after")
    sampled = reported - TEST_BEFORE_REPORT
    row = {"person_id": YOU, "sampled_at": sampled, "reported_at": reported, "method": "pcr", "result": "negative"}
    rows["tests"].append(row)


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if EARLIEST <= day <= LATEST else None


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 1


def _place_in_form(name: str) -> tuple[int, str]:
    order = ("leg", "home", "tested", "day", "time")
    return next(n for n, start in enumerate(order) if name.startswith(start)), name
