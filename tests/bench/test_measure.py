import pytest

from lianfang.bench.measure import SHORTEST_TURN, Contestant, Timing, Withdrawn, alternate, times_as_fast


def scripted(key, seconds, *, people=100, log=None):
    """A contestant whose turns take the seconds given, one after the other."""
    turns = iter(seconds)

    def run():
        if log is not None:
            log.append(key)
        found = next(turns)
        if isinstance(found, Exception):
            raise found
        return found

    return Contestant(key, key, people, run)


def quiet(_line):
    pass


def test_the_first_round_stands_apart_and_the_median_of_the_others_counts():
    (timing,), reasons = alternate([scripted("one", [9.0, 2.0, 1.0, 4.0])], rounds=3, say=quiet)

    assert (timing.first, timing.rounds, timing.seconds) == (9.0, [2.0, 1.0, 4.0], 2.0)
    assert timing.people_per_second == 50
    assert reasons == []


def test_contestants_take_turns_in_an_order_that_turns_round():
    log = []

    alternate([scripted(key, [1.0] * 3, log=log) for key in ("a", "b", "c")], rounds=2, say=quiet)

    assert "".join(log) == "abccbaabc"


def test_quick_work_is_repeated_until_a_turn_is_long_enough():
    log = []
    quick = SHORTEST_TURN / 3

    (timing,), _ = alternate([scripted("one", [quick] * 8, log=log)], rounds=1, say=quiet)

    assert 6 <= len(log) <= 8
    assert timing.rounds == [pytest.approx(quick)]


def test_a_ratio_is_taken_round_by_round_so_that_a_slow_minute_of_the_machine_does_not_tell():
    mine = Timing("a", "a", people=100, rounds=[1.0, 10.0, 1.0])
    theirs = Timing("b", "b", people=100, rounds=[2.0, 20.0, 4.0])

    assert times_as_fast(mine, theirs) == 2.0
    assert times_as_fast(theirs, mine) == 0.5


def test_a_ratio_compares_people_per_second_though_one_had_fewer_people():
    mine = Timing("a", "a", people=1000, rounds=[1.0])
    theirs = Timing("b", "b", people=10, rounds=[1.0])

    assert times_as_fast(mine, theirs) == 100


def test_one_who_withdraws_is_left_out_with_the_reason_and_the_others_go_on():
    said = []

    timings, reasons = alternate(
        [scripted("a", [1.0] * 4), scripted("b", [1.0, Withdrawn("b fell asleep")])], rounds=3, say=said.append
    )

    assert [timing.key for timing in timings] == ["a"]
    assert reasons == ["b fell asleep"]
    assert len(timings[0].rounds) == 3
    assert "b fell asleep" in said
