"""Keeps the web server running: starts it, says when it answers, starts it again when it dies, stops it with us."""

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
from threading import Event
from time import monotonic
from types import FrameType

from lianfang.kernel.refusals import Refusal

TARGET = "lianfang.web.wsgi:application"
THREADS = 4  # pages wait on the store and the engine, which let go of Python's lock
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0  # seconds before the next start
WELL_AFTER = 60.0  # seconds of life after which a death counts as the first again
GIVE_UP_AFTER = 5  # deaths in a row without ever answering
GRACE = 10.0  # seconds to finish what is being answered
LOOK_EVERY = 0.2
ANSWER_WITHIN = 2.0
STOPPED, FAILED = 0, 1

Say = Callable[[str], None]


class PortTaken(Refusal):
    code = "port-taken"
    says = "Something else already listens on {host}:{port}."
    remedy = "Stop it, or choose another port: lianfang serve --port {next}."
    status = 503


class NoSuchAddress(Refusal):
    code = "no-such-address"
    says = "This machine cannot listen on {host}:{port} ({why})."
    remedy = "Choose one of this machine's own addresses with --host, and a port you may use with --port."
    status = 503


@dataclass(frozen=True, slots=True)
class Program:
    """What to run, and where. `secret` signs sessions; it outlives a restart of the server."""

    host: str
    port: int
    secret: str
    command: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where people go."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}/"

    def started(self) -> subprocess.Popen[bytes]:
        """The server as a process of its own group, so that it stops whole."""
        command = self.command or _granian(self.host, self.port)
        secrets = {"LIANFANG_SECRET_KEY": self.secret, "DJANGO_SETTINGS_MODULE": "lianfang.web.settings"}
        environment = {**os.environ, **secrets, **self.environment}
        return subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603 — our own command


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
            raise NoSuchAddress(host=host, port=port, why=error.strerror or type(error).__name__) from None


def supervise(program: Program, *, say: Say) -> int:
    """Run until told to stop. 0 when it was told to, 1 when the server cannot be made to answer."""
    stop = Event()
    with _told_by_signals(stop):
        return _Watch(program, say, stop).run()


class _Watch:
    def __init__(self, program: Program, say: Say, stop: Event) -> None:
        self.program, self.say, self.stop = program, say, stop
        self.silent_deaths = 0
        self.wait = FIRST_WAIT

    def run(self) -> int:
        while not self.stop.is_set():
            begun, server = monotonic(), self.program.started()
            answered = self._until_it_ends(server)
            _end(server)
            if self.stop.is_set():
                break
            if not self._again(answered=answered, lived=monotonic() - begun, code=server.returncode):
                return FAILED
        self.say("Stopped.")
        return STOPPED

    def _until_it_ends(self, server: subprocess.Popen[bytes]) -> bool:
        """Wait for its end or ours; whether it ever answered."""
        answered = False
        while server.poll() is None and not self.stop.wait(LOOK_EVERY):
            if not answered and _answers(self.program):
                answered = True
                self.say(f"Lianfang is at {self.program.address} (Ctrl-C stops it).")
        return answered

    def _again(self, *, answered: bool, lived: float, code: int | None) -> bool:
        """Decide on another start, and wait before it: longer each time."""
        if answered and lived > WELL_AFTER:
            self.wait = FIRST_WAIT
        self.silent_deaths = 0 if answered else self.silent_deaths + 1
        if self.silent_deaths >= GIVE_UP_AFTER:
            self.say(f"The web server ended {GIVE_UP_AFTER} times without answering (last code {code}); giving up.")
            self.say("Its own lines above say why. Put that right, then start again.")
            return False
        self.say(f"The web server ended (code {code}); starting it again in {self.wait:g} s.")
        self.stop.wait(self.wait)
        self.wait = min(self.wait * 2, LONGEST_WAIT)
        return True


def _granian(host: str, port: int) -> tuple[str, ...]:
    options = ("--interface", "wsgi", "--host", host, "--port", str(port), "--blocking-threads", str(THREADS))
    return (sys.executable, "-m", "granian", *options, "--no-ws", "--log-level", "warning", TARGET)


def _answers(program: Program) -> bool:
    connection = http.client.HTTPConnection(program.host.strip("[]"), program.port, timeout=ANSWER_WITHIN)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status in (200, 503)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _end(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, and its workers by it; then end the group for certain, workers of a dead server too."""
    server.terminate()
    with suppress(subprocess.TimeoutExpired):
        server.wait(GRACE)
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


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
