"""One supervised command: it says where it is, comes back when it dies, and stops when told."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from lianfang.web import supervisor
from lianfang.web.supervisor import NoSuchAddress, PortTaken, Program, Site, must_be_free, supervise

ANSWERS = """
import http.server, os, sys, threading
class Health(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
    def log_message(self, *_): pass
http.server.HTTPServer.allow_reuse_address = True
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Health).serve_forever()
"""
SOON = 20.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server(port: int, code: str = ANSWERS) -> Program:
    return Program("web server", (sys.executable, "-c", code, str(port)), Site("127.0.0.1", port))


def wait_for(happened: object) -> None:
    until = time.monotonic() + SOON
    while not happened():  # type: ignore[operator]
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def test_a_taken_port_is_said_with_another_one_to_try() -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]

        with pytest.raises(PortTaken) as refused:
            must_be_free("127.0.0.1", port)

    assert str(refused.value) == f"Something else already listens on 127.0.0.1:{port}."
    assert f"--port {port + 1}" in refused.value.next_step()


def test_an_address_that_is_not_ours_is_said_so() -> None:
    with pytest.raises(NoSuchAddress):
        must_be_free("203.0.113.7", 8000)


def test_it_says_its_address_comes_back_after_a_death_and_stops_with_sigterm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_WAIT", 0.05)
    started: list[subprocess.Popen[bytes]] = []
    original = Program.started

    def remembered(self: Program) -> subprocess.Popen[bytes]:
        started.append(original(self))
        return started[-1]

    monkeypatch.setattr(Program, "started", remembered)
    said: list[str] = []
    port = free_port()

    def act() -> None:
        wait_for(lambda: len([line for line in said if "Lianfang is at" in line]) == 1)
        os.kill(started[0].pid, signal.SIGKILL)
        wait_for(lambda: len([line for line in said if "Lianfang is at" in line]) == 2)
        os.kill(os.getpid(), signal.SIGTERM)

    actor = threading.Thread(target=act)
    actor.start()
    code = supervise(server(port), say=lambda words: said.append(words.en))
    actor.join()

    assert code == 0
    assert said[0] == f"Lianfang is at http://127.0.0.1:{port}/ (Ctrl-C stops it)."
    assert any("starting it again" in line for line in said)
    assert len(started) == 2
    assert all(process.poll() is not None for process in started)


def test_it_gives_up_with_a_next_step_when_the_server_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST_WAIT", 0.02)
    said: list[str] = []

    code = supervise(server(free_port(), "raise SystemExit(3)"), say=lambda words: said.append(words.en))

    assert code == 1
    assert "giving up" in said[-2]
    assert "start again" in said[-1]


def test_a_program_beside_the_server_is_kept_running_and_stops_with_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(supervisor, "FIRST_WAIT", 0.05)
    turns = tmp_path / "turns"
    code = f"import os, time; open({str(turns)!r}, 'a').write(f'{{os.getpid()}}\\n'); time.sleep(60)"
    beside = Program("worker one", (sys.executable, "-c", code))
    said: list[str] = []

    def pids() -> list[int]:
        return [int(line) for line in turns.read_text().split()] if turns.exists() else []

    def act() -> None:
        wait_for(lambda: len(pids()) == 1 and any("Lianfang is at" in line for line in said))
        os.kill(pids()[0], signal.SIGKILL)
        wait_for(lambda: len(pids()) == 2)
        os.kill(os.getpid(), signal.SIGTERM)

    actor = threading.Thread(target=act)
    actor.start()
    code_of_end = supervise(server(free_port()), beside, say=lambda words: said.append(words.en))
    actor.join()

    assert code_of_end == 0
    assert [line for line in said if "worker one" in line] == [
        "The worker one ended (code -9); starting it again in 0.05 s."
    ]
    with pytest.raises(ProcessLookupError):
        os.kill(pids()[1], 0)


def test_when_one_program_cannot_run_the_others_are_stopped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_WAIT", 0.01)
    monkeypatch.setattr(supervisor, "LONGEST_WAIT", 0.02)
    said: list[str] = []

    code = supervise(
        server(free_port()),
        Program("worker one", (sys.executable, "-c", "exit(3)")),
        say=lambda words: said.append(words.en),
    )

    assert code == 1
    assert any("worker one ended 5 times without coming up" in line for line in said)


def test_a_program_that_is_not_there_stops_the_others_and_is_said() -> None:
    said: list[str] = []

    code = supervise(
        server(free_port()), Program("worker one", ("/nowhere/at-all",)), say=lambda words: said.append(words.en)
    )

    assert code == 1
    assert any("worker one cannot be started" in line for line in said)


def test_the_command_refuses_a_folder_of_real_data_before_it_serves(tmp_path: Path) -> None:
    real = tmp_path / "city"
    real.mkdir()
    (real / "persons.csv").write_text("person_id\nreal-1\n", encoding="utf-8")
    line = "import sys; from lianfang.cli.main import run; sys.exit(run())"
    options = ["serve", "--data", str(tmp_path), "--port", str(free_port())]

    ran = subprocess.run(
        [sys.executable, "-c", line, *options], capture_output=True, text=True, timeout=60, check=False
    )

    assert ran.returncode == 2
    assert "not marked as a demonstration city" in ran.stderr
    assert "Traceback" not in ran.stderr
