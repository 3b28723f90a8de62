"""What an expression means where it is easy to be wrong: unknown, none, exact hours, birthdays, presence, ties."""

from collections.abc import Mapping, Sequence

import pytest

from lianfang.policy.engines.aggregates import aggregate
from lianfang.policy.engines.meaning import DAY, HOUR, NONE, Meaning, Row, Value
from lianfang.policy.nodes import (
    Age,
    Aggregate,
    All,
    Any,
    Cell,
    Choose,
    Compare,
    Const,
    DayAfter,
    DaysSince,
    FactOf,
    FirstKnown,
    HoursBetween,
    Missing,
    Node,
    Not,
    Now,
    Op,
    PresentUntil,
    Sum,
    Take,
    Type,
)

OFFSET = 8 * HOUR
MIDNIGHT = 18_850 * DAY - OFFSET  # 2021-08-11T00:00+08:00
NOON = MIDNIGHT + 12 * HOUR
YES, NO, UNKNOWN = (Const(value, Type.BOOL) for value in (True, False, None))
FACT = FactOf("fact", Type.INT)
AT, END = Cell("at", Type.INSTANT), Cell("end", Type.INSTANT, optional=True)


def value(node: Node, *, now: int = NOON, row: Row | None = None, fact: Value = None) -> Value:
    return Meaning(now, OFFSET, row or {}, {"fact": fact}).value(node)


def number(written: int) -> Const:
    return Const(written, Type.INT)


@pytest.mark.parametrize("op", Op)
def test_a_comparison_with_none_is_false_whatever_the_comparison(op: Op) -> None:
    assert value(Compare(op, FACT, number(3)), fact=NONE) is False
    assert value(Compare(op, number(3), FACT), fact=NONE) is False


def test_not_of_a_comparison_with_none_is_true() -> None:
    assert value(Not(Compare(Op.LE, FACT, number(3))), fact=NONE) is True


@pytest.mark.parametrize("op", Op)
def test_a_comparison_with_unknown_is_unknown_and_so_is_its_opposite(op: Op) -> None:
    assert value(Compare(op, FACT, number(3)), fact=None) is None
    assert value(Not(Compare(op, FACT, number(3))), fact=None) is None


def test_none_beside_unknown_is_none_in_a_comparison_and_in_a_sum() -> None:
    unknown = Const(None, Type.INT)

    assert value(Compare(Op.EQ, FACT, unknown), fact=NONE) is False
    assert value(Sum(FACT, unknown), fact=NONE) is NONE


@pytest.mark.parametrize(
    ("parts", "every", "some"),
    [
        ((YES, UNKNOWN), None, True),
        ((NO, UNKNOWN), False, None),
        ((YES, NO), False, True),
        ((UNKNOWN, UNKNOWN), None, None),
    ],
)
def test_and_and_or_are_three_valued(parts: tuple[Node, ...], every: bool | None, some: bool | None) -> None:
    assert value(All(parts)) is every
    assert value(Any(parts)) is some


@pytest.mark.parametrize("fact", [None, NONE])
def test_unknown_and_none_are_both_missing_and_both_passed_over(fact: Value) -> None:
    assert value(Missing(FACT), fact=fact) is True
    assert value(FirstKnown((FACT, number(7)), Type.INT), fact=fact) == 7


def test_an_unknown_condition_is_not_an_arm_taken() -> None:
    assert value(Choose(((UNKNOWN, number(1)), (YES, number(2))), number(3), Type.INT)) == 2


@pytest.mark.parametrize(("late", "holds"), [(-1, True), (0, True), (1, False)])
def test_hours_are_exact_to_the_microsecond(late: int, holds: bool) -> None:
    within = Compare(Op.LE, HoursBetween(AT, Now()), number(48))

    assert value(within, row={"at": NOON - 48 * HOUR - late}) is holds


