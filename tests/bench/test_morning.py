"""A rehearsal stays on this machine, within bounds, and notices an answer that is not true."""

import asyncio
import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lianfang.bench.edge import wrk
from lianfang.bench.edge.city import TOKENS, decided, header_of, make_city
from lianfang.bench.edge.servers import UNLIMITED, edge_server
from lianfang.bench.morning.play import Morning, TooMuch, play
from lianfang.bench.morning.score import Score, Times
from lianfang.bench.morning.target import NoTokens, OnlyThisMachine, Person, people_in, target_at
from lianfang.policy.packs import read_pack
from lianfang.snapshots.publish import publish_changes
from tests.bench.conftest import BEIJING
from tests.edge.test_server import free_port

NOON = datetime(2021, 8, 11, 4, 0, tzinfo=UTC)
PEOPLE = 50


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    folder = tmp_path_factory.mktemp("morning") / "city"
    make_city(read_pack(BEIJING), folder, people=PEOPLE, tokens=PEOPLE, at=NOON)
    port = free_port()
    with edge_server(folder, port, settings=UNLIMITED):
        yield f"http://127.0.0.1:{port}", folder


def played(edge: tuple[str, Path], **morning: float) -> Score:
    url, folder = edge
    return asyncio.run(play(Morning(**morning), target_at(url), people_in(folder / TOKENS)))


def test_a_short_morning_with_everybody_in_it_has_no_wrong_answer(edge: tuple[str, Path]):
    score = played(edge, rate=150, ramp=0.5, seconds=2.5)

    assert (score.wrong, score.outcomes["broken"], score.outcomes["still waiting"], score.in_flight) == (0, 0, 0, 0)
    assert score.offered > 200
    assert score.outcomes["answered"] > 30
    assert score.outcomes["unchanged"] > 30
    assert score.outcomes["not known"] > 0
    assert 0 < score.accepted.at(0.5) <= score.accepted.at(0.99) <= score.accepted.longest


def test_an_answer_that_is_not_true_is_noticed(edge: tuple[str, Path]):
    url, folder = edge
    changed = header_of(read_pack(BEIJING), NOON, 2)
    publish_changes(folder / "snapshot", decided(range(PEOPLE), "red"), changed)

    score = played((url, folder), rate=100, ramp=0, seconds=1)

    publish_changes(folder / "snapshot", decided(range(PEOPLE)), header_of(read_pack(BEIJING), NOON, 3))
    assert score.wrong > 10


def test_an_edge_that_is_not_there_is_noticed(tmp_path: Path):
    score = asyncio.run(
        play(Morning(50, 0, 0.5), target_at(f"http://127.0.0.1:{free_port()}"), [Person("x" * 43, "green")])
    )

    assert score.outcomes["broken"] > 10


@pytest.mark.parametrize(
    "address",
    [
        "http://192.0.2.1:80",
        "http://example.org",
        "https://127.0.0.1",
        "http://0.0.0.0:1",
        "127.0.0.1",
        "http://[::1",
        "",
    ],
)
def test_every_address_but_this_machines_own_is_refused(address: str):
    with pytest.raises(OnlyThisMachine):
        target_at(address)


@pytest.mark.parametrize(("rate", "ramp", "seconds"), [(0, 0, 1), (20_001, 0, 1), (1, 0, 901), (1, 2, 1), (1, -1, 1)])
def test_a_morning_is_bounded(rate: float, ramp: float, seconds: float):
    with pytest.raises(TooMuch):
        asyncio.run(play(Morning(rate, ramp, seconds), target_at("http://127.0.0.1:1"), [Person("x", None)]))


def test_arrivals_rise_to_their_rate_and_then_hold():
    morning = Morning(rate=100, ramp=10, seconds=20)

    assert [morning.rate_at(second) for second in (0, 5, 10, 20)] == [0, 50, 100, 100]


@pytest.mark.parametrize("text", ["", "{}", "[]", '[{"token": "x"}]', "nonsense"])
def test_a_file_without_tokens_is_refused(text: str, tmp_path: Path):
    (tmp_path / TOKENS).write_text(text)

    with pytest.raises(NoTokens):
        people_in(tmp_path / TOKENS)


def test_percentiles_are_within_seven_per_cent():
    times = Times()
    for millisecond in range(1, 1_001):
        times.add(millisecond / 1_000)

    for share in (0.5, 0.95, 0.99):
        assert share * 0.99 <= times.at(share) <= share * 1.08
    assert times.longest == 1.0
    assert Times().at(0.99) == 0.0


def test_what_wrk_says_is_read():
    said = """Running 2s test @ http://127.0.0.1:8040
  Latency Distribution
     50%    0.88ms
     99%   12.50ms
  40000 requests in 2.01s, 9.10MB read
  Socket errors: connect 0, read 2, write 0, timeout 1
  Non-2xx or 3xx responses: 1000
Requests/sec:  19900.00
"""

    found = wrk.read(said)

    assert (found.answers, found.refused, found.broken, found.seconds, found.p99) == (40_000, 1_000, 3, 2.01, 0.0125)
    assert round(found.good_a_second) == round(39_000 / 2.01)
    with pytest.raises(ValueError, match="could be read"):
        wrk.read("unable to connect")


def test_what_the_measurement_needs_and_lacks_is_said_and_not_installed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shutil, "which", lambda tool: None if tool == "wrk" else "/usr/bin/" + tool)

    with pytest.raises(wrk.ToolMissing, match="wrk") as refused:
        wrk.must_have("wrk", "taskset")

    assert "apt-get install wrk" in refused.value.next_step()


def test_tokens_are_read_by_wrks_script_as_they_are_written(edge: tuple[str, Path]):
    text = (edge[1] / TOKENS).read_text()

    assert text.count('"token": "') == PEOPLE + 1
    assert json.loads(text)[-1]["colour"] is None
