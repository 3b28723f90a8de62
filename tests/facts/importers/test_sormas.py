"""SORMAS files: every encoding, delimiter, header and date that is out there; nobody's name in a report."""

from datetime import date, datetime
from pathlib import Path

import pytest

from lianfang.facts.importers.report import Weight
from lianfang.kernel.clock import CITY_ZONE
from tests.sizes import some_of

TRAVEL = (
    "externalId;disease;Nachname;Vorname;Geburtsdatum;Einreisedatum\n"
    "T-1;CORONAVIRUS;Müller;Jörg;23.04.1993;02.10.2021\n"
)
CONTACT = (
    "disease,person.uuid,person.firstName,person.lastName,lastContactDate\nCORONAVIRUS,P-1,Jörg,Müller,03/14/2020\n"
)


def lost(report) -> list[tuple[int | None, str, str]]:
    return [(one.line, one.column, one.value) for one in report.files[0].remarks if one.weight is Weight.LEFT_OUT]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "iso-8859-1", "cp1252"])
@pytest.mark.parametrize("delimiter", some_of([";", ",", "\t"], every=3))
def test_a_travel_entry_is_read_in_any_encoding_and_delimiter(importing, rows, written, encoding, delimiter) -> None:
    report = importing("sormas-travel-entry", written("t.csv", TRAVEL.replace(";", delimiter).encode(encoding)))

    assert report.exit_code == 0
    assert rows("border_entries") == [{"person_id": "T-1", "entered_at": datetime(2021, 10, 2, tzinfo=CITY_ZONE)}]
    assert rows("persons")[0]["birth_date"] == date(1993, 4, 23)


def test_an_encoding_that_was_guessed_is_said(importing, written) -> None:
    report = importing("sormas-travel-entry", written("t.csv", TRAVEL.encode("cp1252")))

    assert any("the encoding is assumed to be cp1252" in one.says.en for one in report.files[0].remarks)


def test_a_chinese_file_in_gbk_is_read_as_chinese(importing, rows, written) -> None:
    text = (
        "disease,lastContactDate,person.lastName,person.firstName,birthdate\nCORONAVIRUS,2021-08-01,王,小明,1990-01-02\n"
        * 1
    )
    path = written("c.csv", text.encode("gbk"))
    same = written("u.csv", text.encode("utf-8"))

    importing("sormas-contact", path)
    importing("sormas-contact", same)

    assert len(rows("contacts")) == 1


def test_comment_and_entity_lines_are_passed_over_and_lines_are_counted_as_in_the_file(
    importing, rows, written
) -> None:
    text = (
        "## a comment, with a comma\nContact,Contact,Person,Person,Contact\n"
        + CONTACT
        + "## more\nEVD,P-2,A,B,03/15/2020\n"
    )

    report = importing("contact", written("c.csv", text))

    assert lost(report) == [(6, "disease", "EVD")]
    assert [row["last_exposed_at"] for row in rows("contacts")] == [datetime(2020, 3, 14, tzinfo=CITY_ZONE)]


def test_a_row_without_a_date_of_contact_is_left_out_saying_so(importing, rows, written) -> None:
    report = importing("contact", written("c.csv", CONTACT + "CORONAVIRUS,P-2,A,B,\n"))

    assert report.exit_code == 1
    assert lost(report) == [(3, "lastContactDate", "")]
    assert len(rows("contacts")) == 1


@pytest.mark.parametrize(
    ("dates", "expected", "said"),
    [
        (["03/04/2020", "03/14/2020"], date(2020, 3, 4), "read as month/day/year; the file itself shows it"),
        (["03/04/2020", "14/04/2020"], date(2020, 4, 3), "read as day.month.year; the file itself shows it"),
        (["03/04/2020"], date(2020, 3, 4), "assumed to be month/day/year"),
        (["03.04.2020"], date(2020, 4, 3), "assumed to be day.month.year"),
        (["2020-04-03 10:30"], date(2020, 4, 3), ""),
    ],
)
def test_day_and_month_are_told_apart_by_the_whole_file_and_said(
    importing, rows, written, dates, expected, said
) -> None:
    text = "disease,person.uuid,lastContactDate\n" + "".join(
        f"CORONAVIRUS,P-{n},{day}\n" for n, day in enumerate(dates)
    )

    report = importing("contact", written("c.csv", text))

    first = next(row for row in rows("contacts") if row["person_id"] == "P-0")
    assert first["last_exposed_at"].date() == expected
    assert said in " ".join(one.says.en for one in report.files[0].remarks)


def test_dates_that_could_mean_two_days_are_left_out_when_the_file_writes_both_ways(importing, rows, written) -> None:
    days = ["14/03/2020", "03/15/2020", "03/04/2020"]
    text = "disease,person.uuid,lastContactDate\n" + "".join(f"CORONAVIRUS,P-{n},{day}\n" for n, day in enumerate(days))

    report = importing("contact", written("c.csv", text))

    assert lost(report) == [(4, "lastContactDate", "03/04/2020")]
    assert len(rows("contacts")) == 2


