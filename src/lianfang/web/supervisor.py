"""Keeps programs running side by side: starts them, says when they are up, starts them again, stops them with us."""

import errno
import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from time import monotonic
from types import FrameType

from lianfang.kernel.reasons import reason
from lianfang.kernel.refusals import Refusal
from lianfang.kernel.words import Words

TARGET = "lianfang.web.wsgi:application"
WORKER = "lianfang.web.worker"
COMMAND = "lianfang.cli.entry"
THREADS = 4  # pages wait on the store and the engine, which let go of Python's lock
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds before the next start
WELL_AFTER = 60.0  # seconds of life after which a death counts as the first again
GIVE_UP_AFTER = 5  # deaths in a row without ever coming up
SETTLED = 5.0  # seconds of life after which a program without an address is up
GRACE = 10.0  # seconds to finish what is being answered
LOOK_EVERY = 0.2
ANSWER_WITHIN = 2.0
STOPPED, FAILED = 0, 1

Say = Callable[[Words], None]


class PortTaken(Refusal):
    code = "port-taken"
    says = Words("{host}:{port} 已被别的程序占用。", "Something else already listens on {host}:{port}.")
    remedy = Words(
        "请停掉它，或换一个端口：lianfang serve --port {next}。",
        "Stop it, or choose another port: lianfang serve --port {next}.",
    )
    status = 503


class NoSuchAddress(Refusal):
    code = "no-such-address"
    says = Words(
        "本机不能在 {host}:{port} 上提供服务（{why}）。", "This machine cannot listen on {host}:{port} ({why})."
    )
    remedy = Words(
        "请用 --host 选本机自己的地址，用 --port 选允许使用的端口。",
        "Choose one of this machine's own addresses with --host, and a port you may use with --port.",
    )
    status = 503


@dataclass(frozen=True, slots=True)
class Site:
    """Where a server answers: `/health` there says that it is up."""

    host: str
    port: int

    @property
    def address(self) -> str:
        """Where people go."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"


@dataclass(frozen=True, slots=True)
class Program:
    """One thing to keep running. With a `site` it is up when it answers there; without one, when it stays alive."""

    name: str
    command: tuple[str, ...]
    site: Site | None = None
    environment: dict[str, str] = field(default_factory=dict)

    def started(self) -> subprocess.Popen[bytes]:
        """A process of its own group, so that it stops whole."""
        environment = {**os.environ, **self.environment}
        return subprocess.Popen(self.command, env=environment, start_new_session=True)  # noqa: S603 — our own command


def web_server(host: str, port: int, *, secret: str) -> Program:
    """The pages and the API. `secret` signs sessions; it outlives a restart of the server."""
    options = ("--interface", "wsgi", "--host", host, "--port", str(port), "--blocking-threads", str(THREADS))
    command = (sys.executable, "-m", "granian", *options, "--no-ws", "--log-level", "warning", TARGET)
    return Program("web server", command, Site(host, port), _settings(secret))


def worker(name: str, *, secret: str) -> Program:
    """What runs the queue of background work. Started again under its own `name`, it takes up what it had begun."""
    return Program(f"worker {name}", (sys.executable, "-m", WORKER, name), environment=_settings(secret))


def decisions(begin_with: Path | None) -> Program:
    """Keeps everybody's decision true to the lake, which begins with a folder of tables where it lacks."""
    begin = ("--begin-with", str(begin_with)) if begin_with is not None else ()
    return Program("decisions", (sys.executable, "-m", COMMAND, "worker", *begin))


def _settings(secret: str) -> dict[str, str]:
    return {"LIANFANG_SECRET_KEY": secret, "DJANGO_SETTINGS_MODULE": "lianfang.web.settings"}


