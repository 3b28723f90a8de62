"""A value that moves with now may only stand where the moment of its change is known."""

import pytest

from lianfang.policy.language import parse, parse_take
from lianfang.policy.moving import check_still
from lianfang.policy.nodes import Cell, Type
from lianfang.policy.scope import ExpressionFault, Scope

SCOPE = Scope(
    "a row",
    cells={
        "at": Cell("at", Type.INSTANT),
        "due": Cell("due", Type.INSTANT),
        "born": Cell("born", Type.BIRTHDAY),
        "count": Cell("count", Type.INT),
    },
    facts={"last_there": Type.PRESENCE},
)


@pytest.mark.parametrize(
    "text",
    [
        "days_since(at)",
        "days_since(at) + 1 <= 14",
        "days_since(at) in (1, 2)",
        "coalesce(at, now) <= due",
        "hours_between(now, due) <= 5",
        "hours_since(at) <= days_since(due)",
        "day(now) = day(at)",
        "hours_after(now, 24) >= due",
        "days_since(hours_after(now, 24)) = 0",
        "case when count = 1 then days_since(at) else 0 end <= 3",
        "now",
        "age(born)",
    ],
)
def test_a_value_whose_change_nobody_could_foresee_is_refused(text: str) -> None:
    with pytest.raises(ExpressionFault) as refused:
        check_still(parse(text, SCOPE))

    assert "days_since" in refused.value.suggestion.en


@pytest.mark.parametrize("text", ["min(days_since(at))", "latest(at, now)", "sum(days_since(at) + count)"])
def test_such_a_value_cannot_be_taken_from_rows(text: str) -> None:
    with pytest.raises(ExpressionFault):
        parse_take(text, SCOPE)


@pytest.mark.parametrize(
    "text",
    [
        "days_since(at) <= count + 1",
        "14 >= days_since(at)",
        "days_since(last_there) between 1 and 14",
        "hours_since(at) <= 48",
        "hours_between(at, due) <= 72",
        "not (age(born) <= 3)",
        "at <= now and due > now",
        "days_since(at) is null",
        "day_after(last_there, 14)",
        "day_after(present_until(due), 14)",
        "case when days_since(at) <= 3 then due else at end",
    ],
)
def test_a_value_whose_change_is_known_is_allowed(text: str) -> None:
    check_still(parse(text, SCOPE))


@pytest.mark.parametrize("text", ["days_since(at)", "age(born)", "hours_since(at)"])
def test_a_part_can_be_read_by_itself(text: str) -> None:
    assert parse(text, SCOPE).type in (Type.INT, Type.YEARS, Type.HOURS)


def test_a_last_presence_can_be_taken_from_rows() -> None:
    assert parse_take("max(present_until(due))", SCOPE).type is Type.PRESENCE