def test_a_negative_test_needs_the_day_of_its_swab_and_counts_as_antigen_unless_it_says_pcr(
    importing, rows, written
) -> None:
    header = "externalId;disease;Einreisedatum;Negativer Coronavirus SARS-CoV-2-Test;Datum der Abstrichnahme"
    header += ";Testnachweis zusätzliche Angaben\n"
    text = header + "A;CORONAVIRUS;14.04.2021;Ja;13.04.2021;PCR\nB;CORONAVIRUS;14.04.2021;Ja;13.04.2021;\n"
    text += "C;CORONAVIRUS;14.04.2021;Ja;;\nD;CORONAVIRUS;14.04.2021;Nein;13.04.2021;\n"

    report = importing("sormas-travel-entry", written("t.csv", text))

    assert report.exit_code == 0
    assert len(rows("border_entries")) == 4
    assert [(row["person_id"], row["method"], row["result"], row["reported_at"]) for row in rows("tests")] == [
        ("A", "pcr", "negative", None),
        ("B", "antigen", "negative", None),
    ]


def test_without_an_id_a_person_is_the_same_in_every_file_and_no_name_is_kept_or_told(
    importing, rows, written, bytes_of
) -> None:
    travel = "disease;Nachname;Vorname;Geburtsdatum;Einreisedatum\nCORONAVIRUS;Geheim;Anna;01.04.1980;31.12.2021\n"
    broken = "CORONAVIRUS;Geheim;Anna;01.04.1980;Geheim\nCORONAVIRUS;Geheim;Anna;irgendwann;30.12.2021\n"
    contact = "disease,person.firstName,person.lastName,person.birthdateDD,person.birthdateMM,person.birthdateYYYY"
    contact += ",lastContactDate\n"
    contact += "CORONAVIRUS,ANNA,geheim,1,4,1980,2021-12-30\n"

    report = importing("sormas-travel-entry", written("t.csv", travel + broken))
    importing("sormas-contact", written("c.csv", contact))

    assert rows("contacts")[0]["person_id"] == rows("border_entries")[0]["person_id"]
    assert "Geheim" not in str(report)
    assert "1980" not in str(report)
    assert not any(b"eheim" in content or b"Anna" in content for content in bytes_of().values())
    assert [(line, value) for line, _, value in lost(report)] == [(3, "xxxxxx"), (4, "")]


def test_a_row_longer_than_its_header_is_left_out_because_its_columns_slipped(importing, written) -> None:
    report = importing("contact", written("c.csv", CONTACT + "CORONAVIRUS,P-2,A,B,03/15/2020,C\n"))

    assert [line for line, _, _ in lost(report)] == [3]


def test_an_open_quotation_mark_cannot_swallow_the_file(importing, written) -> None:
    text = CONTACT + 'CORONAVIRUS,"P-2,A,B,03/15/2020\n' + "CORONAVIRUS,P-3,A,B,03/15/2020\n" * 60

    assert importing("contact", written("c.csv", text)).files[0].refused.code == "import-wrong-kind"


def test_a_known_home_area_is_not_lost_when_a_file_brings_only_a_birth_date(importing, rows, written, folder) -> None:
    from lianfang.facts.writer import merge_rows

    merge_rows(folder, "persons", [{"person_id": "T-1", "birth_date": None, "home_area": "110105"}])

    importing("sormas-travel-entry", written("t.csv", TRAVEL))

    assert [(row["birth_date"], row["home_area"]) for row in rows("persons")] == [(date(1993, 4, 23), "110105")]


@pytest.mark.parametrize(
    ("kind", "name", "code", "kept"),
    [
        ("sormas-travel-entry", "sormas-e2e-tests__DEA_TestImport", 0, 1),
        ("sormas-travel-entry", "sormas-e2e-tests__Importvorlage_Einreise_22.04.01", 0, 1),
        ("sormas-travel-entry", "sormas-e2e-tests__travelEntries_testImport", 0, 2),
        ("sormas-travel-entry", "sormas-ui__sormas_travelentry_import_test", 0, 1),
        ("sormas-travel-entry", "sormas-ui__sormas_travelentry_import_no_poe", 0, 1),
        ("sormas-travel-entry", "sormas-ui__sormas_travelentry_import_no_jurisdiction", 0, 1),
        ("sormas-travel-entry", "sormas-ui__sormas_import_test_failure", 2, 0),
        ("sormas-contact", "sormas-e2e-tests__sormas_contacts_sordev_10361", 0, 1),
        ("sormas-contact", "sormas-ui__sormas_case_contact_import_test_success", 1, 0),
        ("sormas-contact", "sormas-ui__sormas_contact_import_test_comment", 1, 0),
        ("sormas-contact", "sormas-ui__sormas_region_import_test", 2, 0),
    ],
)
def test_every_real_file_is_read_or_refused_as_it_should_be(
    shared: Path, importing, rows, kind, name, code, kept
) -> None:
    report = importing(kind, shared / "data" / "imports" / f"{name}.csv")

    assert report.exit_code == code
    assert len(rows("border_entries")) + len(rows("contacts")) == kept
