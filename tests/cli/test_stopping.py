"""A command that is told to end ends with 130, says so, and leaves nothing half-made."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lianfang.facts.demo import make_demo_city

PROGRAM = "import sys; from lianfang.cli.main import run; sys.exit(run())"
PACK = Path(__file__).resolve().parents[2] / "policies" / "beijing"


def stopped_at(line: str, number: signal.Signals, temporary: Path, *arguments: object) -> tuple[int, str]:
    """Exit code and what was said by a command that is told to end when it says `line`."""
    running = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *map(str, arguments)],
        env=os.environ | {"TMPDIR": str(temporary)},
        stderr=subprocess.PIPE,
        text=True,
    )
    said = []
    with running:
        for one in running.stderr or ():
            said.append(one)
            if line in one and len(said) == 1:
                running.send_signal(number)
    return running.returncode, "".join(said)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return make_demo_city(tmp_path / "city", people=400, seed=1).folder


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_run_that_is_told_to_end_leaves_no_file_and_no_folder_safety_8(
    city: Path, tmp_path: Path, number: signal.Signals
) -> None:
    temporary, out = tmp_path / "temporary", tmp_path / "out" / "o.parquet"
    temporary.mkdir()
    out.parent.mkdir()
    arguments = ("--pack", PACK, "--facts", city, "--at", "2021-08-11T12:00", "--out", out)

    code, said = stopped_at("decided for", number, temporary, "evaluate", *arguments)

    assert (code, said.splitlines()[-1:]) == (130, ["Interrupted; nothing half-written was left."])
    assert "Traceback" not in said
    assert list(out.parent.iterdir()) == []
    assert [path.name for path in temporary.iterdir() if path.name.startswith("lianfang")] == []


def test_a_city_that_is_told_to_end_while_it_is_made_is_not_there(tmp_path: Path) -> None:
    out = tmp_path / "city"

    code, said = stopped_at("of 200,000", signal.SIGTERM, tmp_path, "demo-city", "--people", "200000", "--out", out)

    assert code == 130
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
