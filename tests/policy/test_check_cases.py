"""Cases are decided, and every boundary and every dated step has to have a case on both sides."""

import re

import pytest

from lianfang.policy.faults import Place
from tests.policy.in_english import InEnglish

CASE = """
- case: A case of our own
  facts:
    {facts}
  expect:
    - {expect}
"""


def drop_cases(copied, text):
    """Take the cases that speak of `text` out of the pack."""
    for path in (copied.root / "cases").glob("*.yaml"):
        cases = re.split(r"(?m)^(?=- case: )", path.read_text(encoding="utf-8"))
        path.write_text("".join(case for case in cases if text not in case), encoding="utf-8")


def about(faults, file):
    return [fault for fault in faults if fault.place.file == file]


def test_the_pack_of_beijing_passes(copied):
    report = copied.check()

    assert report.faults == ()
    assert report.expectations >= 400
    assert report.covered == report.boundaries >= 150


def test_a_failing_case_says_what_was_expected_and_what_was_decided(draft):
    line = draft.add(
        "cases/ours.yaml",
        CASE.format(
            facts="contacts: [{degree: close, last_exposed_at: 2021-08-01}]",
            expect="{at: 2021-08-20T12:00, colour: red, until: 2021-08-16}",
        ),
    )

    assert about(draft.faults(), "cases/ours.yaml") == [
        InEnglish(
            Place("cases/ours.yaml", line + 5),
            "expected colour red, got yellow; expected until 2021-08-16T00:00, got 2021-08-23T00:00"
            " (rules C4.close_contact_monitoring).",
        ),
    ]


def test_a_rule_a_case_expects_but_nobody_wrote_is_answered_with_did_you_mean(draft):
    expect = "{at: 2021-08-20T12:00, rules: [C4.close_contact_monitorin]}"
    facts = "contacts: [{degree: close, last_exposed_at: 2021-08-01}]"
    draft.add("cases/ours.yaml", CASE.format(facts=facts, expect=expect))

    fault = about(draft.faults(), "cases/ours.yaml")[0]

    assert fault.says.en == "expected rules C4.close_contact_monitorin, got C4.close_contact_monitoring."
    assert fault.suggestion.en.endswith("Did you mean “C4.close_contact_monitoring”?")


def test_only_what_is_written_is_compared(draft):
    facts = "contacts: [{degree: close, last_exposed_at: 2021-08-01}]"
    draft.add("cases/ours.yaml", CASE.format(facts=facts, expect="{at: 2021-08-20T12:00, unknown: [current_place]}"))

    assert about(draft.faults(), "cases/ours.yaml") == []


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ("stays: [{area: '3201', arrived_at: 2021-08-01}]", "stays: “area” is not an area code"),
        ("stays: [{area: '320115', arrived_at: 2021-08-32}]", "stays: “arrived_at” is not a moment"),
        ("stays: [{area: '320115'}]", "stays: “arrived_at” is empty but must be filled"),
        ("stays: [{area: '320115', arrived_at: 2021-08-02, left_at: 2021-08-01}]", "“left_at” is before “arrived_at”"),
        ("contacts: [{degree: closed, last_exposed_at: 2021-08-01}]", "“degree” is not one of: close, secondary"),
        ("persons: [{home_area: '110105'}, {home_area: '320115'}]", "two different rows of persons for one person"),
        ("staes: []", "There is no table “staes”."),
    ],
)
def test_a_row_no_reader_of_facts_would_take_is_refused_in_a_case_too(draft, facts, says):
    line = draft.add("cases/ours.yaml", CASE.format(facts=facts, expect="{at: 2021-08-20T12:00, colour: green}"))

    mine = about(draft.faults(), "cases/ours.yaml")

    assert len(mine) == 1
    assert says in mine[0].says.en
    assert line < mine[0].place.line <= line + 3


@pytest.mark.parametrize("expect", ["{at: 2021-08-20T12:00}", "{colour: green}"])
def test_an_expectation_without_a_moment_or_without_anything_expected_is_refused(draft, expect):
    draft.add("cases/ours.yaml", CASE.format(facts="persons: []", expect=expect))

    assert about(draft.faults(), "cases/ours.yaml")