@pytest.mark.parametrize(("at", "days"), [(MIDNIGHT - 1, 1), (MIDNIGHT, 0), (NOON, 0), (NOON + 12 * HOUR, -1)])
def test_days_are_civil_days_in_the_city(at: int, days: int) -> None:
    assert value(DaysSince(AT), row={"at": at}) == days


def test_a_window_ends_at_midnight_after_its_last_day() -> None:
    assert value(DayAfter(AT, number(14)), row={"at": MIDNIGHT + 23 * HOUR}) == MIDNIGHT + 15 * DAY


@pytest.mark.parametrize(
    ("left", "day"),
    [(None, 0), (NOON + 1, 0), (NOON + 3 * DAY, 0), (NOON, 0), (MIDNIGHT, 0), (MIDNIGHT - 1, 1), (NOON - 5 * DAY, 5)],
)
def test_somebody_who_has_not_left_is_present_today(left: int | None, day: int) -> None:
    assert value(DaysSince(PresentUntil(END)), row={"end": left}) == day


@pytest.mark.parametrize(
    ("born", "today", "years"),
    [
        (20180811, 18_850, 3),  # the birthday itself
        (20180812, 18_850, 2),
        (20200229, 18_686, 0),  # 2021-02-28
        (20200229, 18_687, 1),  # 2021-03-01
        (20200229, 19_782, 4),  # 2024-02-29: four years, at last on the day
        (20200229, 19_781, 3),
    ],
)
def test_age_is_completed_years_and_a_leapling_turns_on_the_first_of_march(born: int, today: int, years: int) -> None:
    age = Age(Cell("born", Type.BIRTHDAY))

    assert value(age, now=today * DAY - OFFSET, row={"born": born}) == years
    assert value(age, now=(today + 1) * DAY - OFFSET - 1, row={"born": born}) == years


def taken(take: Aggregate, rows: Sequence[Mapping[str, bool | int | str | None]]) -> Value:
    meaning = Meaning(NOON, OFFSET)
    return aggregate(take, [meaning.for_row(row) for row in rows])


LATEST = Aggregate(Take.LATEST, Cell("area", Type.AREA, optional=True), AT, Type.AREA)
LAST_END = Aggregate(Take.LAST_END, END, None, Type.INSTANT)


def test_of_two_latest_rows_the_greatest_value_is_taken() -> None:
    rows = [{"at": 5, "area": "110105"}, {"at": 5, "area": "410102"}, {"at": 4, "area": "990000"}]

    assert taken(LATEST, rows) == "410102"


def test_latest_passes_over_rows_whose_value_is_unknown_and_is_unknown_when_all_are() -> None:
    assert taken(LATEST, [{"at": 9, "area": None}, {"at": 5, "area": "110105"}]) == "110105"
    assert taken(LATEST, [{"at": 9, "area": None}]) is None


def test_the_last_end_is_unknown_when_one_row_has_no_end() -> None:
    assert taken(LAST_END, [{"end": 5}, {"end": 9}]) == 9
    assert taken(LAST_END, [{"end": 5}, {"end": None}]) is None


@pytest.mark.parametrize("take", [LATEST, LAST_END, Aggregate(Take.SUM, FACT, None, Type.INT)])
def test_a_value_taken_over_no_rows_is_none(take: Aggregate) -> None:
    assert taken(take, []) is NONE


def test_whether_and_how_many_are_known_over_no_rows() -> None:
    assert taken(Aggregate(Take.ANY, None, None, Type.BOOL), []) is False
    assert taken(Aggregate(Take.COUNT, None, None, Type.INT), []) == 0
    assert taken(Aggregate(Take.PEOPLE, None, None, Type.INT), []) == 0
    assert taken(Aggregate(Take.COUNT_DISTINCT, AT, None, Type.INT), []) == 0


def test_rows_of_whom_the_value_is_not_known_are_unknown_not_none() -> None:
    assert taken(Aggregate(Take.MAX, END, None, Type.INSTANT), [{"end": None}]) is None
