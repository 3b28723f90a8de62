"""Bars of the edge are held to what was measured, each by itself."""

from collections import Counter

import pytest

from lianfang.bench.edge.overload import Overload
from lianfang.bench.edge.rates import BARS, HELLO, Plan, Rates, _ratios
from lianfang.bench.edge.wrk import Flood
from lianfang.bench.measure import Timing
from lianfang.bench.morning.score import Score, Times
from lianfang.cli.bench_edge import as_object


def timing(key: str, *rounds: float) -> Timing:
    return Timing(key, key, 1_000_000, first=99.0, rounds=list(rounds))


def flood(good: int, *, refused: int = 0, broken: int = 0) -> Flood:
    return Flood(seconds=10.0, answers=good * 10 + refused, refused=refused, broken=broken, p99=0.05)


def flooded(**changes: object) -> Overload:
    accepted = Times()
    for _ in range(100):
        accepted.add(0.04)
    told = {
        "plan": Plan(),
        "seconds": 60,
        "connections": 320,
        "peak": flood(1_000),
        "during": flood(900, refused=5_000),
        "after": flood(980),
        "probe": Score(accepted=accepted, outcomes=Counter()),
        "memory_before": 100 << 20,
        "memory_after": 110 << 20,
    }
    return Overload(**{**told, **changes})


def test_ratios_are_taken_within_a_round_so_that_a_slow_round_is_slow_for_both():
    hello, kept = timing(HELLO, 20, 40, 80), timing("kept", 25, 50, 100)

    assert _ratios([hello, kept]) == {"kept": 0.8}
    assert _ratios([kept]) == {}


def test_a_bar_that_is_not_met_is_named():
    ratios = {"query": 0.7, "kept": 0.79, "signed": 0.12}
    rates = Rates(Plan(), [], ratios, ["signed: withdrew"])

    assert rates.faults == ["kept: 0.79 of a bare hello, below 0.80", "signed: withdrew"]
    assert set(ratios) == set(BARS)


def test_an_overload_within_its_bars_has_no_fault():
    assert flooded().faults == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"during": flood(700)}, "goodput 0.70"),
        ({"during": flood(900, broken=3)}, "3 connections broken"),
        ({"after": flood(700)}, "recovered to 0.70"),
        ({"memory_after": 200 << 20}, "memory grew by 100 MB"),
        ({"probe": Score(wrong=1)}, "1 wrong answers"),
    ],
)
def test_each_bar_of_an_overload_is_held(changes: dict[str, object], fault: str):
    assert [found for found in flooded(**changes).faults if fault in found]


def test_late_answers_in_an_overload_are_a_fault():
    late = Flood(seconds=10.0, answers=10_000, refused=0, broken=0, p99=0.3)

    assert flooded(during=late).faults == ["answered within 300 ms (p99)"]


def test_results_are_told_to_machines_with_their_bars():
    timings = [timing(HELLO, 20.0), timing("kept", 25.0)]

    told = as_object(Rates(Plan(), timings, _ratios(timings), []), flooded())

    assert told["per_second"] == {HELLO: 50_000, "kept": 40_000}
    assert told["ratios"] == {"kept": 0.8}
    assert (told["flood"]["goodput"], told["flood"]["wrong"]) == (0.9, 0)
