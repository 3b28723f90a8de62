"""What a draft would change: every number equals the difference of two whole runs by the reference engine."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from lianfang.decisions.costs import Cost
from lianfang.decisions.preview import DraftOfAnotherCity, Preview, preview
from lianfang.facts.report import Report
from lianfang.facts.store import FactStore, open_store, store_of
from lianfang.kernel.clock import CITY_ZONE, parse_moment, to_micros
from lianfang.policy.engines.reference import Judgement, Reference, missing_names
from lianfang.policy.merging import Outcome
from lianfang.policy.model import Pack
from lianfang.policy.packs import read_pack
from tests.conformance.worlds import World, make_world, plain_tables
from tests.sizes import examples

BEIJING = Path(__file__).resolve().parents[2] / "policies" / "beijing"
NOON = parse_moment("2021-08-11T12:00", zone=CITY_ZONE)
A_NEW_RULE = """
- id: X1.test_on_record
  from: 2021-08-07
  until: 2022-12-07
  when: not has_valid_test
  if_unknown: restrict
  notice: report_in_city
  release: null
  lifts: negative_test
  lifted_by: automatic
  title: {zh: 没有有效核酸, en: No valid test}
  says: {zh: 没有有效核酸。, en: No valid test.}
  remedy: {zh: 请做核酸。, en: Be tested.}
  cite: {source: press_234, clause: 草案}

- id: X2.nobody
  from: 2021-08-07
  until: 2022-12-07
  when: has_valid_test and not has_valid_test
  if_unknown: allow
  entry: refused
  release: null
  title: {zh: 无人符合, en: Nobody}
  says: {zh: 无人。, en: Nobody.}
  remedy: {zh: 无。, en: None.}
  cite: {source: press_234, clause: 草案}
"""
A_PRICE = """
title: {{zh: 草案所用代价, en: Price used in the draft}}
unit: test
history:
  - {{from: 2021-01-01, value: {number}, cite: {{source: press_234, clause: 草案}}}}
"""


def a_draft(folder: Path) -> Path:
    root = folder / "draft"
    shutil.copytree(BEIJING, root)
    return root


def rewrite(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")


@pytest.fixture(scope="session")
def shorter(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The draft in which a stay counts for 7 days, not 14."""
    root = a_draft(tmp_path_factory.mktemp("shorter"))
    rewrite(root / "values/entry_window_days.yaml", lambda text: text.replace("value: 14", "value: 7"))
    return read_pack(root)


