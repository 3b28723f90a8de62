import sys
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from lianfang.bench.by_hand import ByHand
from lianfang.bench.colour_rules import ColourRules
from lianfang.bench.measure import Withdrawn
from lianfang.bench.throwaway import ENGINES, Engine, install, waiting

ALL_GREEN = "def decide(rows):\n    return [0] * rows.num_rows\n"
PYTHON = Path(sys.executable)


@pytest.fixture
def rows(tmp_path):
    path = tmp_path / "prepared.parquet"
    parquet.write_table(pa.table({"person": [1, 2, 3]}), path)
    return path


@pytest.fixture
def an_engine(tmp_path):
    """An engine that is a script of our own, asked in the tests' own environment."""

    def make(text: str) -> Engine:
        script = tmp_path / "script.py"
        script.write_text(text, encoding="utf-8")
        return Engine("own", "an engine of our own", "own==1", str(script))

    return make


@pytest.fixture
def no_index(tmp_path, monkeypatch):
    """A uv that cannot reach a package index."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "uv").write_text("#!/bin/sh\nexit 2\n", encoding="utf-8")
    (folder / "uv").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_an_engine_decides_as_often_as_asked_and_says_how_long_it_took(rows, tmp_path, an_engine):
    with waiting(an_engine(ALL_GREEN), PYTHON, rows, tmp_path / "colours.parquet") as peer:
        seconds = [peer.turn(), peer.turn()]

    table = parquet.read_table(tmp_path / "colours.parquet")
    assert all(0 < each < 60 for each in seconds)
    assert table.to_pydict() == {"person": [1, 2, 3], "colour": [0, 0, 0]}


@pytest.mark.parametrize(
    "text",
    ["raise SystemExit(1)\n", "def decide(rows):\n    raise SystemExit(1)\n"],
    ids=["at its start", "in a turn"],
)
def test_an_engine_that_stops_withdraws_with_a_sentence(rows, tmp_path, an_engine, text):
    with (
        pytest.raises(Withdrawn, match="an engine of our own is skipped"),
        waiting(an_engine(text), PYTHON, rows, tmp_path / "colours.parquet") as peer,
    ):
        peer.turn()


def test_an_engine_ends_with_its_block_even_when_that_fails(rows, tmp_path, an_engine):
    started = []

    with suppress(KeyboardInterrupt), waiting(an_engine(ALL_GREEN), PYTHON, rows, tmp_path / "colours.parquet") as peer:
        started.append(peer)
        raise KeyboardInterrupt

    with pytest.raises(Withdrawn):
        started[0].turn()


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.key)
def test_without_a_package_index_an_engine_is_skipped_with_a_sentence(no_index, tmp_path, engine):
    with pytest.raises(Withdrawn, match=f"{engine.title} is skipped: {engine.requirement} could not be installed"):
        install(engine, tmp_path / "environment")


def test_without_other_engines_the_run_goes_on_with_ours(no_index, decided, by_hand: ByHand, tmp_path):
    rules = ColourRules(by_hand, tmp_path, people=500)

    timings = rules.measure(rounds=1, say=lambda _line: None)

    assert [timing.key for timing in timings] == ["expressions", "case"]
    assert len(rules.skipped) == len(ENGINES)
    assert rules.faults(timings) == []


def test_an_engine_that_gives_other_colours_is_a_fault(decided, by_hand: ByHand, tmp_path, an_engine, monkeypatch):
    monkeypatch.setattr("lianfang.bench.colour_rules.install", lambda _engine, _folder: PYTHON)
    rules = ColourRules(by_hand, tmp_path, people=decided.people, engines=(an_engine(ALL_GREEN),))

    timings = rules.measure(rounds=1, say=lambda _line: None)

    (fault,) = rules.faults(timings)
    assert "an engine of our own and CASE by hand differ in colour on" in fault


def test_no_other_engine_is_in_our_own_locks():
    root = Path(__file__).parents[2]
    names = [engine.requirement.split("==")[0] for engine in ENGINES]

    for lock in root.glob("requirements*.lock"):
        text = lock.read_text(encoding="utf-8").lower()
        assert [name for name in names if f"\n{name}==" in text] == []
