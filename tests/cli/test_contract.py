"""The command line is a contract: outside scripts call it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.cli.conftest import Answer

COLUMNS = ["person_id", "colour", "entry", "notices", "rules", "until", "holds_until", "unknown", "release"]
NOON = "2021-08-11T12:00"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    folder = tmp_path / "facts"
    folder.mkdir()
    (folder / "persons.csv").write_text(
        "person_id,birth_date,home_area\np2,1990-01-01,110105\np1,,320115\np3,,\np4,,520103\n"
    )
    (folder / "area_levels.csv").write_text(
        "area_id,area_name,area,level,from_at,until_at\na1,禄口街道,320115,high,2021-07-30,2021-08-20\n"
    )
    (folder / "stays.csv").write_text(
        "person_id,area,arrived_at,left_at\np4,320115,2021-08-01T08:00,2021-08-06T09:00\n"
    )
    return folder


def test_evaluate_writes_the_columns_in_order_sorted_by_person(
    facts: Path, tmp_path: Path, lianfang: Callable[..., Answer], pack: Path
) -> None:
    out = tmp_path / "out.parquet"

    answer = lianfang("evaluate", "--pack", pack, "--facts", facts, "--at", NOON, "--out", out, "--json")

    table = parquet.read_table(out)
    assert table.column_names == COLUMNS
    assert table["person_id"].to_pylist() == ["p1", "p2", "p3", "p4"]
    assert table["colour"].to_pylist() == ["yellow", "green", "green", "green"]
    assert table["entry"].to_pylist() == ["deferred", None, "allowed", "deferred"]
    assert table["unknown"].to_pylist() == [[], [], ["current_place"], []]
    assert table["until"][3].as_py().isoformat() == "2021-08-20T16:00:00+00:00"
    assert {key: answer.data[key] for key in ("people", "colours", "engine")} == {
        "people": 4,
        "colours": {"green": 3, "yellow": 1},
        "engine": "duckdb",
    }
    assert set(answer.data) >= {"at", "release", "people", "colours", "entry", "notices", "seconds", "peak_rss_mb"}


@pytest.mark.parametrize("engine", ["duckdb", "reference"])
def test_both_engines_write_the_same_file(
    engine: str, facts: Path, tmp_path: Path, lianfang: Callable[..., Answer], pack: Path
) -> None:
    out, other = tmp_path / "a.parquet", tmp_path / "b.parquet"
    for target, chosen in ((out, "duckdb"), (other, engine)):
        arguments = ("--pack", pack, "--facts", facts, "--at", NOON, "--out", target, "--engine", chosen)
        assert lianfang("evaluate", *arguments).code == 0

    assert parquet.read_table(out).to_pylist() == parquet.read_table(other).to_pylist()


def test_explain_names_rule_clause_fact_end_and_who_lifts(
    facts: Path, lianfang: Callable[..., Answer], pack: Path
) -> None:
    arguments = ("--pack", pack, "--facts", facts, "--at", NOON, "--person", "p4")

    data = lianfang("explain", *arguments, "--json").data
    text = lianfang("explain", *arguments, "--lang", "zh").out

    assert data["entry"] == "deferred"
    assert data["until"] == "2021-08-21T00:00:00+08:00", "fourteen full days after leaving"
    assert data["holds_until"] == "2021-08-20T00:00:00+08:00", "the area is lowered a day earlier"
    reason = data["reasons"][0]
    assert reason["rule"].startswith("E1.")
    assert reason["cite"]["clause"]
    behind = [row["cells"] for fact in reason["facts"] for inner in fact["through"] for row in inner["rows"]]
    assert "禄口街道" in {cells.get("area_name") for cells in behind}
    assert "120" in text


def test_someone_without_a_record_is_neither_green_nor_refused_safety_11(
    facts: Path, lianfang: Callable[..., Answer], pack: Path
) -> None:
    data = lianfang("explain", "--pack", pack, "--facts", facts, "--at", NOON, "--person", "nobody", "--json").data

    assert data["known"] is False
    assert (data["colour"], data["entry"]) == (None, None)
    assert data["mark"] == "note"
    assert "neither green nor" in data["summary"]["en"]


def test_replay_gives_each_change_with_its_cause(facts: Path, lianfang: Callable[..., Answer], pack: Path) -> None:
    arguments = ("--pack", pack, "--facts", facts, "--person", "p4", "--from", "2021-07-01", "--to", "2021-09-01")

    changes = lianfang("replay", *arguments, "--json").data["changes"]

    assert [change["at"][:10] for change in changes] == ["2021-07-01", "2021-08-07", "2021-08-20"]
    assert all(change["cause"]["zh"] and change["cause"]["en"] for change in changes)


def test_the_bulletins_own_day_lists_the_55_codes(
    shared: Path, tmp_path: Path, lianfang: Callable[..., Answer], pack: Path
) -> None:
    spells = shared / "data" / "risk_areas" / "spells_2020-07_2021-09.csv"
    assert lianfang("facts", "import", "risk-spells", spells, "--into", tmp_path).code == 0

    data = lianfang("places", "--pack", pack, "--facts", tmp_path, "--at", NOON, "--json").data

    codes = [place["area"] for place in data["deferred"]]
    assert len(codes) == 55
    assert sum(code.endswith("00") for code in codes) == 9
    assert not any(code.startswith("11") for code in codes)
    assert all(place["areas"] and place["areas"][0]["from_at"] for place in data["deferred"])
    assert set(data) >= {"at", "release", "deferred", "conditional"}