def must_be_free(host: str, port: int) -> None:
    """Refuse (PortTaken, NoSuchAddress) before anything is started."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(host=host, port=port, next=port + 1 if port < 65535 else 8000) from None
            raise NoSuchAddress(host=host, port=port, why=reason(error)) from None


def supervise(*programs: Program, say: Say) -> int:
    """Run them side by side until told to stop. 0 when told to, 1 when one of them cannot be made to run."""
    stop = Event()
    watches = [_Watch(program, say, stop) for program in programs]
    with _told_by_signals(stop):
        threads = [Thread(target=watch.run, name=watch.program.name) for watch in watches]
        for thread in threads:
            thread.start()
        stop.wait()
        for thread in threads:
            thread.join()
    if any(watch.gave_up for watch in watches):
        return FAILED
    say(Words("已停止。", "Stopped."))
    return STOPPED


class _Watch:
    """Keeps one program running. When it gives up, the others are stopped with it."""

    def __init__(self, program: Program, say: Say, stop: Event) -> None:
        self.program, self.say, self.stop = program, say, stop
        self.silent_deaths = 0
        self.wait = FIRST_WAIT
        self.gave_up = False

    def run(self) -> None:
        try:
            while not self.stop.is_set() and not self.gave_up:
                self._once()
        except OSError as error:
            self.gave_up = True
            why = reason(error)
            self.say(
                Words(
                    f"{self.program.name} 无法启动（{why.zh}）。",
                    f"The {self.program.name} cannot be started ({why.en}).",
                )
            )
        finally:
            self.stop.set()

    def _once(self) -> None:
        begun, process = monotonic(), self.program.started()
        try:
            up = self._until_it_ends(process, begun)
        finally:
            _end(process)
        if not self.stop.is_set():
            self._again(up=up, lived=monotonic() - begun, code=process.returncode)

    def _until_it_ends(self, process: subprocess.Popen[bytes], begun: float) -> bool:
        """Wait for its end or ours; whether it was ever up."""
        up = False
        while process.poll() is None and not self.stop.wait(LOOK_EVERY):
            if not up and self._is_up(begun):
                up = True
                self._say_up()
        return up

    def _is_up(self, begun: float) -> bool:
        site = self.program.site
        return monotonic() - begun > SETTLED if site is None else _answers(site)

    def _say_up(self) -> None:
        if self.program.site is not None:
            address = self.program.site.address
            self.say(Words(f"联防在 {address}（按 Ctrl-C 停止）。", f"Lianfang is at {address} (Ctrl-C stops it)."))

    def _again(self, *, up: bool, lived: float, code: int | None) -> None:
        """Decide on another start, and wait before it: longer each time."""
        if up and lived > WELL_AFTER:
            self.wait = FIRST_WAIT
        self.silent_deaths = 0 if up else self.silent_deaths + 1
        if self.silent_deaths >= GIVE_UP_AFTER:
            self.gave_up = True
            self.say(self._given_up(code))
            self.say(
                Words(
                    "原因见它自己上面的几行。改正后再启动。",
                    "Its own lines above say why. Put that right, then start again.",
                )
            )
            return
        self.say(
            Words(
                f"{self.program.name} 已退出（代码 {code}）；{self.wait:g} 秒后重新启动。",
                f"The {self.program.name} ended (code {code}); starting it again in {self.wait:g} s.",
            )
        )
        self.stop.wait(self.wait)
        self.wait = min(self.wait * 2, LONGEST_WAIT)

    def _given_up(self, code: int | None) -> Words:
        name = self.program.name
        return Words(
            f"{name} 连续 {GIVE_UP_AFTER} 次没有启动成功（最后的代码 {code}）；不再尝试。",
            f"The {name} ended {GIVE_UP_AFTER} times without coming up (last code {code}); giving up.",
        )


def _answers(site: Site) -> bool:
    connection = http.client.HTTPConnection(site.host.strip("[]"), site.port, timeout=ANSWER_WITHIN)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status in (200, 503)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, and its children by it; then end the group for certain, children of a dead parent too."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _told_by_signals(stop: Event) -> Iterator[None]:
    """Ctrl-C and SIGTERM set `stop`; what they did before is put back afterwards."""

    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
