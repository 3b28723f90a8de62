"""What the fuzzer has found and begun from stays answered; a bounded run of it finds nothing new that is not."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.credentials.conftest import ROOT
from tests.credentials.fuzz.target import LAYERS, try_one

CORPUS = Path(__file__).parent / "corpus"
SECONDS = 60


def test_every_input_that_was_kept_is_answered():
    kept = sorted(CORPUS.iterdir())

    for file in kept:
        try_one(file.read_bytes())
    assert {file.read_bytes()[0] % len(LAYERS) for file in kept} == set(range(len(LAYERS)))


@pytest.mark.fuzz
@pytest.mark.thorough
def test_a_minute_of_fuzzing_finds_nothing_that_falls_over(tmp_path):
    run = subprocess.run(
        [
            *(sys.executable, "-m", "tests.credentials.fuzz.run", f"-max_total_time={SECONDS}", "-timeout=10"),
            *("-rss_limit_mb=1024", "-max_len=8192", f"-artifact_prefix={tmp_path}/", str(tmp_path), str(CORPUS)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=SECONDS + 120,
        check=False,
    )
    culprits = {file.name: file.read_bytes().hex() for file in tmp_path.glob("*-*") if "crash" in file.name}

    assert run.returncode == 0, f"{culprits}\n{run.stderr[-3000:]}"
    assert "Done " in run.stderr
