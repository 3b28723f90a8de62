"""The policy of a moment made readable, and what differs between two moments, with nothing lost or made up."""

import re
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from lianfang.kernel.clock import CITY_ZONE, parse_moment
from lianfang.kernel.words import Words
from lianfang.policy.differing import Changes, Difference, PolicyAt, difference
from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack
from lianfang.policy.showing import (
    RuleInForce,
    filled,
    policy_in_force,
    stages_words,
    value_words,
    values_behind,
)
from tests.policy.conftest import PackCopy

ROOT = Path(__file__).resolve().parents[2]


def moment(text: str) -> datetime:
    return parse_moment(text, zone=CITY_ZONE)


@pytest.fixture(scope="module")
def beijing() -> Pack:
    return read_pack(ROOT / "policies" / "beijing")


def rules(pack: Pack, at: str) -> dict[str, RuleInForce]:
    found = policy_in_force(pack, moment(at))
    return {rule.rule.id: rule for measure in found.measures for rule in measure.rules}


def between(pack: Pack, start: str, end: str) -> Difference:
    return difference(PolicyAt(pack, moment(start)), PolicyAt(pack, moment(end)))


def ids(changes: Changes) -> tuple[list[str], list[str], list[str]]:
    begun, ended, changed = changes.begun, changes.ended, changes.changed
    return [x.id for x in begun], [x.id for x in ended], [x.id for x in changed]


def test_a_rule_says_the_number_of_the_day_and_keeps_the_titles_of_facts(beijing: Pack) -> None:
    rule = rules(beijing, "2021-08-11")["E1.history_outside"]

    assert rule.says.en.startswith("Within the last 14 days you were in a county")
    assert "[Last present in a restricted county]" in rule.says.en
    assert rule.says.zh.startswith("您14天内")
    assert "［期满之时］" in rule.says.zh
    assert rules(beijing, "2022-07-06")["E1.history_outside"].says.en.startswith("Within the last 7 days")


