"""The command: exit codes, what it says, and that nothing is ever half saved."""

import json
from pathlib import Path

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from lianfang.cli.facts_import import add_to
from lianfang.facts.importers.folder import Folder
from lianfang.facts.importers.kinds import KINDS
from lianfang.facts.importers.ledger import IMPORTS, LISTS
from lianfang.facts.importers.refusals import FolderBusy, FolderNotWritten, LedgerDamaged, UnknownImportKind
from lianfang.facts.refusals import TableInAnotherForm
from lianfang.kernel.clock import CITY_ZONE
from tests.sizes import examples

CONTACT = "disease,person.uuid,lastContactDate\nCORONAVIRUS,P-1,2021-08-01\n"
BAD = "EVD,P-2,2021-08-01\n"


@pytest.fixture
def app() -> typer.Typer:
    made = typer.Typer()
    made.callback()(lambda: None)
    add_to(made)
    return made


def run(app: typer.Typer, *arguments: object):
    return CliRunner().invoke(app, ["import", *map(str, arguments)])


def test_all_rows_kept_is_0_some_left_out_is_1_a_file_refused_is_2(app, written, folder: Path) -> None:
    good, bad, rubbish = written("g.csv", CONTACT), written("b.csv", CONTACT + BAD), written("r.csv", b"\x00\xff" * 99)

    assert run(app, "sormas-contact", good, "--into", folder).exit_code == 0
    assert run(app, "sormas-contact", bad, "--into", folder).exit_code == 1
    assert run(app, "sormas-contact", rubbish, "--into", folder).exit_code == 2


def test_an_unknown_kind_is_refused_with_the_list_of_kinds(app, written, folder: Path) -> None:
    result = run(app, "horoscope", written("h.csv", CONTACT), "--into", folder)

    assert isinstance(result.exception, UnknownImportKind)
    assert all(kind.name in result.exception.next_step() for kind in KINDS)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("全国1个高风险地区，无中风险地区。\n", "risk-notice"),
        ('{"data": {"highlist": []}}', "risk-snapshot"),
        ('{"resourceType": "Patient", "id": "1"}', "fhir"),
        ("area_name,gb2260,level,from,first_day_not_listed\n", "risk-spells"),
        ("externalId;Einreisedatum\n", "sormas-travel-entry"),
    ],
)
def test_a_file_of_another_kind_is_told_which_kind_it_looks_like(
    app, written, folder: Path, text: str, looks: str
) -> None:
    result = run(app, "sormas-contact", written("w.txt", text), "--into", folder)

    assert result.exit_code == 2
    assert f"It looks like {looks}" in result.stderr


def test_strict_saves_nothing_when_a_row_is_left_out(app, written, folder: Path, rows) -> None:
    result = run(app, "sormas-contact", written("b.csv", CONTACT + BAD), "--into", folder, "--strict")

    assert result.exit_code == 2
    assert "nothing was saved" in result.stderr
    assert rows("contacts") == []
    assert list(folder.iterdir()) == []


def test_json_is_one_object_and_nothing_else(app, written, folder: Path) -> None:
    result = run(app, "sormas-contact", written("b.csv", CONTACT + BAD), "--into", folder, "--json", "--lang", "zh")

    said = json.loads(result.stdout)
    assert (said["exit_code"], said["left_out"], said["tables"]["contacts"]["added"]) == (1, 1, 1)
    assert [(one["line"], one["column"], one["value"]) for one in said["files"][0]["remarks"]] == [
        (3, "disease", "EVD")
    ]
    assert said["files"][0]["remarks"][0]["says"] == "不是新冠肺炎，未导入"


def test_rows_left_out_go_to_the_quarantine_as_cells_no_spreadsheet_runs(app, written, folder: Path, tmp_path) -> None:
    target = tmp_path / "left_out.csv"

    run(
        app,
        "sormas-contact",
        written("b.csv", CONTACT + "=1+1,P-2,2021-08-01\n"),
        "--into",
        folder,
        "--quarantine",
        target,
    )

    assert target.read_text("utf-8").splitlines()[1].split(",")[:4] == ["b.csv", "3", "disease", "'=1+1"]


def test_a_refused_file_does_not_cost_the_others(app, written, folder: Path, rows) -> None:
    result = run(
        app, "contact", written("e.csv", ""), written("g.csv", CONTACT), folder / "absent.csv", "--into", folder
    )

    assert result.exit_code == 2
    assert "e.csv is empty" in result.stderr
    assert "absent.csv cannot be opened" in result.stderr
    assert len(rows("contacts")) == 1


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_the_same_file_twice_changes_no_byte(kind: str, shared: Path, importing, bytes_of) -> None:
    data = shared / "data"
    path = {
        "risk-notice": data / "notices" / "guizhou-2021-08-11.txt",
        "risk-snapshot": data / "risk_areas" / "2022060109-382b23b9.json",
        "risk-spells": data / "risk_areas" / "spells_2020-07_2021-09.csv",
        "fhir": data / "fhir" / "health_cards" / "covid-vaccines-bundle.json",
        "sormas-travel-entry": data / "imports" / "sormas-e2e-tests__travelEntries_testImport.csv",
        "sormas-contact": data / "imports" / "sormas-e2e-tests__sormas_contacts_sordev_10361.csv",
    }[kind]
    importing(kind, path)
    before = bytes_of()

    report = importing(kind, path)

    assert len(before) > 1
    assert bytes_of() == before
    assert not any(counts.changed for counts in report.tables.values())