def test_a_time_beyond_every_calendar_is_told_and_harms_nothing(draft):
    release = "release: day_after(linked_place, link_days)"
    far = f"release: day_after(linked_place, {' + '.join(['900000'] * 30)})"
    draft.change("measures/entry/rules.yaml", release, far)
    facts = "links: [{linked_at: 2022-02-01}]"
    expect = "{at: 2022-02-03, rules: [E3.everyone, E8.linked], until: null, holds_until: 2022-02-16}"
    draft.add("cases/ours.yaml", CASE.format(facts=facts, expect=expect))

    told = about(draft.faults(), "cases/ours.yaml")

    assert [fault for fault in told if "> 9999-12-31" in fault.says.en or "leaves the calendar" in fault.says.en]


def test_the_last_minute_of_the_calendar_can_be_decided(draft):
    facts = "contacts: [{degree: close, last_exposed_at: 2099-12-31T23:59}]"
    draft.add(
        "cases/ours.yaml", CASE.format(facts=facts, expect="{at: 2099-12-31T23:59, rules: [], holds_until: null}")
    )

    assert about(draft.faults(), "cases/ours.yaml") == []


def test_a_limit_in_days_without_a_case_on_the_other_side_is_told_with_the_moment_that_covers_it(copied):
    place = Place("measures/entry/rules.yaml", copied.line("measures/entry/rules.yaml", "- id: E5.land_border"))
    drop_cases(copied, "E5.land_border")

    faults = [fault for fault in copied.faults() if fault.place == place]

    limit = next(fault for fault in faults if "days_since" in fault.says.en)
    assert limit.says.en == (
        "No case has days_since(last_in_border_county) at 14 and 15 days"
        " (border_county_days, in force from 2021-11-17)."
    )
    assert limit.suggestion.en == (
        "Write a case with last_in_border_county on 2021-11-17,"
        " {at: 2021-12-01T00:00, …} and {at: 2021-12-02T00:00, …}."
    )


def test_the_moments_that_are_suggested_do_cover_the_limit(copied):
    copied.change("values/secondary_contact_days.yaml", "value: 7", "value: 9")

    limit = next(fault for fault in copied.faults() if "(secondary_contact_days, in force from" in fault.says.en)

    assert limit.says.en.startswith("No case has days_since(last_exposed_at) at 9 and 10 days (secondary_contact_days")
    added = re.findall(r"Add (.+?) to the case “.+?” \((.+?):(\d+)\)\.", limit.suggestion.en)
    assert added
    for ats, file, line in added:
        lines = (copied.root / file).read_text(encoding="utf-8").splitlines(keepends=True)
        expect = next(n for n in range(int(line), len(lines)) if lines[n].strip() == "expect:")
        lines[expect] += "".join(f"    - {{at: {at}, unknown: [x]}}\n" for at in re.findall(r"at: ([^,]+),", ats))
        (copied.root / file).write_text("".join(lines), encoding="utf-8")
    assert "(secondary_contact_days, in force from" not in " ".join(fault.says.en for fault in copied.faults())


def test_a_case_beside_a_limit_counts_only_where_the_comparison_decides(copied):
    """Cases of close contacts are 9 and 10 days old too; they say nothing about the days of secondary contacts."""
    copied.change("values/secondary_contact_days.yaml", "value: 7", "value: 9")

    limit = next(fault for fault in copied.faults() if "(secondary_contact_days, in force from" in fault.says.en)

    assert limit.suggestion.en.startswith("Where cases come near, another condition decides.")


def test_a_value_that_changes_needs_its_limit_covered_anew(copied):
    place = Place("facts/health.yaml", copied.line("facts/health.yaml", "- name: linked_place"))
    copied.add(
        "values/link_days.yaml",
        "  - from: 2022-10-01\n    value: 9\n    cite: {source: popups_2022_07, clause: nine}\n",
    )

    faults = copied.faults()

    [limit] = [fault for fault in faults if fault.place == place]
    assert limit.says.en == "No case has days_since(linked_at) at 9 and 10 days (link_days, in force from 2022-10-01)."
    line = copied.line("values/link_days.yaml", "- from: 2022-10-01")
    [step] = about(faults, "values/link_days.yaml")
    assert step.place.line == line
    assert step.says.en == (
        "No case stands on both sides of 2022-10-01T00:00, when link_days becomes 9,"
        " with the rule matching on one of them."
    )
    assert "{at: 2022-09-30T23:59, …} and {at: 2022-10-01T00:00, …}" in step.suggestion.en