@pytest.mark.parametrize("step", range(20))
def test_no_text_in_force_is_left_with_an_empty_place(beijing: Pack, step: int) -> None:
    steps = beijing.steps()
    at = steps[step * len(steps) // 20]

    found = policy_in_force(beijing, at)

    texts = [text for m in found.measures for rule in m.rules for text in (rule.says, rule.remedy)]
    assert [text for text in texts if re.search(r"[{}]", text.zh + text.en)] == []
    assert {rule.rule.id for m in found.measures for rule in m.rules} == {
        rule.id for rule in beijing.rules if rule.in_force(at)
    }


def test_everything_in_force_has_a_source_and_has_begun(beijing: Pack) -> None:
    at = moment("2022-02-13")
    found = policy_in_force(beijing, at)

    dated = [*(rule.rule for m in found.measures for rule in m.rules), *found.schedules, *found.checklists]
    assert dated
    assert all(thing.starts <= at and (thing.ends is None or at < thing.ends) for thing in dated)
    cites = [v.step.cite for v in found.values] + [plan.cite for plan in found.schedules]
    assert cites
    assert all(cite.clause and cite.source.title.zh and cite.confidence for cite in cites)


def test_a_plan_ends_at_its_minute_and_a_list_too(beijing: Pack) -> None:
    ends = {plan.ends for plan in (*beijing.schedules, *beijing.checklists) if plan.ends is not None}
    assert ends

    for end in ends:
        found = policy_in_force(beijing, end)
        shown = {(plan.id, plan.starts) for plan in (*found.schedules, *found.checklists)}
        ended = {(plan.id, plan.starts) for plan in (*beijing.schedules, *beijing.checklists) if plan.ends == end}
        assert shown & ended == set()


def test_before_the_first_step_nothing_is_in_force(beijing: Pack) -> None:
    found = policy_in_force(beijing, moment("2019-12-31"))

    assert (found.rules, found.values, found.schedules, found.checklists) == (0, (), (), ())
    assert found.next_step is not None
    assert found.next_step > found.at


def test_the_next_step_is_told_until_there_is_none(beijing: Pack) -> None:
    last = beijing.steps()[-1]

    assert policy_in_force(beijing, moment("2022-07-05T23:59")).next_step == moment("2022-07-06")
    assert policy_in_force(beijing, last).next_step is None


def test_a_notice_has_the_number_people_knew_it_by_on_that_day(beijing: Pack) -> None:
    numbers = [
        rules(beijing, day)["E1.history_outside"].notice_number for day in ("2022-02-11", "2022-02-12", "2022-07-16")
    ]

    assert numbers == ["", "弹窗1", ""]


def test_a_rule_names_the_values_behind_its_facts_too(beijing: Pack) -> None:
    (rule,) = (r for r in beijing.rules_at(moment("2021-12-01")) if r.id == "E1.history_outside")

    found = values_behind(beijing, rule)

    assert found[0] == "entry_window_days"
    assert {"infected_county_cases", "infected_county_days"} <= set(found)
    assert "test_validity_hours" not in found


def test_values_are_told_with_their_units(beijing: Pack) -> None:
    def told(name: str, at: str) -> Words:
        value = beijing.values[name]
        return value_words(value, value.at(moment(at)), beijing.zone)

    assert told("entry_window_days", "2021-08-11") == Words("14天", "14 days")
    assert told("infected_county_cases", "2021-12-01") == Words("1例", "1 case")
    assert told("infected_counties_restricted", "2021-12-01") == Words("是", "yes")
    assert told("crowd_limit_percent", "2021-08-11").en.endswith("%")
    assert told("commuter_rule_since", "2022-01-01") == Words("2021年11月17日", "17 November 2021")
    assert told("entry_window_days", "2021-08-06") == Words("尚无", "not set")


def test_a_name_nobody_knows_stays_readable() -> None:
    assert filled(Words("到{nowhere.x}为止", "until {nowhere.x}"), {}) == Words(
        "到[nowhere.x]为止", "until [nowhere.x]"
    )


def test_stages_are_told_with_their_test_days(beijing: Pack) -> None:
    plans = {plan.id: plan for plan in policy_in_force(beijing, moment("2022-07-06")).schedules}

    assert stages_words(plans["close_contact"]) == Words(
        "集中隔离7天（第1、2、3、5、7天检测），健康监测3天（第3天检测）",
        "central isolation, 7 days (tests on day 1, 2, 3, 5, 7); health monitoring, 3 days (tests on day 3)",
    )


def test_the_step_of_july_2022_shortens_the_window_from_14_to_7_days(beijing: Pack) -> None:
    found = between(beijing, "2022-07-05T23:59", "2022-07-06")

    changed = {value.name: value for value in found.values}
    window = changed["entry_window_days"]
    assert (window.before_words.en, window.after_words.en) == ("14 days", "7 days")
    assert {"E1.history_outside", "E1.history_in_city"} <= set(window.rules)
    assert window.after is not None
    assert window.after.cite.source.key == "entry_2022_07"
    _, ended, rewritten = ids(found.rules)
    assert {"C8.in_risk_county", "E2.same_prefecture", "E5.land_border"} == set(ended)
    assert {"C5.secondary_contact", "E1.history_outside"} <= set(rewritten)
    (secondary,) = (rule for rule in found.rules.changed if rule.id == "C5.secondary_contact")
    colours = [(f.before.en, f.after.en) for f in secondary.fields if f.name == "colour"]
    assert colours == [("red", "yellow")]
    assert "close_contact" in ids(found.schedules)[2]
    assert len(found.facts) == 0


def test_within_one_step_no_rule_and_no_value_differs(beijing: Pack) -> None:
    for first, later in pairwise(beijing.steps()):
        found = difference(PolicyAt(beijing, first), PolicyAt(beijing, first + (later - first) / 2))
        onward = difference(PolicyAt(beijing, first), PolicyAt(beijing, later))

        assert len(found.rules) + len(found.values) == 0
        assert len(onward.rules) + len(onward.values) > 0


def test_looking_back_turns_begun_and_ended_round(beijing: Pack) -> None:
    onward = between(beijing, "2021-08-11", "2022-07-06")
    back = between(beijing, "2022-07-06", "2021-08-11")

    assert [x.id for x in onward.rules.begun]
    assert sorted(x.id for x in onward.rules.begun) == sorted(x.id for x in back.rules.ended)
    assert {(v.name, v.before_words, v.after_words) for v in onward.values} == {
        (v.name, v.after_words, v.before_words) for v in back.values
    }


def test_everything_is_new_at_the_first_step(beijing: Pack) -> None:
    first = beijing.steps()[0]

    found = difference(PolicyAt(beijing, moment("2019-01-01")), PolicyAt(beijing, first))

    assert {rule.id for rule in found.rules.begun} == {rule.id for rule in beijing.rules if rule.in_force(first)}
    assert (found.rules.ended, found.rules.changed) == ((), ())
    assert all(value.before is None and value.before_words.en == "not set" for value in found.values)


def test_a_draft_differs_from_the_release_in_what_was_written_and_nothing_else(beijing: Pack, copied: PackCopy) -> None:
    copied.change("values/entry_window_days.yaml", "value: 14", "value: 7")
    copied.change(
        "facts/whereabouts.yaml",
        "title: {zh: 最近一次抵京, en: Last arrival in the city}",
        "title: {zh: 抵京, en: Arrival}",
    )
    copied.change(
        "facts/whereabouts.yaml", "take: max(arrived_at)\n", "where: leaves_at is null\n    take: max(arrived_at)\n"
    )
    copied.change("measures/code/rules.yaml", "colour: yellow", "colour: red")
    copied.change("checklists/compounds.yaml", "fix_hours: 12", "fix_hours: 13")
    copied.change("notices.yaml", "en: Entry deferred", "en: Please wait")
    at = moment("2021-08-11")

    found = difference(PolicyAt(beijing, at), PolicyAt(read_pack(copied.root), at))

    assert [(v.name, v.before_words.zh, v.after_words.zh) for v in found.values] == [
        ("entry_window_days", "14天", "7天")
    ]
    assert [(f.id, {x.name for x in f.fields}) for f in found.facts.changed] == [
        ("last_arrival", {"title", "definition"})
    ]
    assert ids(found.notices) == ([], [], ["defer_entry"])
    assert ids(found.schedules) == ([], [], [])
    (checklist,) = found.checklists.changed
    assert [field.name for field in checklist.fields] == ["item_changed"]
    coloured = {rule.id: {field.name for field in rule.fields} for rule in found.rules.changed}
    assert {"C3.home_isolation": {"colour"}}.items() <= coloured.items()
    assert all(fields <= {"colour", "notice"} for fields in coloured.values())
    assert (found.rules.begun, found.rules.ended) == ((), ())


def test_a_pack_does_not_differ_from_itself_read_again(beijing: Pack, copied: PackCopy) -> None:
    at = moment("2022-02-13")

    assert len(difference(PolicyAt(beijing, at), PolicyAt(read_pack(copied.root), at))) == 0
