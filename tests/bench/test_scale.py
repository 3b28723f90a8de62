"""`bench scale`: what is promised, what is told, and that nothing is left behind."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from lianfang.bench.scale import LAKE_WORKS, LITTLE_WORKS, SNAPSHOT_WORKS, TENTH_WORKS, WORKS, Scale, ScaleReport
from lianfang.bench.scale_bars import CITY, Row, bars_of
from lianfang.bench.turns import Turn
from lianfang.cli import bench
from lianfang.policy.packs import read_pack

BEIJING = Path(__file__).parents[2] / "policies" / "beijing"
EVERY_WORK = (*TENTH_WORKS, *WORKS, *LITTLE_WORKS, *SNAPSHOT_WORKS, *LAKE_WORKS)


TOLD = {"lowered": {"seconds": 5.0, "people": 100_000.0}, "results": {"p50": 0.5, "p99": 2.0, "results": 2_000.0}}


def rows(**seconds: float) -> dict[str, Row]:
    """What a run may have measured: a second for whatever is not given."""
    return {
        work.key: Row(
            work.key, work.title, CITY, (Turn(seconds.get(work.key, 1.0), 1.0, 2048, TOLD.get(work.key, {})),)
        )
        for work in EVERY_WORK
    }


@pytest.mark.parametrize(
    ("key", "within", "beyond"),
    [
        ("full_to_hand", {"full": 1.5}, {"full": 1.51}),
        ("ten_times", {"full": 11.0}, {"full": 11.1}),
        ("snapshot", {"snapshot": 30.0}, {"snapshot": 30.1}),
        ("changes", {"changes": 2.0}, {"changes": 2.1}),
    ],
)
def test_a_bar_is_met_at_its_limit_and_missed_beyond_it(key: str, within: dict, beyond: dict) -> None:
    assert {bar.key: bar.met for bar in bars_of(rows(**within), CITY)}[key]
    assert not {bar.key: bar.met for bar in bars_of(rows(**beyond), CITY)}[key]


def test_memory_beyond_twelve_gibibytes_or_beyond_a_limit_that_was_set_is_a_bar_missed() -> None:
    much = rows() | {
        key: Row(key, rows()[key].title, CITY, (Turn(1.0, 1.0, peak),))
        for key, peak in (("full", 12_300), ("little", 4_200))
    }

    missed = {bar.key for bar in bars_of(much, CITY) if not bar.met}

    assert missed == {"memory", "little_memory"}


def test_few_people_promise_no_ratio_to_the_query_by_hand_and_a_nation_no_seconds() -> None:
    few = {bar.key: bar.most for bar in bars_of(rows(), 10_000)}
    nation = {bar.key: bar.most for bar in bars_of(rows(), 10 * CITY)}

    assert few["full_to_hand"] is None
    assert nation["snapshot"] is None
    assert nation["full_to_hand"] == 1.5


@pytest.mark.parametrize(("key", "told", "bar"), [("lowered", "seconds", "lowered"), ("results", "p99", "result_p99")])
def test_what_a_piece_of_work_tells_of_the_snapshot_is_held_to_its_bar(key: str, told: str, bar: str) -> None:
    within, beyond = rows(), rows()
    late = {**TOLD[key], told: TOLD[key][told] + 0.1}
    beyond[key] = Row(key, within[key].title, CITY, (Turn(1.0, 1.0, 2048, late),))

    assert {each.key: each.met for each in bars_of(within, CITY)}[bar]
    assert not {each.key: each.met for each in bars_of(beyond, CITY)}[bar]


class Silent:
    def step(self, what) -> None: ...

    def tick(self, done=None, of=None) -> None: ...


@pytest.fixture
def run(monkeypatch, tmp_path):
    app = typer.Typer()
    bench.add_to(app)

    def call(*arguments: str, people: int = CITY, faults: tuple[str, ...] = (), **seconds: float):
        found = rows(**seconds)
        report = ScaleReport(
            people, 3 * people, 1, "release", tuple(found.values()), tuple(bars_of(found, people)), faults
        )
        monkeypatch.setattr(Scale, "run", lambda self, folder: report)
        return CliRunner().invoke(app, ["bench", "scale", *arguments])

    return call


def test_promises_that_are_kept_are_told_in_a_table_and_end_well(run) -> None:
    result = run(full=1.2)

    assert result.exit_code == 0
    assert "1.20 ×" in result.stdout
    assert "≤ 1.5 ×" in result.stdout
    assert "MISSED" not in result.stdout


@pytest.mark.parametrize("bad", [{"full": 2.0}, {"faults": ("A and B differ in colour on 1 rows, first p1.",)}])
def test_a_bar_missed_or_a_decision_that_differs_ends_with_exit_code_1(run, bad) -> None:
    result = run(**bad)

    assert result.exit_code == 1
    assert ("MISSED" in result.stdout) == ("full" in bad)
    assert ("differ in colour" in result.stderr) == ("faults" in bad)


def test_json_is_one_object_and_the_file_holds_the_same(run, tmp_path) -> None:
    out = tmp_path / "new" / "scale.json"

    result = run("--json", "--out", str(out))

    found = json.loads(result.stdout)
    assert found == json.loads(out.read_text(encoding="utf-8"))
    assert {bar["key"] for bar in found["bars"]} >= {"full_to_hand", "memory", "ten_times", "snapshot", "changes"}
    assert all(row["people_per_second"] > 0 for row in found["rows"])


def test_fewer_people_than_a_city_can_have_are_refused(run) -> None:
    assert run("--people", "10").exit_code == 2


def test_a_request_to_end_while_a_piece_of_work_runs_ends_with_130_and_leaves_nothing(tmp_path: Path) -> None:
    program = "import sys; from lianfang.cli.main import run; sys.exit(run())"
    command = [sys.executable, "-c", program, "bench", "scale", "--people", "2000"]
    with _started(command, tmp_path) as running:
        for line in running.stderr:
            if "full run" in line:
                running.send_signal(signal.SIGTERM)
                break
        said = running.stderr.read()

    assert running.returncode == 130
    assert "Traceback" not in said
    assert "Interrupted" in said
    assert list(tmp_path.iterdir()) == []


@contextmanager
def _started(command: list[str], temporary: Path):
    environment = os.environ | {"TMPDIR": str(temporary), "LANG": "C"}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as running:
        assert running.stderr is not None
        yield running


@pytest.mark.thorough
def test_a_small_city_is_measured_from_end_to_end_and_every_decision_agrees(tmp_path: Path) -> None:
    report = Scale(BEIJING, read_pack(BEIJING).release, 4_000, 1, "4GiB", Silent()).run(tmp_path)

    assert report.faults == ()
    assert {row.key for row in report.rows} == {work.key for work in EVERY_WORK}
    assert report.facts > 2 * report.people
    assert all(bar.measured > 0 for bar in report.bars)
    (lowered,) = (row for row in report.rows if row.key == "lowered")
    assert lowered.turns[0].told["people"] > report.people / 2
