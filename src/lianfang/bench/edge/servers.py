"""Starts servers to measure, each in a process of its own, on this machine only, on one core when asked; ends them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from lianfang.edge.refusals import EdgeNotReady
from lianfang.kernel.config import PREFIX
from lianfang.kernel.words import Words

HOST = "127.0.0.1"
HELLO = Path(__file__).with_name("hello.py")
STARTS_WITHIN, ENDS_WITHIN = 30.0, 15.0  # seconds
UNLIMITED = {"EDGE_TOKEN_LIMIT": "1000000000", "EDGE_NETWORK_LIMIT": "1000000000"}


@contextmanager
def edge_server(
    data: Path, port: int, *, core: int | None = None, settings: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """An edge that serves the files in `data`, in demonstration mode, until the block ends."""
    asked = {"DATA_DIR": str(data), "EDGE_HOST": HOST, "EDGE_PORT": str(port), **(settings or {})}
    with _running([sys.executable, "-m", "lianfang.edge"], asked, port, core) as server:
        yield server


@contextmanager
def hello_server(port: int, *, core: int | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """The same server, set up the same way, that says hello to everybody."""
    with _running([sys.executable, str(HELLO), str(port)], {}, port, core) as server:
        yield server


def children_of(process: int) -> list[int]:
    """The processes a server started: its workers (and what Python's spawning leaves beside them)."""
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


def memory_of(process: int) -> int:
    """Bytes of memory of a server's own, mapped files left out, all its processes together."""
    return sum(_own_memory(one) for one in (process, *children_of(process)))


@contextmanager
def _running(
    command: list[str], settings: Mapping[str, str], port: int, core: int | None
) -> Iterator[subprocess.Popen[bytes]]:
    pinned = [shutil.which("taskset") or "taskset", "-c", str(core)] if core is not None else []
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment |= {PREFIX + name: value for name, value in settings.items()}
    server = subprocess.Popen(
        [*pinned, *command], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, server)
        yield server
    finally:
        _end(server)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    deadline = monotonic() + STARTS_WITHIN
    while monotonic() < deadline and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        sleep(0.05)
    raise EdgeNotReady(
        why=Words(f"端口 {port} 上没有回应", f"nothing answers on port {port}"),
        remedy=Words("请换一个空闲的端口。", "Choose a port that is free."),
    )


def _end(server: subprocess.Popen[bytes]) -> None:
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(ENDS_WITHIN)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _own_memory(process: int) -> int:
    try:
        fields = Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()
    except OSError:
        return 0
    return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE")
