import json
import os
import signal
import subprocess
import sys

import pytest
import typer
from typer.testing import CliRunner

from lianfang.bench.measure import Timing
from lianfang.bench.rules import MOST_MEMORY_MB, RulesReport, _too_much_memory
from lianfang.cli import bench
from lianfang.cli import main as command


def a_report(*faults: str) -> RulesReport:
    """What a run of few people may have found."""

    def timing(key: str, *rounds: float) -> Timing:
        return Timing(key, f"the {key} one", 1000, first=1.0, rounds=list(rounds))

    return RulesReport(
        release="r",
        people=1000,
        rounds=3,
        whole_pack=(timing("engine", 4, 4, 4), timing("by_hand", 1, 2, 2)),
        twelve=(timing("expressions", 1, 1, 1), timing("case", 1, 1, 1)),
        evaluate_peak_rss_mb=321,
        faults=faults,
        skipped=("zen is skipped: somebody sleeps.",),
    )


@pytest.fixture
def run(monkeypatch):
    app = typer.Typer()
    bench.add_to(app)

    def call(*arguments: str, report: RulesReport | None = None):
        if report is not None:
            monkeypatch.setattr(bench, "bench_rules", lambda *_args, **_options: report)
        return CliRunner().invoke(app, ["bench", "rules", *arguments])

    return call


def test_a_run_that_agrees_prints_rates_ratios_and_memory_and_ends_well(run):
    result = run(report=a_report())

    assert result.exit_code == 0
    assert "the engine one" in result.stdout
    assert "0.5 ×" in result.stdout
    assert "321 MB" in result.stdout
    assert "All answers agree on every row." in result.stdout
    assert "zen is skipped" in result.stdout


def test_answers_that_differ_end_with_exit_code_1_and_the_rows(run):
    result = run(report=a_report("A and B differ in colour on 1 rows, first p1."))

    assert result.exit_code == 1
    assert "differ in colour on 1 rows, first p1." in result.stderr
    assert "All answers agree" not in result.stdout


def test_json_is_one_object_and_nothing_else_and_the_file_holds_the_same(run, tmp_path):
    out = tmp_path / "new" / "rules.json"

    result = run("--json", "--out", str(out), report=a_report())

    found = json.loads(result.stdout)
    assert found == json.loads(out.read_text(encoding="utf-8"))
    assert found["ratios"] == {"engine_to_by_hand": 0.5, "expressions_to_case": 1.0}
    assert found["agree"] is True
    assert found["evaluate_peak_rss_mb"] == 321


def test_a_city_that_cannot_be_is_refused_in_a_sentence(monkeypatch, capfd):
    monkeypatch.setattr("sys.argv", ["lianfang", "bench", "rules", "--people", "50"])

    assert command.run() == 2
    assert "cannot have 50 people" in capfd.readouterr().err


def test_a_request_to_end_in_the_middle_of_a_query_ends_with_130_and_leaves_nothing(tmp_path):
    program = "import sys; from lianfang.cli.main import run; sys.exit(run())"
    command = [sys.executable, "-c", program, "bench", "rules", "--people", "3000"]
    running = subprocess.Popen(command, env=os.environ | {"TMPDIR": str(tmp_path)}, stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    with running:
        for line in running.stderr:
            if "our engine" in line:  # it is now deciding again and again
                running.send_signal(signal.SIGTERM)
                break
        said = running.stderr.read()

    assert running.returncode == 130
    assert "Traceback" not in said
    assert "Interrupted" in said
    assert list(tmp_path.iterdir()) == []


def test_fewer_rounds_than_a_median_needs_are_refused(run):
    assert run("--rounds", "2", report=a_report()).exit_code == 2


@pytest.mark.parametrize(
    ("people", "peak", "too_much"),
    [
        (1_000_000, MOST_MEMORY_MB - 1, False),
        (1_000_000, MOST_MEMORY_MB, True),
        (2_000_000, MOST_MEMORY_MB, False),
    ],
)
def test_a_million_people_that_need_more_than_4_gib_are_a_fault(people, peak, too_much):
    assert bool(_too_much_memory(people, peak)) is too_much
