"""Decisions of a run become a snapshot, and travel, through the command alone."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lianfang.kernel.personal import Personal
from lianfang.policy.packs import read_pack
from lianfang.snapshots.holders import Holders
from tests.cli.conftest import Answer

NOON = "2021-08-11T12:00"


@pytest.fixture
def decisions(tmp_path: Path, lianfang: Callable[..., Answer], pack: Path) -> Path:
    facts = tmp_path / "facts"
    facts.mkdir()
    (facts / "persons.csv").write_text("person_id,birth_date,home_area\np1,1990-01-01,110105\np2,,320115\n")
    (facts / "area_levels.csv").write_text(
        "area_id,area_name,area,level,from_at,until_at\na1,禄口街道,320115,high,2021-07-30,2021-08-20\n"
    )
    out = tmp_path / "decisions.parquet"
    assert lianfang("evaluate", "--pack", pack, "--facts", facts, "--at", NOON, "--out", out).code == 0
    return out


def test_a_run_becomes_a_snapshot_that_travels(decisions: Path, tmp_path: Path, lianfang: Callable[..., Answer]):
    here, there, parcel = tmp_path / "here", tmp_path / "there", tmp_path / "parcel"

    built = lianfang("snapshot", "build", "--decisions", decisions, "--into", here, "--at", NOON, "--json").data
    assert lianfang("snapshot", "ship", here, "--out", parcel).code == 0
    assert lianfang("snapshot", "apply", there, parcel).code == 0
    status = lianfang("snapshot", "status", there, "--json").data
    shown = lianfang("snapshot", "show", there, "--person", "p2").data

    assert (built["sequence"], built["people"], built["computed_at"]) == (1, 2, "2021-08-11T12:00:00+08:00")
    assert {name: status[name] for name in ("sequence", "people", "whole", "release", "data_version")} == {
        name: built[name] for name in ("sequence", "people", "whole", "release", "data_version")
    }
    assert status["age_seconds"] > 0
    assert shown["standing"]["colour"] == "yellow"
    assert shown["standing"]["rules"]


def test_the_next_build_has_the_next_sequence(decisions: Path, tmp_path: Path, lianfang: Callable[..., Answer]):
    build = ("snapshot", "build", "--decisions", decisions, "--into", tmp_path / "here", "--at", NOON, "--json")

    assert [lianfang(*build).data["sequence"] for _ in range(3)] == [1, 2, 3]


def test_someone_without_a_record_has_no_colour_safety_11(
    decisions: Path, tmp_path: Path, lianfang: Callable[..., Answer]
):
    lianfang("snapshot", "build", "--decisions", decisions, "--into", tmp_path / "here", "--at", NOON)

    shown = lianfang("snapshot", "show", tmp_path / "here", "--person", "nobody").data

    assert (shown["known"], shown["standing"]) == (False, None)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("status", "nowhere"), "There is no snapshot"),
        (("build", "--decisions", "words", "--into", "here", "--at", NOON), "not a Parquet file"),
        (("build", "--decisions", "nowhere", "--into", "here", "--at", NOON), "No such file"),
        (("build", "--decisions", "words", "--into", "here", "--at", "noon"), "not a moment"),
        (("apply", "here", "words"), "not a snapshot shipped whole"),
        (("ship", "nowhere", "--out", "parcel"), "There is no snapshot"),
    ],
)
def test_rubbish_is_refused_in_a_sentence(
    arguments: tuple[str, ...],
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lianfang: Callable[..., Answer],
):
    monkeypatch.chdir(tmp_path)
    Path("words").write_text("not decisions")

    answer = lianfang("snapshot", *arguments)

    assert answer.code == 2
    assert code in answer.err
    assert "Traceback" not in answer.err


def test_holders_travel_through_the_command(tmp_path: Path, lianfang: Callable[..., Answer]):
    here, there, parcel = tmp_path / "here", tmp_path / "there", tmp_path / "parcel"
    with Holders(here, key=b"k" * 32) as holders:
        until = datetime(2000, 1, 1, tzinfo=UTC)
        holders.admit(Personal("p1"), name=Personal("王"), masked_id=Personal("1*"), until=until)

    assert lianfang("holders", "ship", here, "--out", parcel).code == 0
    assert lianfang("holders", "apply", there, parcel).code == 0
    assert lianfang("holders", "status", there, "--json").data == {"sequence": 1, "tokens": 1, "revoked": 0}
    assert "1 tokens" in lianfang("holders", "sweep", there).out
    assert lianfang("holders", "status", there, "--json").data["tokens"] == 0
    assert lianfang("holders", "apply", there, tmp_path).code == 2


def test_an_edge_that_lacks_something_says_what_before_it_starts(
    tmp_path: Path, lianfang: Callable[..., Answer], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LIANFANG_DATA_DIR", str(tmp_path))

    answer = lianfang("edge", "--port", 8049, "--data", tmp_path)

    assert answer.code == 2
    assert "There is no snapshot" in answer.err
    assert "lianfang snapshot build" in answer.err


def test_words_of_a_policy_are_prepared_for_the_edge(tmp_path: Path, lianfang: Callable[..., Answer], pack: Path):
    answer = lianfang("edge", "prepare", "--pack", pack, "--data", tmp_path)

    assert answer.code == 0
    (file,) = (tmp_path / "edge" / "words").iterdir()
    assert file.stem in read_pack(pack).release


def test_a_city_to_rehearse_with_is_made_once(tmp_path: Path, lianfang: Callable[..., Answer], pack: Path):
    make = ("load", "city", tmp_path / "city", "--pack", pack, "--people", 100, "--tokens", 10)

    assert lianfang(*make).code == 0
    assert lianfang(*make).code == 2
    assert lianfang("load", "--url", "http://192.0.2.1", "--tokens", tmp_path / "city" / "tokens.json").code == 2
    assert lianfang("load", "--tokens", tmp_path / "nothing").code == 2
