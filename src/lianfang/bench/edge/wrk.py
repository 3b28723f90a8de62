"""Runs wrk, a load generator in C, against a server on this machine, and reads what it says."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

SCRIPT = Path(__file__).with_name("tokens.lua")
UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


class ToolMissing(Refusal):
    code = "bench-tool-missing"
    says = Words("测量需要 {tools}，这台机器上没有。", "This measurement needs {tools}, which this machine lacks.")
    remedy = Words("请安装后再测，例如：apt-get install {packages}。", "Install it, e.g. apt-get install {packages}.")


@dataclass(frozen=True, slots=True)
class Flood:
    """What a run of wrk came to. `refused` are answers other than 2xx and 3xx; `broken` sockets that failed."""

    seconds: float
    answers: int
    refused: int
    broken: int
    p99: float

    @property
    def good_a_second(self) -> float:
        """Answers that were not refusals, in a second."""
        return (self.answers - self.refused) / self.seconds


def must_have(*tools: str) -> None:
    """Refuse (ToolMissing) when one of the tools is not here. Nothing is installed."""
    packages = {"wrk": "wrk", "taskset": "util-linux"}
    missing = [tool for tool in tools if shutil.which(tool) is None]
    if missing:
        raise ToolMissing(tools=", ".join(missing), packages=" ".join(packages[tool] for tool in missing))


def flood(url: str, path: str, tokens: Path, *, connections: int, seconds: int, core: int, threads: int = 1) -> Flood:
    """Ask `url` as fast as `connections` allow, for `seconds`, each time with the next token of the file."""
    command: Sequence[str] = (
        *("taskset", "-c", str(core), "wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--latency"),
        *("--timeout", "10s", "-s", str(SCRIPT), url, "--", path, str(tokens)),
    )
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + 60).stdout
    return read(said)


def read(said: str) -> Flood:
    """What wrk printed, as numbers."""
    total = re.search(r"(\d+) requests in ([\d.]+)(us|ms|s|m),", said)
    if total is None:
        raise ValueError("wrk said nothing that could be read")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s|m)", said)
    return Flood(
        seconds=float(total[2]) * UNITS[total[3]],
        answers=int(total[1]),
        refused=int(refused[1]) if refused else 0,
        broken=sum(map(int, broken.groups())) if broken else 0,
        p99=float(p99[1]) * UNITS[p99[2]] if p99 else 0.0,
    )
