"""The lake, its releases and its worker from the command line: what is said, and the exit code."""

import json

import pytest

from lianfang.cli.main import run

NOON = "2021-08-11T12:00"
PACK = "policies/beijing"


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A data folder with a folder of tables beside it."""
    monkeypatch.setenv("LIANFANG_DATA_DIR", str(tmp_path))
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "persons.csv").write_text("person_id,birth_date,home_area\np1,1990-01-02,110105\np2,,410102\n")
    (tables / "area_levels.csv").write_text("area_id,area,level,from_at,until_at\na1,410102,high,2021-08-01,\n")
    return tmp_path


def printed(capsys, *arguments):
    assert run([*arguments]) == 0
    return json.loads(capsys.readouterr().out)


def test_from_a_folder_of_tables_to_decisions_that_are_kept(installed, capsys, tmp_path):
    lake = str(installed / "lake")
    assert run(["lake", "load", str(installed / "tables"), "--lake", lake, "--at", "2021-08-11T11:00"]) == 0
    assert run(["release", "stage", PACK, "--from", "2021-08-01T00:00"]) == 0
    assert run(["worker", "--once", "--check"]) == 0
    capsys.readouterr()

    assert printed(capsys, "status", "--json")["last_run"]["kind"] == "check"
    record = printed(capsys, "evaluate", "--pack", PACK, "--facts", lake, "--at", NOON)
    assert (record["evaluated"], record["changed"], record["differences"]) == (2, 0, 0)
    told = printed(capsys, "explain", "--pack", PACK, "--facts", lake, "--at", NOON, "--person", "p2", "--json")
    assert (told["colour"], told["entry"]) == ("yellow", "deferred")
    out = str(tmp_path / "o.parquet")
    report = printed(capsys, "evaluate", "--pack", PACK, "--facts", lake, "--at", NOON, "--out", out, "--json")
    assert report["people"] == 2
    early = printed(
        capsys, "evaluate", "--pack", PACK, "--facts", lake, "--at", "2021-08-11T10:00", "--out", out, "--json"
    )
    assert early["people"] == 0


def test_rows_are_appended_taken_back_and_erased_with_a_word_about_each(installed, capsys, tmp_path):
    lake = str(installed / "lake")
    run(["lake", "load", str(installed / "tables"), "--lake", lake, "--at", "2021-08-11T11:00"])
    file = tmp_path / "more.csv"
    file.write_text("person_id,area,arrived_at,left_at\np1,410102,2021-08-02,2021-08-03\np2,here,2021-08-02,\n")
    named = ["--lake", lake, "--source", "desk", "--batch", "b1", "--at", NOON]
    capsys.readouterr()

    assert run(["lake", "append", str(file), "--table", "stays", *named]) == 1
    assert "area" in capsys.readouterr().err
    again = ["lake", "append", str(file), "--table", "stays", *named, "--json"]
    assert printed(capsys, *again)["batches"][0]["new"] is False
    assert printed(capsys, "lake", "retract", *named, "--json")["rows"] == {"stays": 1}
    assert run(["lake", "compact", "--lake", lake]) == 0
    capsys.readouterr()
    would = printed(capsys, "lake", "retain", "--lake", lake, "--at", "2022-08-11", "--dry-run")
    assert printed(capsys, "lake", "retain", "--lake", lake, "--at", "2022-08-11")["tables"] == would["tables"] != []
    assert printed(capsys, "lake", "status", "--lake", lake, "--json")["batches"] == 4


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["lake", "status", "--lake", "nowhere"], "lake of facts"),
        (["worker", "--once"], "lake of facts"),
        (["release", "stage", PACK, "--from", "2021-08-01T00:00:30"], "whole minute"),
        (["release", "withdraw", "--from", "2021-08-01T00:00"], "none was staged"),
        (["evaluate", "--pack", PACK, "--facts", "nowhere", "--at", NOON], "No release"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_a_next_step(arguments, sentence, installed, capsys):
    assert run(arguments) == 2

    said = capsys.readouterr().err
    assert sentence in said
    assert len(said.strip().splitlines()) >= 2
