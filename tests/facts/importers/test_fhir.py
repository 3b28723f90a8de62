"""FHIR R4: tests, doses and persons; resources that fail are said, the others kept, and no names."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest

from lianfang.facts.importers.report import Weight
from lianfang.kernel.clock import CITY_ZONE

SNOMED, LOINC, CVX = "http://snomed.info/sct", "http://loinc.org", "http://hl7.org/fhir/sid/cvx"
DETECTED = {"coding": [{"system": SNOMED, "code": "260373001"}]}
NOT_DETECTED = {"coding": [{"system": SNOMED, "code": "260415000"}]}


def observation(**changes: object) -> dict[str, object]:
    base: dict[str, object] = {
        "resourceType": "Observation",
        "id": "o1",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "94500-6"}]},
        "subject": {"reference": "Patient/p1"},
        "effectiveDateTime": "2021-08-10T08:00:00+08:00",
        "issued": "2021-08-10T20:00:00+08:00",
        "valueCodeableConcept": NOT_DETECTED,
    }
    return {key: value for key, value in {**base, **changes}.items() if value is not None}


def immunization(when: str, **changes: object) -> dict[str, object]:
    base: dict[str, object] = {
        "resourceType": "Immunization",
        "status": "completed",
        "vaccineCode": {"coding": [{"system": CVX, "code": "207"}]},
        "patient": {"reference": "Patient/p1"},
        "occurrenceDateTime": when,
    }
    return {**base, **changes}


def bundle(*resources: dict[str, object]) -> str:
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}, indent=1
    )


def test_a_final_result_becomes_a_test_with_both_times(importing, rows, written) -> None:
    assert importing("fhir", written("o.json", json.dumps(observation()))).exit_code == 0
    assert rows("tests") == [
        {
            "person_id": "p1",
            "sampled_at": datetime(2021, 8, 10, 8, tzinfo=CITY_ZONE),
            "reported_at": datetime(2021, 8, 10, 20, tzinfo=CITY_ZONE),
            "method": "pcr",
            "result": "negative",
            "pool_id": None,
        }
    ]


@pytest.mark.parametrize(
    ("changes", "method", "result"),
    [
        ({"valueCodeableConcept": DETECTED}, "pcr", "positive"),
        ({"valueCodeableConcept": {"coding": [{"system": LOINC, "code": "LA11883-8"}]}}, "pcr", "negative"),
        ({"valueCodeableConcept": {"text": "Not detected"}}, "pcr", "negative"),
        ({"valueCodeableConcept": {"text": "阳性"}}, "pcr", "positive"),
        ({"valueCodeableConcept": {"coding": [{"system": SNOMED, "code": "419984006"}]}}, "pcr", "inconclusive"),
        ({"code": {"coding": [{"system": LOINC, "code": "94558-4"}]}}, "antigen", "negative"),
        ({"status": "preliminary"}, "pcr", "pending"),
        ({"status": "registered", "valueCodeableConcept": None}, "pcr", "pending"),
        ({"valueCodeableConcept": None, "interpretation": [{"coding": [{"code": "POS"}]}]}, "pcr", "positive"),
    ],
)
def test_codes_texts_and_status_decide_method_and_result(importing, rows, written, changes, method, result) -> None:
    importing("fhir", written("o.json", json.dumps(observation(**changes))))

    assert [(row["method"], row["result"]) for row in rows("tests")] == [(method, result)]


@pytest.mark.parametrize(
    "changes",
    [
        {"effectiveDateTime": "2021-08"},
        {"subject": None},
        {"issued": "2021-08-09T20:00:00+08:00"},
        {"valueCodeableConcept": {"text": "see letter"}},
        {"valueCodeableConcept": {"coding": [*DETECTED["coding"], *NOT_DETECTED["coding"]]}},
        {"effectiveDateTime": "yesterday"},
        {"status": "done"},
    ],
)
def test_a_test_that_cannot_be_trusted_is_left_out_and_the_others_are_kept(importing, rows, written, changes) -> None:
    good = observation(subject={"reference": "Patient/p2"})
    text = (
        bundle(good, observation(**changes)) if changes.get("status") != "done" else bundle(good, observation(status=7))
    )

    report = importing("fhir", written("b.json", text))

    lost = [one for one in report.files[0].remarks if one.weight is Weight.LEFT_OUT]
    assert report.exit_code == 1
    assert len(lost) == 1
    assert lost[0].column.startswith("Bundle.entry[1].Observation")
    assert '"resource"' in text.splitlines()[lost[0].line] or '"entry"' not in text.splitlines()[lost[0].line - 1]
    assert [row["person_id"] for row in rows("tests")] == ["p2"]


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled"])
def test_voided_tests_are_ignored_and_said(importing, rows, written, status: str) -> None:
    report = importing("fhir", written("o.json", json.dumps(observation(status=status))))

    assert report.exit_code == 0
    assert [one.weight for one in report.files[0].remarks] == [Weight.IGNORED]
    assert rows("tests") == []


def test_a_late_preliminary_result_does_not_replace_the_final_one(importing, rows, written) -> None:
    final, early = (
        written("f.json", json.dumps(observation())),
        written("p.json", json.dumps(observation(status="preliminary"))),
    )

    importing("fhir", early)
    importing("fhir", final)
    importing("fhir", early)

    assert [row["result"] for row in rows("tests")] == ["negative"]


def test_the_specimens_time_serves_when_the_observation_has_none(importing, rows, written) -> None:
    specimen = {"resourceType": "Specimen", "id": "s", "collection": {"collectedDateTime": "2021-08-10T06:00:00+08:00"}}
    test = observation(effectiveDateTime=None, specimen={"reference": "Specimen/s"})

    importing("fhir", written("b.json", bundle(specimen, test)))

    assert [row["sampled_at"].hour for row in rows("tests")] == [6]


def test_doses_without_numbers_are_numbered_by_date_across_files(importing, rows, written) -> None:
    importing("fhir", written("1.json", bundle(immunization("2021-03-29"), immunization("2021-03-01"))))

    importing("fhir", written("2.json", bundle(immunization("2021-10-01"), immunization("2021-03-29"))))

    assert [(row["number"], row["given_on"]) for row in rows("doses")] == [
        (1, date(2021, 3, 1)),
        (2, date(2021, 3, 29)),
        (3, date(2021, 10, 1)),
    ]


def test_only_completed_covid_doses_count_and_stated_numbers_are_kept(importing, rows, written) -> None:
    flu = immunization("2020-10-01", vaccineCode={"coding": [{"system": CVX, "code": "140"}]})
    refused = immunization("2021-01-01", status="not-done")
    second = immunization("2021-05-01", protocolApplied=[{"doseNumberPositiveInt": 2}])

    report = importing("fhir", written("b.json", bundle(flu, refused, second)))

    assert report.exit_code == 0
    assert [(row["number"], row["given_on"]) for row in rows("doses")] == [(2, date(2021, 5, 1))]


def test_names_are_neither_stored_nor_reported(importing, rows, written, bytes_of) -> None:
    patient = {"resourceType": "Patient", "name": [{"family": "Geheim", "given": ["Anna"]}], "birthDate": "1990-02-03"}
    entry = [
        {"fullUrl": "resource:0", "resource": patient},
        {"fullUrl": "resource:1", "resource": immunization("2021-03-01", patient={"reference": "resource:0"})},
    ]
    text = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entry})

    report = importing("fhir", written("b.json", text))

    assert [row["birth_date"] for row in rows("persons")] == [date(1990, 2, 3)]
    assert rows("doses")[0]["person_id"] == rows("persons")[0]["person_id"]
    assert not any(b"Geheim" in content or b"Anna" in content for content in bytes_of().values())
    assert "Geheim" not in str(report)


def test_one_resource_per_line_keeps_the_good_lines(importing, rows, written) -> None:
    text = json.dumps(observation()) + '\n{"resourceType": "Obs\n' + json.dumps(immunization("2021-03-01")) + "\n"

    report = importing("fhir", written("b.ndjson", text))

    assert report.exit_code == 1
    assert [one.line for one in report.files[0].remarks if one.weight is Weight.LEFT_OUT] == [2]
    assert (len(rows("tests")), len(rows("doses"))) == (1, 1)


def test_the_real_patients_have_one_positive_pcr_each_and_birth_dates(shared: Path, importing, rows) -> None:
    report = importing("fhir", *sorted((shared / "data" / "fhir").glob("*.json")))

    assert report.exit_code == 0
    assert [row["result"] for row in rows("tests")] == ["positive"] * 3
    assert {row["birth_date"] for row in rows("persons")} == {date(2009, 4, 29), date(2006, 2, 22), date(2011, 12, 12)}


def test_the_real_health_cards_give_doses_numbered_by_date(shared: Path, importing, rows) -> None:
    report = importing("fhir", *sorted((shared / "data" / "fhir" / "health_cards").glob("*.json")))

    assert report.exit_code == 0
    assert sorted((row["given_on"], row["number"]) for row in rows("doses")) == [
        (date(2021, 1, 1), 1),
        (date(2021, 1, 29), 2),
        (date(2021, 3, 1), 1),
        (date(2021, 3, 29), 2),
        (date(2022, 9, 5), 3),
    ]