@pytest.fixture(scope="session")
def stricter(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """A draft with shorter windows, another colour, a rule fewer, rules more, and some prices."""
    root = a_draft(tmp_path_factory.mktemp("stricter"))
    rewrite(root / "values/entry_window_days.yaml", lambda text: text.replace("value: 14", "value: 7"))
    rewrite(root / "measures/code/rules.yaml", lambda text: text.replace("colour: yellow", "colour: red"))
    rewrite(root / "measures/entry/rules.yaml", without_same_prefecture)
    for name, number in (("daily_tests_per_100_red", 40), ("daily_tests_per_100_notice", 7)):
        (root / "values" / f"{name}.yaml").write_text(A_PRICE.format(number=number), encoding="utf-8")
    return read_pack(root)


def without_same_prefecture(text: str) -> str:
    head, *rules = text.split("\n- id: ")
    kept = [rule for rule in rules if not rule.startswith("E2.same_prefecture")]
    assert len(kept) < len(rules)
    return "\n- id: ".join([head, *kept]) + A_NEW_RULE


def a_store(world: World) -> FactStore:
    return FactStore(plain_tables(world), CITY_ZONE, Report(()), "generated")


def judged(pack: Pack, world: World, at: datetime) -> dict[str, Judgement]:
    engine = Reference(pack, world, moment=at)
    return {person: engine.judge(person, to_micros(at)) for person in engine.world.ids("person")}


def seen(outcome: Outcome) -> tuple[str, str | None, tuple[str, ...]]:
    return (outcome.colour.value, outcome.entry.value if outcome.entry else None, tuple(sorted(outcome.notices)))


def decided(outcome: Outcome) -> tuple[object, ...]:
    return (*seen(outcome), frozenset(outcome.rules), outcome.until)


def positive(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def people_by_rule(rules: Iterable[Iterable[str]]) -> Counter[str]:
    return Counter(rule for matched in rules for rule in matched)


@settings(
    max_examples=examples(2, thorough=12),
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.reuse, Phase.generate],
)
@given(
    seed=st.integers(0, 10**9),
    at=st.sampled_from(["2021-08-07", "2021-08-11T12:00", "2021-11-17T00:00", "2022-01-25T23:59", "2022-04-20T08:00"]),
)
def test_every_number_is_the_difference_of_two_whole_runs_by_the_reference(
    seed: int, at: str, beijing: Pack, stricter: Pack
) -> None:
    moment = parse_moment(at, zone=CITY_ZONE)
    world = make_world(beijing, moment, people=60, seed=seed)
    before, after = judged(beijing, world, moment), judged(stricter, world, moment)
    old, new = ({key: j.outcome for key, j in side.items()} for side in (before, after))
    changed = {key for key in new if decided(old[key]) != decided(new[key])}
    visible = {key for key in new if seen(old[key]) != seen(new[key])}

    with a_store(world) as store:
        found = preview(stricter, beijing, store, at=moment)

    assert (found.people, found.changed, found.seen) == (len(new), len(changed), len(visible))
    assert transitions(found) == Counter((seen(old[key]), seen(new[key])) for key in visible)
    for part, moves in ((0, found.colours), (1, found.entry)):
        believed = Counter((seen(old[k])[part], seen(new[k])[part]) for k in visible)
        assert {(m.before, m.after): m.people for m in moves} == {k: n for k, n in believed.items() if k[0] != k[1]}
    gained = people_by_rule(set(new[key].notices) - set(old[key].notices) for key in new)
    lost = people_by_rule(set(old[key].notices) - set(new[key].notices) for key in new)
    assert {n.id: (n.gained, n.lost) for n in found.notices} == {k: (gained[k], lost[k]) for k in {*gained, *lost}}
    check_rules(found, old, new)
    assert {d.area: d.people for d in found.districts} == Counter(county(world, key, moment) for key in changed)
    matched = people_by_rule(outcome.rules for outcome in new.values())
    assert {rule.id for rule in found.never_fire} == {r.id for r in stricter.rules_at(moment)} - set(matched)
    check_caught(found, old, after)
    check_costs(found, old, new)
    check_samples(found, old, new, changed)


def transitions(found: Preview) -> dict[tuple[object, object], int]:
    sides = [
        ((x.colour, x.entry, x.notices), (y.colour, y.entry, y.notices), n) for x, y, n in map(parts, found.transitions)
    ]
    return {(a, b): people for a, b, people in sides}


def parts(transition: object) -> tuple[object, object, int]:
    return transition.before, transition.after, transition.people  # type: ignore[attr-defined]


def check_rules(found: Preview, old: Mapping[str, Outcome], new: Mapping[str, Outcome]) -> None:
    newly = people_by_rule(set(new[key].rules) - set(old[key].rules) for key in new)
    gone = people_by_rule(set(old[key].rules) - set(new[key].rules) for key in new)
    was, now = (people_by_rule(outcome.rules for outcome in side.values()) for side in (old, new))
    believed = {rule: (was[rule], now[rule], newly[rule], gone[rule]) for rule in {*newly, *gone}}
    assert {rule.id: (rule.before, rule.after, rule.newly, rule.no_longer) for rule in found.rules} == believed


def check_caught(found: Preview, old: Mapping[str, Outcome], after: Mapping[str, Judgement]) -> None:
    only: dict[str, set[str]] = {}
    unknown: Counter[tuple[str, str]] = Counter()
    for key, judgement in after.items():
        rules = [match.rule for match in judgement.matches if judgement.meaning.value(match.rule.when) is None]
        only[key] = {rule.id for rule in rules}
        for rule in rules:
            unknown.update((rule.id, fact) for fact in missing_names(judgement.frozen, rule.when, judgement.meaning))
    newly = people_by_rule(rules - set(old[key].rules) for key, rules in only.items())
    believed = {rule: (people, newly[rule]) for rule, people in people_by_rule(only.values()).items()}
    assert {rule.id: (rule.people, rule.newly) for rule in found.caught} == believed
    assert {(rule.id, fact): n for rule in found.caught for fact, n in rule.unknown.items()} == unknown


def check_costs(found: Preview, old: Mapping[str, Outcome], new: Mapping[str, Outcome]) -> None:
    def tests(side: Mapping[str, Outcome]) -> int:
        inside = [outcome for outcome in side.values() if outcome.entry is None]
        red = sum(outcome.colour == "red" for outcome in inside)
        noticed = sum(outcome.colour == "green" and bool(outcome.notices) for outcome in inside)
        return -(-(40 * red + 7 * noticed) // 100)

    places, daily, visits = found.costs
    assert (daily.before, daily.after, daily.missing) == (tests(old), tests(new), ("daily_tests_per_100_yellow",))
    assert [(cost.before, cost.after, len(cost.missing)) for cost in (places, visits)] == [(None, None, 3)] * 2


def check_samples(
    found: Preview, old: Mapping[str, Outcome], new: Mapping[str, Outcome], changed: Iterable[str]
) -> None:
    assert len(found.samples) == min(10, len(set(changed)))
    for sample in found.samples:
        assert sample.person_id in changed
        for side, outcome in ((sample.before, old[sample.person_id]), (sample.after, new[sample.person_id])):
            until = None if side.until is None else to_micros(side.until)
            assert (side.seen.colour, side.seen.entry, side.seen.notices) == seen(outcome)
            assert (set(side.rules), until) == (set(outcome.rules), outcome.until)


def county(world: World, person: str, at: datetime) -> str | None:
    home = next((row["home_area"] for row in world["persons"] if row["person_id"] == person), None)
    now = to_micros(at)
    stays = [
        (row["arrived_at"], row["area"])
        for row in world["stays"]
        if row["person_id"] == person and row["arrived_at"] <= now and (row["left_at"] is None or row["left_at"] > now)
    ]
    found = home or (max(stays)[1] if stays else None)
    return None if found is None else str(found)[:6]


def test_the_generated_cities_reach_what_is_counted(beijing: Pack, stricter: Pack) -> None:
    with a_store(make_world(beijing, NOON, people=400, seed=3)) as store:
        found = preview(stricter, beijing, store, at=NOON)

    assert min(len(found.colours), len(found.entry), len(found.notices), len(found.districts), len(found.rules)) > 0
    assert [rule.id for rule in found.caught if rule.newly], "nobody is caught only because a fact is unknown"
    assert "X2.nobody" in [rule.id for rule in found.never_fire]
    assert {rule.id: dict(rule.unknown) for rule in found.caught}["X1.test_on_record"].keys() == {"test_report_time"}
    assert len({(s.before.seen, s.after.seen) for s in found.samples}) >= 3


def test_a_stay_of_ten_days_ago_no_longer_defers_when_seven_days_count(beijing: Pack, shorter: Pack) -> None:
    tables = {
        "persons": [{"person_id": "p1", "home_area": "520103"}, {"person_id": "p2", "home_area": "110105"}],
        "area_levels": [{"area_id": "a", "area": "320115", "level": "high", "from_at": "2021-07-25"}],
        "stays": [
            {"person_id": "p1", "area": "320115", "arrived_at": "2021-07-30", "left_at": "2021-08-01T10:00"},
            {"person_id": "p2", "area": "320115", "arrived_at": "2021-08-05", "left_at": "2021-08-06T10:00"},
        ],
    }

    with store_of(tables, zone=CITY_ZONE) as store:
        found = preview(shorter, beijing, store, at=NOON)

    assert (found.people, found.changed, found.seen) == (2, 2, 1)
    assert [(m.before, m.after, m.people) for m in found.entry] == [("deferred", "allowed", 1)]
    assert [(n.id, n.gained, n.lost) for n in found.notices] == [("defer_entry", 0, 1)]
    assert [(r.id, r.before, r.after, r.newly, r.no_longer) for r in found.rules] == [
        ("E1.history_outside", 1, 0, 0, 1)
    ]
    assert {d.area: (d.name.en, d.people) for d in found.districts}["110105"] == ("Chaoyang District", 1)
    (first, second) = found.samples
    assert (first.person_id, first.after.rules, first.after.until) == ("p1", (), None)
    assert str(second.before.until) == "2021-08-21 00:00:00+08:00"
    assert str(second.after.until) == "2021-08-14 00:00:00+08:00"


def test_a_draft_that_says_the_same_changes_nobody(beijing: Pack, demo_city: Path) -> None:
    with open_store(demo_city, zone=CITY_ZONE) as store:
        found = preview(replace(beijing, release="other"), beijing, store, at=NOON)

    assert found.people >= 3_000
    assert (found.changed, found.seen, found.rules, found.transitions, found.samples) == (0, 0, (), (), ())


def test_rules_written_in_another_order_change_nobody(beijing: Pack, demo_city: Path) -> None:
    turned = replace(beijing, rules=tuple(reversed(beijing.rules)), release="turned")

    with open_store(demo_city, zone=CITY_ZONE) as store:
        assert preview(turned, beijing, store, at=NOON).changed == 0


def test_no_facts_at_all_change_nobody(beijing: Pack, shorter: Pack) -> None:
    with store_of({}, zone=CITY_ZONE) as store:
        found = preview(shorter, beijing, store, at=NOON)

    assert (found.people, found.changed, found.districts) == (0, 0, ())
    assert {rule.id for rule in found.never_fire} == {rule.id for rule in shorter.rules_at(NOON)}


def test_prices_that_the_pack_lacks_are_named_and_none_is_made_up(beijing: Pack, shorter: Pack) -> None:
    with store_of({}, zone=CITY_ZONE) as store:
        costs: tuple[Cost, ...] = preview(shorter, beijing, store, at=NOON).costs

    assert [cost.resource for cost in costs] == ["monitoring_places", "daily_tests", "daily_visits"]
    assert all(cost.before is None and cost.after is None and not cost.prices for cost in costs)
    assert costs[2].missing == (
        "daily_visits_per_100_red",
        "daily_visits_per_100_yellow",
        "daily_visits_per_100_notice",
    )


def test_a_draft_for_another_city_is_refused(beijing: Pack) -> None:
    with store_of({}, zone=CITY_ZONE) as store, pytest.raises(DraftOfAnotherCity) as refused:
        preview(replace(beijing, jurisdiction="31"), beijing, store, at=NOON)

    assert "jurisdiction" in refused.value.next_step()


def test_a_second_preview_on_the_same_facts_gives_the_same(beijing: Pack, shorter: Pack) -> None:
    with a_store(make_world(beijing, NOON, people=60, seed=3)) as store:
        first, second = (preview(shorter, beijing, store, at=NOON) for _ in range(2))

    assert first == second
    assert first.changed > 0