def test_the_log_tells_kind_hash_and_counts_and_no_file_name(importing, written, folder: Path) -> None:
    importing("contact", written("Anna Geheim.csv", CONTACT + BAD))

    [line] = (folder / IMPORTS).read_text("utf-8").splitlines()
    entry = json.loads(line)
    assert (entry["kind"], entry["rows"], entry["left_out"], entry["tables"]) == (
        "sormas-contact",
        2,
        1,
        {"contacts": 1},
    )
    assert entry["at"] == "2021-08-11T04:00:00+00:00"
    assert len(entry["sha256"]) == 64
    assert "Geheim" not in line


def test_a_failure_while_writing_leaves_the_folder_as_it_was(importing, written, folder: Path, bytes_of) -> None:
    importing("contact", written("g.csv", CONTACT))
    (folder / "persons.csv").write_text("person_id,birth_date,home_area\n")
    before = bytes_of()

    with pytest.raises(TableInAnotherForm):
        importing(
            "contact",
            written("n.csv", "disease,person.uuid,birthdate,lastContactDate\nCORONAVIRUS,P-9,1990-01-01,2021-08-02\n"),
        )

    assert bytes_of() == before


def test_a_disk_that_fails_half_way_leaves_the_folder_as_it_was(folder: Path, bytes_of) -> None:
    person = {"person_id": "P-1", "birth_date": None, "home_area": None}
    with Folder(folder, CITY_ZONE) as first:
        first.merge("persons", [person])
        first.commit()
    before = bytes_of()
    (folder / IMPORTS).mkdir()

    with Folder(folder, CITY_ZONE) as second:
        second.merge("border_entries", [{"person_id": "P-2", "entered_at": "2021-08-01"}])
        second.merge("persons", [{**person, "person_id": "P-2"}])
        second.write_text(IMPORTS, "{}")
        with pytest.raises(FolderNotWritten):
            second.commit()

    (folder / IMPORTS).rmdir()
    assert bytes_of() == before


def test_a_damaged_log_is_refused_before_anything_is_written(importing, written, folder: Path, bytes_of) -> None:
    importing("notice", written("n.txt", "2021年8月1日08时，全国0个高风险地区，0个中风险地区。\n"))
    (folder / LISTS).write_text('{"source": "national"\n')
    before = bytes_of()

    with pytest.raises(LedgerDamaged):
        importing("notice", written("m.txt", "2021年8月2日08时，全国0个高风险地区，0个中风险地区。\n"))

    assert bytes_of() == before


def test_two_imports_into_one_folder_do_not_run_at_once(importing, written, folder: Path) -> None:
    with Folder(folder, CITY_ZONE), pytest.raises(FolderBusy):
        importing("contact", written("g.csv", CONTACT))

    assert importing("contact", written("g.csv", CONTACT)).exit_code == 0


def test_what_a_killed_import_left_is_cleared_away_by_the_next(importing, written, folder: Path) -> None:
    left = folder / ".importing-1"
    left.mkdir(parents=True)
    (left / "contacts.parquet").write_bytes(b"half")

    importing("contact", written("g.csv", CONTACT))

    assert sorted(path.name for path in folder.iterdir()) == [IMPORTS, "contacts.parquet"]


RUBBISH = st.one_of(
    st.binary(max_size=300),
    st.text(max_size=200).map(str.encode),
    st.text(alphabet='{}[]":,;\n\t0aé"#高中风险地区全国个（）：。', max_size=200).map(str.encode),
)
SEEDS = {
    "risk-notice": (
        "2021年8月10日08时，全国1个高风险地区，1个中风险地区。\n高风险地区(1个)\n云南:1个\n瑞丽市姐告\n"
        "中风险地区(1个)\n江苏：1个\n南京市江宁区\n"
    ),
    "risk-snapshot": (
        '{"data": {"end_update_time": "2022-04-15 11时", "hcount": 1, "highlist": '
        '[{"province": "北京市", "city": "朝阳区", "communitys": ["甲"]}]}}'
    ),
    "risk-spells": "area_name,gb2260,level,from,first_day_not_listed\n甲,320115,medium,2021-08-01,\n",
    "fhir": (
        '{"resourceType": "Bundle", "type": "collection", "entry": '
        '[{"resource": {"resourceType": "Patient", "id": "a", "birthDate": "1990-01-01"}}]}'
    ),
    "sormas-travel-entry": "externalId;disease;Geburtsdatum;Einreisedatum\nT;CORONAVIRUS;23.04.1993;02.10.2021\n",
    "sormas-contact": CONTACT,
}


@pytest.mark.parametrize("kind", list(SEEDS))
@settings(max_examples=examples(10, thorough=100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_rubbish_is_refused_or_reported_and_never_a_traceback(
    kind: str, data: st.DataObject, app, tmp_path: Path
) -> None:
    seed = SEEDS[kind].encode()
    cut, end = data.draw(st.integers(0, len(seed))), data.draw(st.integers(0, len(seed)))
    content = data.draw(st.one_of(RUBBISH, RUBBISH.map(lambda noise: seed[:cut] + noise + seed[end:])))
    path = tmp_path / "rubbish"
    path.write_bytes(content)

    result = run(app, kind, path, "--into", tmp_path / "into")

    assert result.exit_code in {0, 1, 2}
    assert result.exception is None or isinstance(result.exception, SystemExit)
