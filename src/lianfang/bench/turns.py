"""One piece of work in a process of its own: how long it took, how much of the processors, how much memory."""

import multiprocessing
import resource
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import duckdb

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

Given = TypeVar("Given")
Work = Callable[[Given], Mapping[str, float] | None]
LOOK_EVERY = 0.2  # seconds between two looks at whether the work is done


class TurnStopped(Refusal):
    code = "bench-turn-stopped"
    says = Words("“{what}”中途停止：{why}。", "“{what}” stopped on its way: {why}.")
    remedy = Words(
        "减少人数（--people），或腾出内存和磁盘空间后再运行。",
        "Give fewer people (--people), or free memory and disk space, then run it again.",
    )


@dataclass(frozen=True, slots=True)
class Turn:
    """Seconds by the clock and of the processors, the most memory the process held, in MB, and what the work told."""

    seconds: float
    cpu_seconds: float
    peak_mb: int
    told: Mapping[str, float] = field(default_factory=dict)


def take_turn(what: str, work: Work[Given], given: Given, tick: Callable[[], None]) -> Turn:
    """Do `work(given)` in a new process; both have to be importable and picklable. `tick` is called while it runs.

    An interruption ends the process too. Raises TurnStopped.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_do, args=(theirs, work, given), daemon=True)
    process.start()
    theirs.close()
    try:
        while not ours.poll(LOOK_EVERY):
            tick()
        answer = ours.recv()
    except EOFError:
        process.join()
        raise TurnStopped(what=what, why=_ended(process.exitcode)) from None
    finally:
        process.terminate()
        process.join()
        ours.close()
    if not isinstance(answer, Turn):
        raise TurnStopped(what=what, why=Words(str(answer), str(answer)))
    return answer


def _ended(code: int | None) -> Words:
    if code is not None and code < 0:
        return Words(f"进程被信号 {-code} 终止", f"its process was ended by signal {-code}")
    return Words(f"进程以 {code} 结束", f"its process ended with {code}")


def _do(answers: Connection, work: Work[Given], given: Given) -> None:
    """In the new process. What the machine or the platform refuses is told in one line; a bug shows its own trace."""
    began, used = time.perf_counter(), _cpu()
    try:
        told = work(given)
    except (Refusal, duckdb.Error, OSError, MemoryError) as error:
        answers.send(str(error).splitlines()[0][:200] if str(error) else type(error).__name__)
        return
    answers.send(Turn(time.perf_counter() - began, _cpu() - used, _peak_mb(), told or {}))


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _peak_mb() -> int:
    """The most memory this process held. What getrusage says begins with what its parent held when it started it."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM:"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
