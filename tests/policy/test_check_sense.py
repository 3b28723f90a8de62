"""What reads and still makes no sense."""

import pytest

from lianfang.policy.faults import Place
from tests.policy.in_english import InEnglish

ENTRY = "measures/entry/rules.yaml"


def test_a_value_that_begins_after_the_rule_that_needs_it_is_refused(draft):
    line = draft.line(ENTRY, "- id: E8.linked")
    draft.change("values/link_days.yaml", "from: 2022-01-22", "from: 2022-01-23")

    faults = draft.faults()

    assert faults[0] == InEnglish(
        Place(ENTRY, line),
        "The rule E8.linked is in force from 2022-01-22 and needs link_days, but it begins on 2022-01-23.",
        "Begin link_days on 2022-01-22 (line 1 of values/link_days.yaml).",
    )


@pytest.mark.parametrize(
    ("declared", "why"),
    [
        ("is: county.has_risk_area", "it is an expression over other facts"),
        ("is: not county.has_risk_area", "it is an expression over other facts"),
    ],
)
def test_a_place_reached_from_a_person_counts_rows_and_nothing_more(draft, declared, why):
    declared = declared.replace("county.", "")
    line = draft.add(
        "facts/more.yaml", f"facts:\n  - name: county.other\n    {declared}\n    title: {{zh: 他, en: other}}\n"
    )
    draft.change(ENTRY, "when: outside and not commuter", "when: outside and not current_county.other")

    fault = draft.faults()[0]

    assert fault.place == Place("facts/more.yaml", line + 1)
    assert fault.says.en == f"county.other is reached as current_county.other (by the rule E3.everyone), but {why}."


def test_a_zone_counted_through_its_residents_cannot_be_reached_from_a_row(draft):
    draft.change(
        "facts/health.yaml",
        "not_ended(until_at) and zone.is_sealed",
        "not_ended(until_at) and zone.last_infection is null",
    )
    line = draft.line("facts/zones.yaml", "- name: zone.last_infection")

    fault = draft.faults()[0]

    assert fault.place == Place("facts/zones.yaml", line)
    assert "is reached as zone.last_infection (by the fact lives_in_sealed_zone)" in fault.says.en
    assert "it is counted through residences" in fault.says.en


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("false", "it says false"),
        ("linked_place is not null and false", "it says false"),
        (
            "days_since(linked_place) > 14 and outside and days_since(linked_place) < 15",
            "days_since(linked_place) > 14 and days_since(linked_place) < 15 leave no room",
        ),
        (
            "hours_since(linked_place) > 24 and hours_since(linked_place) <= 24",
            "hours_since(linked_place) > 24 and hours_since(linked_place) <= 24 leave no room",
        ),
    ],
)
def test_a_rule_that_can_never_match_is_told(draft, when, why):
    draft.change(ENTRY, "when: linked_place is not null", f"when: {when}")
    line = draft.line(ENTRY, "- id: E8.linked")

    assert draft.faults()[0] == InEnglish(
        Place(ENTRY, line),
        f"The condition of the rule E8.linked can never hold: {why}.",
        "Mend its “when”, or take it out.",
    )


def test_between_two_hours_there_is_room(draft):
    draft.change(
        ENTRY,
        "when: linked_place is not null",
        "when: hours_since(linked_place) > 24 and hours_since(linked_place) < 25",
    )

    assert not any("can never hold" in fault.says.en for fault in draft.faults())
