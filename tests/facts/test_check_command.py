"""`lianfang facts check`: what it prints, and with which code it ends."""

import json

import pytest
from typer.testing import CliRunner

from lianfang.cli.facts import facts_app
from lianfang.facts.refusals import NoFactsFolder


@pytest.fixture
def check(folder):
    def run(*options):
        return CliRunner().invoke(facts_app, ["check", str(folder), *options])

    return run


def test_a_clean_folder_ends_with_zero(check, a_csv):
    a_csv("stays", "p1,110105,2021-08-01,")
    result = check()
    assert result.exit_code == 0
    assert result.stdout == "stays.csv: 1 rows, 0 of them bad\nNothing is wrong.\n"


def test_bad_rows_end_with_one_and_each_has_its_place_reason_and_remedy(check, a_csv):
    a_csv("stays", "p1,11,2021-08-01,", "p2,110105,2021-08-02,2021-08-01")
    result = check()
    assert result.exit_code == 1
    assert "stays.csv: 2 rows, 2 of them bad" in result.stdout
    assert (
        "stays.csv line 2: “area” is not an area code of 6, 9 or 12 digits [11]. Write the GB/T 2260" in result.stdout
    )
    assert "stays.csv line 3: “left_at” is before “arrived_at” [2021-08-01]." in result.stdout


def test_the_report_is_in_chinese_when_asked(check, a_csv):
    a_csv("stays", "p1,11,2021-08-01,")
    result = check("--lang", "zh")
    assert "stays.csv 第2行: “area”不是6、9或12位数字的地区代码 [11]" in result.stdout


def test_a_file_that_cannot_be_read_ends_with_two_and_the_others_are_still_looked_at(check, a_csv, folder):
    a_csv("stays", "p1,11,2021-08-01,")
    a_csv("tests", "p1,x", header="person_id,sampled_at")
    (folder / "doses.parquet").write_bytes(b"PAR1")
    result = check()
    assert result.exit_code == 2
    assert "stays.csv line 2" in result.stdout
    assert "doses.parquet cannot be read as Parquet" in result.stderr
    assert "tests.csv has no column" in result.stderr
    assert "Traceback" not in result.output


def test_a_folder_that_is_none_ends_with_two(check, folder):
    folder.rmdir()
    result = check()
    assert isinstance(result.exception, NoFactsFolder)
    assert result.stdout == ""


def test_json_is_one_object_and_nothing_else(check, a_csv, folder):
    a_csv("stays", "p1,11,9999-01-01,", "p2,999999,2021-08-01,")
    (folder / "doses.parquet").write_bytes(b"PAR1")
    result = check("--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 2
    (table,) = report["tables"]
    assert (table["rows"], table["bad"]) == (2, 1)
    (bad,) = table["bad_rows"]
    assert (bad["file"], bad["line"], bad["column"], bad["value"], bad["also"]) == (
        "stays.csv",
        2,
        "area",
        "11",
        ["arrived_at"],
    )
    assert [warning["code"] for warning in report["warnings"]] == ["unknown-area"]
    assert [refusal["code"] for refusal in report["refused"]] == ["unreadable-table"]


def test_quarantine_takes_every_bad_row_and_the_check_still_fails(check, a_csv, tmp_path):
    a_csv("stays", *["p1,11,2021-08-01,"] * 30)
    result = check("--quarantine", str(tmp_path / "bad.csv"))
    assert result.exit_code == 1
    assert "and 10 more" in result.stdout
    assert len((tmp_path / "bad.csv").read_text().splitlines()) == 31


def test_a_zone_that_is_none_is_refused(check, a_csv):
    a_csv("stays")
    result = check("--zone", "Mars/Base")
    assert result.exit_code == 2
    assert "Mars/Base" in result.stderr
