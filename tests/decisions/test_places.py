"""Places outside the city: only where more is in force than everywhere else."""

from datetime import datetime

import pytest

from lianfang.decisions.places import own_areas, places
from lianfang.facts.schemas import TABLES
from lianfang.facts.store import store_of
from lianfang.kernel.clock import CITY_ZONE
from lianfang.policy.engines.meaning import Row
from lianfang.policy.model import Entry, Pack


def _tables(**given: list[dict[str, object]]) -> dict[str, list[Row]]:
    with store_of(given, zone=CITY_ZONE) as store:
        found = {}
        for name in given:
            columns = [column.name for column in TABLES[name].columns]
            listed = ", ".join(f'"{column}"' for column in columns)
            rows = store.connection.execute(f'SELECT {listed} FROM "{name}"').fetchall()
            found[name] = [dict(zip(columns, row, strict=True)) for row in rows]
        return found


AREAS = _tables(
    area_levels=[
        {"area_id": "a1", "area": "320115", "level": "high", "from_at": "2021-07-30", "until_at": "2021-08-20"},
        {"area_id": "a2", "area": "110105", "level": "medium", "from_at": "2021-07-30"},
        {"area_id": "a3", "area": "410100", "level": "medium", "from_at": "2021-08-11T13:00"},
    ]
)


def test_the_citys_own_counties_and_areas_not_yet_in_force_are_not_listed(beijing: Pack) -> None:
    found = places(beijing, AREAS, at=datetime(2021, 8, 11, 12, tzinfo=CITY_ZONE))

    assert [place.area for place in found.deferred] == ["320115"]
    assert [area.area_id for area in found.deferred[0].areas] == ["a1"]
    assert found.everywhere is Entry.ALLOWED


def test_the_other_counties_of_the_prefecture_have_a_duty(beijing: Pack) -> None:
    found = places(beijing, AREAS, at=datetime(2021, 8, 11, 12, tzinfo=CITY_ZONE))

    assert "320104" in {place.area for place in found.conditional}
    assert all(place.area.startswith("3201") and place.rules == ("E2.same_prefecture",) for place in found.conditional)


@pytest.mark.parametrize(
    ("at", "deferred"),
    [
        ("2021-08-11T12:59:59", ["320115"]),
        ("2021-08-11T13:00", ["320115", "410100"]),
        ("2021-08-19T23:59", ["320115", "410100"]),
        ("2021-08-20", ["410100"]),
        ("2022-12-07", []),
    ],
)
def test_a_place_is_listed_from_and_until_its_minute(beijing: Pack, at: str, deferred: list[str]) -> None:
    found = places(beijing, AREAS, at=datetime.fromisoformat(at).replace(tzinfo=CITY_ZONE))

    assert [place.area for place in found.deferred] == deferred


def test_where_everybody_has_a_duty_only_those_with_more_are_listed(beijing: Pack) -> None:
    cases = _tables(county_cases=[{"area": "152921", "day": "2021-11-20", "local_new": 1}])

    found = places(beijing, cases, at=datetime(2021, 11, 21, tzinfo=CITY_ZONE))

    assert found.everywhere is Entry.CONDITIONAL
    assert [(place.area, place.local_new) for place in found.deferred] == [("152921", 1)]
    assert not found.conditional


@pytest.mark.parametrize(("at", "counted"), [("2021-07-29T23:59", {}), ("2021-07-30", {"110105": 1})])
def test_the_citys_own_areas_are_counted_by_county_while_they_are_listed(
    beijing: Pack, at: str, counted: dict[str, int]
) -> None:
    assert own_areas(beijing, AREAS, at=datetime.fromisoformat(at).replace(tzinfo=CITY_ZONE)) == counted


def test_an_area_of_the_city_listed_twice_or_low_is_counted_once_or_not_at_all(beijing: Pack) -> None:
    listed = _tables(
        area_levels=[
            {
                "area_id": "b1",
                "area": "110105012",
                "level": "medium",
                "from_at": "2021-07-30",
                "until_at": "2021-08-02",
            },
            {"area_id": "b1", "area": "110105012", "level": "high", "from_at": "2021-08-01"},
            {"area_id": "b2", "area": "110108", "level": "low", "from_at": "2021-07-30"},
        ]
    )

    assert own_areas(beijing, listed, at=datetime(2021, 8, 1, 12, tzinfo=CITY_ZONE)) == {"110105": 1}
    assert own_areas(beijing, listed, at=datetime(2021, 8, 3, tzinfo=CITY_ZONE)) == {"110105": 1}
