"""Places outside the city and what is in force for people there."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from lianfang.decisions.results import AreaShown, Places, PlaceStanding
from lianfang.kernel.areas import county_of, register
from lianfang.kernel.clock import from_micros, to_micros
from lianfang.policy.engines.meaning import Row
from lianfang.policy.engines.reference import Judgement, Reference, Tables, aggregate_of
from lianfang.policy.model import Entry, Pack

LISTED = ("medium", "high")
PLACE_TABLES = ("area_levels", "county_cases", "county_traits", "zones")
_SOMEBODY, _NOWHERE = "somebody", "nowhere"


def own_areas(pack: Pack, tables: Tables, *, at: datetime) -> Counter[str]:
    """How many of the city's own areas are listed at medium or high at `at`, by county."""
    now = to_micros(at)
    listed = {
        (county_of(str(row["area"])), row["area_id"])
        for row in tables.get("area_levels", ())
        if row["level"] in LISTED and str(row["area"]).startswith(pack.jurisdiction) and _holds(row, now)
    }
    return Counter(county for county, _ in listed)


def _holds(row: Row, now: int) -> bool:
    begins, ends = row["from_at"], row["until_at"]
    return isinstance(begins, int) and begins <= now and (ends is None or (isinstance(ends, int) and now < ends))


def places(pack: Pack, tables: Tables, *, at: datetime) -> Places:
    """What is in force for somebody who is in each place now, where that is more than everywhere else.

    `tables` need only hold the tables of places.
    """
    now = to_micros(at)
    everywhere = _judge(pack, tables, at, None)
    found = [
        (code, judgement)
        for code in _candidates(pack, tables)
        if (judgement := _judge(pack, tables, at, code)).outcome.rules != everywhere.outcome.rules
    ]
    standing = [_standing(pack, code, judgement, tables, now) for code, judgement in found]
    return Places(
        at=at,
        release=pack.release,
        deferred=tuple(s for s in standing if s.entry in (Entry.DEFERRED, Entry.REFUSED)),
        conditional=tuple(s for s in standing if s.entry is Entry.CONDITIONAL),
        everywhere=everywhere.outcome.entry or Entry.ALLOWED,
        everywhere_rules=everywhere.outcome.rules,
    )


def _judge(pack: Pack, tables: Tables, at: datetime, code: str | None) -> Judgement:
    """The judgement of somebody who is in the place since yesterday, without any other record."""
    now = to_micros(at)
    stay = [{"person_id": _SOMEBODY, "area": code, "arrived_at": now - 86_400_000_000, "left_at": None}]
    home = [{"person_id": _SOMEBODY, "birth_date": None, "home_area": None if code else _elsewhere(pack)}]
    rows = {name: tables.get(name, []) for name in PLACE_TABLES}
    reference = Reference(pack, {**_near(rows, code), "persons": home, "stays": stay if code else []}, moment=at)
    return reference.judge(_SOMEBODY, now)


def _near(rows: Mapping[str, Iterable[Row]], code: str | None) -> dict[str, list[Row]]:
    """Only the rows of the place's own prefecture can matter to somebody who was nowhere else."""
    return {
        name: [row for row in found if code and str(row.get("area") or "")[:4] == code[:4]]
        for name, found in rows.items()
    }


def _elsewhere(pack: Pack) -> str:
    """A county outside the city of which nothing is recorded."""
    return "990000" if not pack.jurisdiction.startswith("99") else "980000"


def _candidates(pack: Pack, tables: Tables) -> list[str]:
    named = {str(row["area"])[:6] for name in PLACE_TABLES for row in tables.get(name, []) if row.get("area")}
    outside = {code for code in named if not code.startswith(pack.jurisdiction)}
    prefectures = {code[:4] for code in outside}
    beside = {code for prefecture in prefectures for code in register().counties_of(prefecture)}
    return sorted(outside | beside)


def _standing(pack: Pack, code: str, judgement: Judgement, tables: Tables, now: int) -> PlaceStanding:
    zone = ZoneInfo(pack.zone)
    areas = tuple(
        AreaShown(
            area_id=str(row["area_id"]),
            name=str(row.get("area_name") or row["area_id"]),
            level=str(row["level"]),
            from_at=from_micros(int(str(row["from_at"])), zone=zone),
            until_at=from_micros(row["until_at"], zone=zone) if isinstance(row["until_at"], int) else None,
        )
        for row in sorted(_in_force(code, tables, now), key=lambda row: (str(row["level"]), str(row["area_id"])))
    )
    return PlaceStanding(
        area=code,
        name=register().full_name(code),
        entry=judgement.outcome.entry or Entry.ALLOWED,
        rules=judgement.outcome.rules,
        areas=areas,
        local_new=_infections(code, judgement, tables),
    )


def _in_force(code: str, tables: Tables, now: int) -> list[Row]:
    return [
        row
        for row in tables.get("area_levels", [])
        if str(row["area"])[:6] == code
        and row["level"] != "low"
        and int(str(row["from_at"])) <= now
        and (not isinstance(row["until_at"], int) or row["until_at"] > now)
    ]


def _infections(code: str, judgement: Judgement, tables: Tables) -> int:
    facts = judgement.frozen.reached.get("county", ())
    fact = next((fact for fact in facts if fact.table == "county_cases"), None)
    if fact is None:
        return 0
    rows = [row for row in tables.get("county_cases", []) if str(row["area"])[:6] == code]
    value = aggregate_of(fact, rows, judgement.meaning.for_row({}))[0]
    return value if isinstance(value, int) else 0
