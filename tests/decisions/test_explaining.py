"""Every decision can say why, until when, what to do and who lifts it."""

from datetime import datetime
from pathlib import Path

import pytest

from lianfang.decisions.city import City
from lianfang.decisions.results import Explanation
from lianfang.kernel.clock import CITY_ZONE
from lianfang.policy.model import Colour, Pack

NOON = datetime(2021, 8, 11, 12, tzinfo=CITY_ZONE)
AREA = {"area_id": "a1", "area": "320115", "level": "high", "from_at": "2021-07-30", "until_at": "2021-08-20"}


@pytest.fixture(scope="module")
def city(beijing: Pack, demo_city: Path) -> City:
    return City(demo_city, beijing)


@pytest.fixture(scope="module")
def everyone(city: City, demo_city: Path) -> list[Explanation]:
    people = city._store.connection.execute("SELECT person_id FROM persons WHERE person_id LIKE 'demo%'").fetchall()
    return [city.explain(person, at=NOON) for (person,) in people]


def test_no_colour_without_a_rule_a_clause_and_its_facts_safety_1(everyone: list[Explanation]) -> None:
    restricted = [e for e in everyone if e.decision.colour is not Colour.GREEN or e.decision.notices]

    assert len(restricted) > 10
    for explanation in restricted:
        for reason in explanation.reasons:
            assert reason.says.zh and reason.says.en and reason.remedy.zh and reason.remedy.en
            assert reason.cite.source.title.zh and reason.cite.clause
            assert reason.lifted_by.zh and reason.facts
            assert any(fact.rows or fact.through for fact in reason.facts)
        assert explanation.release == explanation.decision.release != ""


def test_words_have_no_placeholder_left_open(everyone: list[Explanation]) -> None:
    words = [w for e in everyone for r in e.reasons for w in (r.says, r.remedy)]

    assert not [text for w in words for text in (w.zh, w.en) if "{" in text]


def test_every_explanation_says_care_comes_first_safety_10(everyone: list[Explanation]) -> None:
    assert all("120" in e.care.zh and "120" in e.care.en for e in everyone)


def test_what_comes_next_is_what_the_engine_decides_then(city: City, everyone: list[Explanation]) -> None:
    changing = [e for e in everyone if e.next_change is not None]

    assert changing
    for explanation in changing:
        change = explanation.next_change
        assert change is not None
        again = city.explain(explanation.decision.person_id, at=change.at)
        assert again.decision == change.decision
        assert again.headline == change.headline


def test_a_place_of_stay_is_explained_down_to_the_listed_area(city: City) -> None:
    rows = {
        "area_levels": [AREA],
        "persons": [{"home_area": "520103"}],
        "stays": [{"area": "320115", "arrived_at": "2021-08-01T08:00", "left_at": "2021-08-06T09:00"}],
    }

    explanation = city.what_if(rows, at=NOON)

    fact = next(f for r in explanation.reasons for f in r.facts if f.name == "last_in_restricted_county")
    assert fact.rows[0].cells["left_at"] == "2021-08-06 09:00"
    assert fact.through[0].rows[0].cells["until_at"] == "2021-08-20 00:00"
    assert "江宁" in fact.through[0].title.zh


def test_a_typed_in_trip_is_not_kept(city: City) -> None:
    city.what_if({"persons": [{"home_area": "320115"}]}, at=NOON)

    assert city._store.connection.execute("SELECT count(*) FROM persons WHERE person_id = 'you'").fetchone() == (0,)


def test_an_exception_is_listed_and_never_adds_a_restriction(city: City) -> None:
    rows: dict[str, list[dict[str, object]]] = {
        "area_levels": [AREA],
        "persons": [{"home_area": "320115"}],
        "stays": [{"area": "320115", "arrived_at": "2021-08-01T08:00", "left_at": "2021-08-06T09:00"}],
    }
    rows["exceptions"] = [{"rule": "C8.in_risk_county", "ground": "medical", "from_at": "2021-08-10"}]

    explanation = city.what_if(rows, at=NOON)

    assert explanation.decision.colour is Colour.GREEN
    assert not explanation.decision.notices, "E1 must not take the place of a suspended C8"
    assert "C8.in_risk_county" in explanation.exceptions[0].en


def test_what_is_missing_and_mattered_is_said_safety_3(city: City) -> None:
    unknown_place = city.what_if({"persons": [{}]}, at=NOON)
    no_report = city.what_if(
        {
            "persons": [{"home_area": "520103"}],
            "tests": [{"sampled_at": "2021-11-19T08:00", "method": "pcr", "result": "negative"}],
        },
        at=datetime(2021, 11, 20, tzinfo=CITY_ZONE),
    )

    assert unknown_place.decision.unknown == ("current_place",)
    assert no_report.decision.unknown == ("test_report_time",)
    assert "报告时间" in no_report.unknown[0].zh
