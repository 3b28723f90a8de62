"""`lianfang bench codes` times what it says, and its answers are codes that hold."""

import json

import pytest
import typer
from typer.testing import CliRunner

from lianfang.bench import codes as bench
from lianfang.bench import measure
from lianfang.cli import bench as command


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr(bench, "TURN", 2)
    monkeypatch.setattr(bench, "LIST_PLACES", 1 << 12)
    monkeypatch.setattr(bench, "CITY", 4000)
    monkeypatch.setattr(bench, "REVOKED", (0, 100))
    monkeypatch.setattr(measure, "SHORTEST_TURN", 0.0)
    app = typer.Typer()
    command.add_to(app)
    return lambda *arguments: CliRunner().invoke(app, ["bench", "codes", *arguments])


def test_every_algorithm_is_timed_beside_its_bare_signature(run):
    told = json.loads(run("--json", "--rounds", "3").stdout)

    assert set(told["microseconds"]) == {
        *(f"{name}-{work}" for name in ("Ed25519", "ES256") for work in ("sign", "bare-sign", "verify", "bare-verify")),
        "place",
    }
    assert all(micros > 0 for micros in told["microseconds"].values())
    assert [one["revoked"] for one in told["lists"]] == [0, 100]
    assert told["lists"][0]["bytes"] < told["lists"][1]["bytes"]


def test_it_is_told_in_plain_lines(run):
    told = run("--rounds", "3").stdout

    assert "Ed25519: sign a code" in told
    assert "µs" in told
    assert "Status list, 100 revoked" in told
