"""Bans are seen to bite: only kernel.clock reads the machine's time, the network is closed, a warning fails the run."""

import json
import socket
import subprocess
import sys
import tomllib
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
RUFF = Path(sys.executable).with_name("ruff")
BANNED = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"][
    "flake8-tidy-imports"
]["banned-api"]


def banned_in(text: str, *, path: str) -> list[str]:
    """What ruff says of names that are banned in `text`, as if it were the file `path`."""
    run = subprocess.run(
        [RUFF, "check", "--no-cache", "--select", "TID251", "--output-format", "json", "--stdin-filename", path, "-"],
        input=text,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return [problem["message"] for problem in json.loads(run.stdout)]


def a_use_of(name: str) -> str:
    package, *rest = name.split(".")
    if package == "django":
        return f"from django.utils import timezone\n\nWHEN = timezone.{rest[-1]}()\n"
    if package == "time":
        return f"import time\n\nWHEN = time.{rest[-1]}()\n"
    return f"from datetime import {rest[0]}\n\nWHEN = {rest[0]}.{rest[1]}()\n"


@pytest.mark.parametrize("name", BANNED)
def test_reading_the_machines_time_is_caught_and_told_what_to_do_instead(name):
    (message,) = banned_in(a_use_of(name), path="src/lianfang/facts/anything.py")

    assert BANNED[name]["msg"] in message


def test_only_the_clock_may_read_the_machines_time():
    text = a_use_of("datetime.datetime.now")

    assert banned_in(text, path="src/lianfang/kernel/clock.py") == []
    assert len(banned_in(text, path="tests/kernel/test_anything.py")) == 1
    assert len(banned_in(text, path="src/lianfang/domains/room/clock.py")) == 1


def test_the_network_is_closed_but_for_this_machine():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=1).close()

    with pytest.raises((RuntimeError, UserWarning), match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_a_warning_fails_the_run():
    with pytest.raises(UserWarning, match="anything"):
        warnings.warn("anything", stacklevel=1)
