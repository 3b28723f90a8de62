"""How zones stand: what keeps a compound sealed, until when, and never more than the rules say."""

from datetime import datetime

import pytest

from lianfang.decisions.zones import Zones, ZoneState, zones
from lianfang.facts.store import store_of
from lianfang.kernel.clock import CITY_ZONE, parse_moment
from lianfang.policy.model import Pack

SEALED = {"zone_id": "z1", "kind": "sealed", "from_at": "2021-07-30", "area": "110108012"}
TWO_LIVE_THERE = [
    {"person_id": "p1", "zone_id": "z1", "from_at": "2019-05-01"},
    {"person_id": "p2", "zone_id": "z1", "from_at": "2020-01-01"},
]


def a_test(person: str, sampled: str, **other: str) -> dict[str, object]:
    return {"person_id": person, "sampled_at": sampled, "method": "pcr", "result": "negative", **other}


BOTH_NEGATIVE = [a_test("p1", "2021-08-12T10:00"), a_test("p2", "2021-08-12T11:00")]


def moment(text: str) -> datetime:
    return parse_moment(text, zone=CITY_ZONE)


def stand(pack: Pack, at: str, **tables: list[dict[str, object]]) -> Zones:
    with store_of(tables, zone=CITY_ZONE) as store:
        return zones(pack, store, at=moment(at))


def test_a_compound_stays_sealed_until_its_14_times_24_hours_are_over(beijing: Pack) -> None:
    tables = {"zones": [SEALED], "residences": TWO_LIVE_THERE, "tests": BOTH_NEGATIVE}

    (before,) = stand(beijing, "2021-08-12T23:59", **tables).zones
    (after,) = stand(beijing, "2021-08-13T00:00", **tables).zones

    assert (before.state, [reason.rule for reason in before.reasons]) == (ZoneState.KEPT, ["U1.sealing_days"])
    assert before.until == before.reasons[0].until == moment("2021-08-13")
    assert (before.sealed_since, before.residents) == (moment("2021-07-30"), 2)
    assert "336" in before.reasons[0].says.en
    assert (after.state, after.reasons, after.until) == (ZoneState.MAY_BE_ASSESSED, (), None)
    assert after.sealed_since == moment("2021-07-30")


def test_a_round_that_is_not_complete_does_not_end_by_time_alone(beijing: Pack) -> None:
    tables = {"zones": [SEALED], "residences": TWO_LIVE_THERE, "tests": BOTH_NEGATIVE[:1]}

    (zone,) = stand(beijing, "2021-08-12T12:00", **tables).zones

    assert [reason.rule for reason in zone.reasons] == ["U1.sealing_days", "U4.last_round"]
    assert [reason.until for reason in zone.reasons] == [moment("2021-08-13"), None]
    assert zone.until is None
    assert "Of 2 residents on record, 1 have" in zone.reasons[1].says.en


@pytest.mark.parametrize(
    ("table", "row", "rule"),
    [
        ("infections", {"person_id": "p2", "kind": "confirmed", "positive_at": "2021-08-05T10:00"}, "U2.new_infection"),
        ("contacts", {"person_id": "p1", "degree": "close", "last_exposed_at": "2021-08-05T10:00"}, "U3.close_contact"),
    ],
)
def test_a_case_or_a_contact_among_the_residents_keeps_it_sealed(
    beijing: Pack, table: str, row: dict[str, object], rule: str
) -> None:
    stranger = {**row, "person_id": "somebody-else"}
    tables = {"zones": [SEALED], "residences": TWO_LIVE_THERE, "tests": BOTH_NEGATIVE}

    (theirs,) = stand(beijing, "2021-08-13T12:00", **tables, **{table: [row]}).zones
    (nobodys,) = stand(beijing, "2021-08-13T12:00", **tables, **{table: [stranger]}).zones

    assert ([reason.rule for reason in theirs.reasons], theirs.until) == ([rule], moment("2021-08-20"))
    assert "2021" in theirs.reasons[0].says.zh
    assert nobodys.state is ZoneState.MAY_BE_ASSESSED


@pytest.mark.parametrize(
    ("zone", "state", "kinds"),
    [
        (SEALED, ZoneState.KEPT, ("sealed",)),
        ({**SEALED, "until_at": "2021-08-10T12:00"}, ZoneState.NOT_SEALED, ()),
        ({**SEALED, "until_at": "2021-08-10T12:01"}, ZoneState.KEPT, ("sealed",)),
        ({**SEALED, "kind": "controlled"}, ZoneState.NOT_SEALED, ("controlled",)),
    ],
)
def test_only_a_sealing_in_force_seals(
    beijing: Pack, zone: dict[str, object], state: ZoneState, kinds: tuple[str, ...]
) -> None:
    (found,) = stand(beijing, "2021-08-10T12:00", zones=[zone]).zones

    assert (found.state, found.kinds) == (state, kinds)
    assert (found.sealed_since is None) == (state is ZoneState.NOT_SEALED)


def test_a_zone_whose_control_begins_later_is_not_known_yet(beijing: Pack) -> None:
    assert stand(beijing, "2021-07-29T23:59:59", zones=[SEALED]).zones == ()
    assert len(stand(beijing, "2021-07-30", zones=[SEALED]).zones) == 1


def test_without_rules_in_force_nothing_is_said_to_be_ready(beijing: Pack) -> None:
    early = {**SEALED, "from_at": "2021-07-01"}

    (zone,) = stand(beijing, "2021-07-29T12:00", zones=[early], residences=TWO_LIVE_THERE).zones

    assert (zone.state, zone.reasons, zone.until) == (ZoneState.NO_RULES, (), None)


def test_a_compound_without_residents_on_record_says_that_nobody_was_counted(beijing: Pack) -> None:
    moved_out = [{**row, "until_at": "2021-08-01"} for row in TWO_LIVE_THERE]

    (zone,) = stand(beijing, "2021-08-14", zones=[SEALED], residences=moved_out).zones

    assert (zone.state, zone.residents) == (ZoneState.MAY_BE_ASSESSED, 0)


def test_those_kept_sealed_come_first_and_are_counted(beijing: Pack) -> None:
    tables = {
        "zones": [
            {**SEALED, "zone_id": "a-ended", "until_at": "2021-08-01"},
            {**SEALED, "zone_id": "b-ready"},
            {**SEALED, "zone_id": "c-fresh", "from_at": "2021-08-10", "until_at": "2021-08-30"},
        ]
    }

    found = stand(beijing, "2021-08-14", **tables)

    assert [zone.zone_id for zone in found.zones] == ["c-fresh", "b-ready", "a-ended"]
    assert [found.count(state) for state in ZoneState] == [1, 1, 1, 0]
    assert found.zones[0].planned_end == moment("2021-08-30")
    assert found.zones[0].area_name.startswith("北京市海淀区")
