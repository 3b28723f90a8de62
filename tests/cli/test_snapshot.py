"""Decisions of a run become a snapshot, and travel, through the command alone."""

from collections.abc import Callable
from pathlib import Path

import pytest

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
