"""`lianfang policy check`: one line when all is well, a list when it is not, a sentence when there is no pack."""

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from lianfang.cli.main import run
from lianfang.policy.checking import by_sql
from lianfang.policy.checks import check

BEIJING = Path(__file__).resolve().parents[2] / "policies" / "beijing"


@pytest.fixture
def lianfang(capsys):
    def call(*arguments):
        capsys.readouterr()
        code = run(["policy", "check", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_a_whole_pack_is_one_line_and_exit_0(lianfang):
    code, out, err = lianfang(BEIJING)

    assert code == 0
    assert out.count("\n") == 1
    assert "nothing is wrong" in out
    assert "Traceback" not in err


def test_the_line_is_said_in_chinese_when_asked(lianfang):
    code, out, _ = lianfang(BEIJING, "--lang", "zh")

    assert code == 0
    assert "没有发现问题" in out


def test_faults_are_listed_by_file_and_line_and_exit_1(lianfang, copied):
    line = copied.change("values/link_days.yaml", "source: popups_2022_02", "source: poppups_2022_02")

    code, out, err = lianfang(copied.root)

    assert code == 1
    says = "There is no source “poppups_2022_02” in pack.yaml. Did you mean “popups_2022_02”?"
    assert out == f"values/link_days.yaml:{line}: {says}\n"
    assert err == f"{copied.root}: 1 fault.\n"


def test_where_there_is_no_pack_the_answer_is_a_sentence_a_next_step_and_exit_2(lianfang, tmp_path):
    code, out, err = lianfang(tmp_path)

    assert (code, out) == (2, "")
    assert (
        err
        == f"There is no policy pack at {tmp_path}.\nName a folder that holds pack.yaml, such as policies/beijing.\n"
    )


@pytest.mark.parametrize("broken", [False, True])
def test_json_is_one_object_and_nothing_else(lianfang, copied, broken):
    line = copied.change("values/link_days.yaml", "value: 14", "value: yes" if broken else "value: 14")

    code, out, _ = lianfang(copied.root, "--json")

    told = json.loads(out)
    assert told["ok"] is not broken
    assert code == int(broken)
    assert [(fault["file"], fault["line"]) for fault in told["faults"]] == ([("values/link_days.yaml", line)] * broken)
    assert {"pack", "release", "engine", "cases", "expectations", "boundaries", "covered", "notes"} <= set(told)


def test_an_engine_nobody_has_is_refused_with_the_ones_there_are(lianfang):
    code, out, err = lianfang(BEIJING, "--engine", "abacus")

    assert (code, out) == (2, "")
    assert "duckdb" in err


OURS = """
- case: Nothing is known of the person
  expect:
    - {at: 2022-01-30, entry: conditional, rules: [E3.everyone], unknown: [current_place]}
- case: A close contact who is also under a test order
  facts:
    persons: [{home_area: '110105'}]
    contacts: [{degree: close, last_exposed_at: 2022-01-20}]
  expect:
    - {at: 2022-01-30, colour: COLOUR, rules: [C4.close_contact], until: 2022-02-04, holds_until: 2022-02-04}
- case: A zone nobody names
  subject: zone
  expect:
    - {at: 2022-01-30, colour: green, rules: [], notices: []}
"""


@pytest.mark.parametrize("colour", ["red", "green"])
def test_a_second_engine_decides_the_same_cases_and_is_named_where_it_differs(draft, colour):
    draft.add("cases/ours.yaml", OURS.replace("COLOUR", colour))
    steps = []

    report = check(draft.root, engine=by_sql.on_duckdb, said_by="duckdb", progress=lambda *step: steps.append(step))

    told = [fault.says.en for fault in report.faults if fault.place.file == "cases/ours.yaml"]
    wrong = "expected colour green, got red (rules C4.close_contact)."
    assert told == ([] if colour == "red" else [f"duckdb: {wrong}", wrong])
    assert steps == [(1, 3), (2, 3), (3, 3)]


@pytest.mark.spark
def test_the_cluster_engine_decides_the_same_cases(draft):
    draft.add("cases/ours.yaml", OURS.replace("COLOUR", "red"))

    report = check(draft.root, engine=by_sql.on_spark, said_by="spark")

    assert [fault.says.en for fault in report.faults if fault.place.file == "cases/ours.yaml"] == []


@pytest.mark.skipif(find_spec("pysail") is not None, reason="the Spark engine is installed")
def test_where_the_cluster_engine_is_not_installed_it_is_said_how_to_get_it(lianfang):
    code, out, err = lianfang(BEIJING, "--engine", "spark")

    assert (code, out) == (2, "")
    assert "not installed" in err
