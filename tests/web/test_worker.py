"""A worker as a process: killed in the middle of a piece, its successor takes it up at once and does it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

SEED = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from lianfang.domains.work.public import enqueue
from lianfang.domains.casework import commands
from lianfang.domains.casework.tests.given import CHIEF, MORNING, a_matter
commands.attach(matter_id=a_matter().pk, name="a.pdf", data=b"%PDF-1.7", by=CHIEF, at=MORNING)
"""
SOON = 60.0


def environment(data: Path, *, scanner: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIANFANG_")}
    ours = {
        "LIANFANG_DATA_DIR": str(data),
        "LIANFANG_SCAN_COMMAND": scanner,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    return {**kept, **ours, "DJANGO_SETTINGS_MODULE": "lianfang.web.settings"}


def wait_for(store: Path, question: str, answer: object) -> None:
    until = time.monotonic() + SOON
    while True:
        with sqlite3.connect(store, timeout=20) as connection:
            (found,) = connection.execute(question).fetchone() or (None,)
        if found == answer:
            return
        assert time.monotonic() < until, f"{question} gives {found}"
        time.sleep(0.1)


@pytest.mark.thorough
def test_a_killed_workers_piece_is_done_by_its_successor(tmp_path: Path) -> None:
    hangs, quick = environment(tmp_path, scanner="sh -c 'sleep 300'"), environment(tmp_path, scanner="true")
    subprocess.run([sys.executable, "-c", SEED], env=hangs, check=True, timeout=SOON)
    store = tmp_path / "lianfang.sqlite3"
    worker = [sys.executable, "-m", "lianfang.web.worker", "1"]

    first = subprocess.Popen(worker, env=hangs, start_new_session=True)
    wait_for(store, "SELECT state FROM work_item", "running")
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    second = subprocess.Popen(worker, env=quick, start_new_session=True)
    try:
        wait_for(store, "SELECT scan FROM casework_attachment", "clean")
        wait_for(store, "SELECT count(*) FROM work_item", 0)
    finally:
        second.send_signal(signal.SIGTERM)
        assert second.wait(SOON) == 0
