"""A piece of work in a process of its own: its time, its memory, and its end when something goes wrong."""

import os
import signal
import time
from pathlib import Path

import pytest

from lianfang.bench.turns import Turn, TurnStopped, take_turn

HUNDRED_MB = 100 * 2**20


def quick(_given: int) -> None:
    """Nothing."""


def hold(given: int) -> None:
    """So many bytes, for a moment."""
    held = bytearray(given)
    held[::4096] = b"x" * len(held[::4096])


def busy(given: float) -> None:
    """The processor, for so many seconds of it."""
    while time.process_time() < given:
        pass


def refused(given: Path) -> None:
    """A file that is not there."""
    given.read_bytes()


def killed(_given: int) -> None:
    """Ended from outside, as by a machine without memory."""
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_turn_tells_time_processor_and_the_memory_of_its_own_process() -> None:
    ours = b"x" * (4 * HUNDRED_MB)

    little = take_turn("quick", quick, 0, lambda: None)
    much = take_turn("hold", hold, 3 * HUNDRED_MB, lambda: None)

    assert much.peak_mb - little.peak_mb > 200
    assert len(ours) // 2**20 > little.peak_mb
    assert 0 < little.seconds < 60


def test_what_the_processors_did_is_told_apart_from_the_clock() -> None:
    turn = take_turn("busy", busy, 1.5, lambda: None)

    assert isinstance(turn, Turn)
    assert 0.05 < turn.cpu_seconds <= turn.seconds * 4


@pytest.mark.parametrize(
    ("work", "given", "why"), [(refused, Path("/nowhere"), "No such file"), (killed, 0, "signal 9")]
)
def test_work_that_stops_is_a_refusal_that_says_why(work, given, why) -> None:
    with pytest.raises(TurnStopped) as stopped:
        take_turn("the work", work, given, lambda: None)

    assert why in str(stopped.value)
    assert "the work" in str(stopped.value)


def test_an_interruption_ends_the_work_too(tmp_path: Path) -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_turn("busy", busy, 60.0, stop)