def test_the_beginning_of_a_rule_needs_a_case_on_both_sides(copied):
    line = copied.line("measures/entry/rules.yaml", "- id: E9.spring_festival\n")
    for file in (copied.root / "cases").glob("*.yaml"):
        text = re.sub(r"(?m)^ *- \{at: '?2021-01-27.*\n", "", file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")

    told = [fault for fault in copied.faults() if fault.place == Place("measures/entry/rules.yaml", line)]

    says = "No case stands on both sides of 2021-01-28T00:00, when the rule E9.spring_festival begins,"
    assert [fault.says.en for fault in told] == [f"{says} with the rule matching on one of them."]
    assert told[0].suggestion.en.startswith("Add {at: 2021-01-27T23:59, …} and {at: 2021-01-28T00:00, …} to the case “")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("values/entry_window_days.yaml", "value: 14", "value: 15"),
        ("values/test_exempt_age.yaml", "value: 3", "value: 4"),
        ("measures/entry/rules.yaml", "entry: deferred", "entry: refused"),
        ("facts/health.yaml", "<= close_contact_isolation_days", "< close_contact_isolation_days"),
        ("facts/health.yaml", "coalesce(reported_at, sampled_at) <= now", "coalesce(reported_at, sampled_at) < now"),
        ("measures/unsealing/rules.yaml", "< unsealing_hours", "<= unsealing_hours"),
    ],
)
def test_no_limit_word_or_day_can_be_changed_unnoticed(copied, file, old, new):
    copied.change(file, old, new)

    assert copied.faults()


def test_a_draft_without_cases_is_told_every_boundary_with_an_example(draft):
    report = draft.check()

    assert report.expectations == report.covered == 0
    assert len(report.faults) == report.boundaries > 150
    assert all(fault.suggestion.en for fault in report.faults)
    hours = next(
        fault for fault in report.faults if "hours_since(zone.sealed_since)" in fault.says.en and "336" in fault.says.en
    )
    assert "in the hour before 336 hours and in the hour from 336 hours" in hours.says.en
    child = next(fault for fault in report.faults if "age(birth_date)" in fault.says.en)
    assert "at 3 and 4 years (test_exempt_age" in child.says.en
    assert "Write a case with birth_date on 2018-01-23, {at: 2022-01-22T23:59, …} and {at: 2022-01-23T00:00, …}." in (
        child.suggestion.en
    )


def test_consecutive_periods_with_one_limit_need_one_case(copied):
    place = Place("facts/health.yaml", copied.line("facts/health.yaml", "- name: linked_place"))
    copied.add(
        "values/link_days.yaml",
        "  - from: 2022-10-01\n    value: 7\n    cite: {source: popups_2022_07, clause: seven}\n",
    )

    assert not [fault for fault in copied.faults() if fault.place == place]


def test_an_unknown_column_of_a_case_is_refused_with_the_nearest(copied):
    line = copied.change("cases/history.yaml", "left_at:", "leftat:")

    assert InEnglish(
        Place("cases/history.yaml", line), "a row of stays has no “leftat”.", "Did you mean “left_at”?"
    ) in (copied.faults())


def test_a_rule_that_allows_the_unknown_is_the_packs_own_choice(copied):
    copied.change("measures/code/rules.yaml", "if_unknown: restrict", "if_unknown: allow")

    assert copied.faults() == ()


def test_what_no_rule_needs_is_a_note_and_no_fault(copied):
    copied.add("facts/more.yaml", "facts:\n  - {name: idle, is: not outside, title: {zh: 闲, en: idle}}\n")

    report = copied.check()

    assert report.faults == ()
    assert InEnglish(Place("facts/more.yaml", 2), "No rule needs the fact idle.") in report.notes
    assert any(note.says.en == "No rule needs the value crowd_limit_percent." for note in report.notes)
